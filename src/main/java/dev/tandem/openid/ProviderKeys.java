package dev.tandem.openid;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The provider's keys as they were last published. They are asked for again every so often, and
 * when somebody names one that is not known; one asking at a time, however many wait for it. While
 * the provider does not answer, those that are known hold. For one event loop.
 */
final class ProviderKeys {
  private static final Logger log = LoggerFactory.getLogger(ProviderKeys.class);

  private final Vertx vertx;
  private final KeySetClient client;
  private final FetchPace pace;
  private final LongSupplier nanoTime;
  private ProviderKeySet keys = ProviderKeySet.NONE;

  /** What {@link #keys} were read from. */
  private Buffer published = Buffer.buffer();

  private @Nullable Future<Void> asking;
  private long askedAt;
  private long timer = -1;
  private boolean failing;
  private boolean stopped;

  /**
   * @param nanoTime a monotonic clock: {@code System::nanoTime}
   */
  ProviderKeys(Vertx vertx, KeySetClient client, FetchPace pace, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.client = client;
    this.pace = pace;
    this.nanoTime = nanoTime;
  }

  /** Asks for the keys; nobody waits for them yet. */
  void start() {
    ask();
  }

  Future<Void> stop() {
    stopped = true;
    vertx.cancelTimer(timer);
    return client.close();
  }

  /** Those that are known now: the same object as long as the provider publishes the same. */
  ProviderKeySet known() {
    return keys;
  }

  /** Those that are known, if need be after asking for one that is not. */
  Future<ProviderKeySet> knownWith(KeyName name) {
    if (keys.find(name).isPresent() || !mayAsk()) {
      return Future.succeededFuture(keys);
    }
    return ask().map(asked -> keys);
  }

  private boolean mayAsk() {
    long rest = (keys.isEmpty() ? pace.whileNone() : pace.onDemand()).toNanos();
    return !stopped && (asking != null || nanoTime.getAsLong() - askedAt >= rest);
  }

  /** Never fails. */
  private Future<Void> ask() {
    if (asking != null) {
      return asking;
    }
    askedAt = nanoTime.getAsLong();
    vertx.cancelTimer(timer);
    Future<Void> answered =
        client
            .get()
            // Elsewhere: keys are prepared, and the first time a library too.
            .compose(
                document ->
                    document.equals(published)
                        ? Future.succeededFuture(keys)
                        : vertx
                            .executeBlocking(() -> ProviderKeySet.read(document))
                            .onSuccess(read -> published = document))
            .onComplete(this::took, this::missed)
            .<Void>mapEmpty()
            .otherwiseEmpty();
    asking = answered;
    return answered.onComplete(done -> asking = null);
  }

  private void took(ProviderKeySet read) {
    keys = read;
    if (read.isEmpty()) {
      missed(new IllegalArgumentException("none that it publishes can be used here"));
      return;
    }
    if (failing) {
      log.info("The keys of the OpenID provider can be read again");
    }
    failing = false;
    askAgain(pace.refresh());
  }

  /** Told once at the beginning of an outage and once at its end. */
  private void missed(Throwable failure) {
    if (!failing && !stopped) {
      log.warn(
          "The OpenID provider has no keys for us; {}: {}",
          keys.isEmpty() ? "until it has, nobody can come by a JWT" : "those that are known hold",
          failure.toString());
    }
    failing = true;
    askAgain(pace.retry());
  }

  private void askAgain(Duration rest) {
    if (!stopped) {
      timer = vertx.setTimer(rest.toMillis(), fired -> ask());
    }
  }
}
