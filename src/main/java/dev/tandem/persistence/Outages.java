package dev.tandem.persistence;

import dev.tandem.bus.BusException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whoever asks while the database is out of service that it is so, and the log why: once in a
 * while, not for each of them.
 */
final class Outages {
  private static final Logger log = LoggerFactory.getLogger(Outages.class);
  private static final long SILENT_MILLIS = 10_000;

  private boolean silent;

  /** On the event loop of its owner. */
  <R> Future<R> told(Vertx vertx, Future<R> reply) {
    return reply.recover(
        failure -> Future.failedFuture(PgErrors.isOutage(failure) ? say(vertx, failure) : failure));
  }

  private BusException say(Vertx vertx, Throwable outage) {
    if (!silent) {
      silent = true;
      vertx.setTimer(SILENT_MILLIS, over -> silent = false);
      // These errors speak of the server: they hold nothing of what it was asked.
      log.warn("The database is out of service: {}", outage.getMessage());
    }
    return new BusException(BusException.Kind.UNAVAILABLE, "the database is out of service");
  }
}
