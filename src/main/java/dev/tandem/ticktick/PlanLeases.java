package dev.tandem.ticktick;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the rows of a plan while they wait for it: their leases are renewed before they run out.
 * Not for ever, though. What stands still gives its rows back as a process that died does, or they
 * would be held for as long as this one lives. For one event loop.
 */
final class PlanLeases {
  private static final Logger log = LoggerFactory.getLogger(PlanLeases.class);

  /** Leases that were renewed within this time outlast a request still. */
  private static final Duration KEPT_RECENTLY = Duration.ofSeconds(1);

  /**
   * Longer than anything that a plan waits for: a shared request with its patience, both its tries
   * and a refresh between them.
   */
  private static final Duration STANDSTILL = Duration.ofMinutes(2);

  private final Vertx vertx;
  private final PushQueue queue;
  private final Duration length;
  private final Collection<PlanRow> rows;
  private final Runnable givenUp;
  private final long timer;
  private @Nullable Future<Desk.Held> recent;
  private long moved = System.nanoTime();
  private boolean ended;

  /**
   * @param length for which rows are kept
   * @param rows of the plan that have not ended, whenever they are asked for
   * @param givenUp told once the rows are kept no more, as nothing happens
   */
  PlanLeases(
      Vertx vertx, PushQueue queue, Duration length, Collection<PlanRow> rows, Runnable givenUp) {
    this.vertx = vertx;
    this.queue = queue;
    this.length = length;
    this.rows = rows;
    this.givenUp = givenUp;
    this.timer = vertx.setPeriodic(length.toMillis() / 3, due -> renew());
  }

  /** Something happened in the plan. */
  void moved() {
    moved = System.nanoTime();
  }

  /** Nothing is kept any more. */
  void end() {
    ended = true;
    vertx.cancelTimer(timer);
  }

  private void renew() {
    if (System.nanoTime() - moved > STANDSTILL.toNanos()) {
      end();
      givenUp.run();
      return;
    }
    keep().onFailure(failure -> log.debug("A plan's rows are not renewed: {}", failure.toString()));
  }

  /** One after the other: a request that waits for the budget asks again and again. */
  Future<Desk.Held> keepRecently() {
    moved();
    Future<Desk.Held> running = recent;
    if (running != null) {
      return running;
    }
    Future<Desk.Held> kept = keep();
    recent = kept;
    vertx.timer(KEPT_RECENTLY.toMillis(), TimeUnit.MILLISECONDS).onComplete(over -> recent = null);
    return kept;
  }

  Future<Desk.Held> keep() {
    long asked = System.nanoTime();
    if (ended) {
      return Future.succeededFuture(new Desk.Held(Set.of(), Lease.from(asked, Duration.ZERO)));
    }
    List<PlanRow> kept = rows.stream().filter(PlanRow::isKept).toList();
    List<Long> fences = kept.stream().map(row -> row.job().fence()).toList();
    return queue
        .renew(fences, length)
        .map(
            renewed -> {
              Lease lease = Lease.from(asked, length);
              var held = new Desk.Held(Set.copyOf(renewed.fences()), lease);
              kept.stream()
                  .filter(row -> held.fences().contains(row.job().fence()))
                  .forEach(row -> row.keptFor(lease));
              return held;
            });
  }
}
