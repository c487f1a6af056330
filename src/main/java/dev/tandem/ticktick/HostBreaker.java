package dev.tandem.ticktick;

import dev.tandem.config.GatewayConfig;
import dev.tandem.sync.HostEvidence;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Outage;
import dev.tandem.sync.RemoteAnswer.Success;
import dev.tandem.sync.SyncRoutes.BreakerState;
import dev.tandem.sync.SyncRoutes.BreakerStatus;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The circuit breaker of TickTick's host. Our window decides when it opens, since only outages
 * count and only those of the host; the library keeps its states, its reset time and its single
 * probe, which is never somebody's change. For one event loop.
 */
final class HostBreaker {
  private static final Logger log = LoggerFactory.getLogger(HostBreaker.class);
  private static final long NEVER = -1;

  private final CircuitBreaker breaker;
  private final OutageWindow window;
  private final HostSuccesses successes = new HostSuccesses();
  private final Clock clock;
  private final Consumer<BreakerState> changed;
  private Instant since;

  /** What the breaker does beyond counting. */
  record Actions(Supplier<Future<RemoteAnswer>> probe, Consumer<BreakerState> changed) {}

  /**
   * @param limit of one request
   */
  HostBreaker(
      Vertx vertx, GatewayConfig.Breaker config, Duration limit, Clock clock, Actions actions) {
    this.clock = clock;
    this.changed = actions.changed();
    this.since = clock.instant();
    this.window =
        new OutageWindow(config.failures(), OutageWindow.lengthFor(config.failures(), limit));
    this.breaker =
        CircuitBreaker.create(
                "ticktick",
                vertx,
                new CircuitBreakerOptions()
                    .setTimeout(NEVER)
                    .setMaxRetries(0)
                    .setMaxFailures(Integer.MAX_VALUE)
                    .setResetTimeout(config.reset().toMillis()))
            .openHandler(opened -> turned(BreakerState.OPEN))
            .closeHandler(closed -> turned(BreakerState.CLOSED))
            .halfOpenHandler(
                halfOpened -> {
                  turned(BreakerState.HALF_OPEN);
                  vertx.runOnContext(go -> probe(actions.probe()));
                });
  }

  /** Whether requests may be sent. */
  boolean closed() {
    return state() == BreakerState.CLOSED;
  }

  BreakerStatus status() {
    return new BreakerStatus(state(), since, window.outages(System.nanoTime()));
  }

  /** Takes note of what came of a request. */
  void note(Caller caller, RemoteAnswer answer) {
    long now = System.nanoTime();
    window.add(now, caller, answer instanceof Outage);
    if (answer instanceof Success) {
      successes.add(now, caller.taskId());
    }
    if (answer instanceof Outage && closed() && window.tells(now)) {
      breaker.open();
    }
  }

  /** Whether an account has trouble that is not the host's. */
  boolean blames(long accountId) {
    return closed() && window.blames(System.nanoTime(), accountId);
  }

  /**
   * @param sincePrevious how long ago the task's previous failure was; null: it had none
   */
  HostEvidence evidence(long taskId, @Nullable Duration sincePrevious) {
    return successes.around(System.nanoTime(), taskId, sincePrevious);
  }

  void close() {
    breaker.close();
  }

  private BreakerState state() {
    return switch (breaker.state()) {
      case CLOSED -> BreakerState.CLOSED;
      case OPEN -> BreakerState.OPEN;
      case HALF_OPEN -> BreakerState.HALF_OPEN;
    };
  }

  private void turned(BreakerState state) {
    since = clock.instant();
    if (state == BreakerState.CLOSED) {
      window.clear();
    }
    log.info("TickTick's breaker is {}", state);
    changed.accept(state);
  }

  /** Its failure opens the breaker again, its success closes it. */
  private void probe(Supplier<Future<RemoteAnswer>> probe) {
    breaker
        .execute(() -> probe.get().compose(HostBreaker::healthy))
        .onFailure(failure -> log.debug("TickTick's probe: {}", failure.getMessage()));
  }

  private static Future<Void> healthy(RemoteAnswer answer) {
    if (answer instanceof Outage outage) {
      return Future.failedFuture(outage.detail());
    }
    if (answer instanceof NotSent notSent) {
      return Future.failedFuture(notSent.why().detail());
    }
    return Future.succeededFuture();
  }
}
