package dev.tandem.persistence;

import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the embedded server again whenever it ends without being asked to: killed for want of
 * memory, or gone in a panic because its disk is full. Without end; the attempts become rarer while
 * it does not stay.
 *
 * <p>Everything that touches the server runs on one worker, one after the other: a stop waits for
 * an attempt under way, and none follows it.
 */
final class Revival {
  private static final Logger log = LoggerFactory.getLogger(Revival.class);

  private static final long LOOK_MILLIS = 500;
  private static final int LONGEST_PAUSE = looks(30);
  private static final int STAYED = looks(60);

  private final Vertx vertx;
  private final WorkerExecutor worker;
  private final EmbeddedPostgres server;
  private long timer;
  private boolean over;

  /** Ends in a row; the worker's alone, as the counts of looks are. */
  private int ends;

  private int looksAlive;
  private int looksToPause;
  private boolean down;

  /** Looks after the server until {@link #end}; both on the same event loop. */
  Revival(Vertx vertx, WorkerExecutor worker, EmbeddedPostgres server) {
    this.vertx = vertx;
    this.worker = worker;
    this.server = server;
    schedule();
  }

  /** No attempt begins after this; one under way may still be at work on the worker. */
  void end() {
    over = true;
    vertx.cancelTimer(timer);
  }

  private void schedule() {
    timer =
        vertx.setTimer(
            LOOK_MILLIS, due -> worker.executeBlocking(this::look).onComplete(this::looked));
  }

  private void looked(AsyncResult<Void> outcome) {
    if (outcome.failed()) {
      log.error("The embedded PostgreSQL could not be looked after", outcome.cause());
    }
    if (!over) {
      schedule();
    }
  }

  private @Nullable Void look() {
    if (server.isRunning()) {
      alive();
    } else if (looksToPause > 0) {
      looksToPause--;
    } else {
      revive();
    }
    return null;
  }

  private void alive() {
    looksAlive++;
    if (looksAlive >= STAYED) {
      ends = 0;
    }
  }

  private void revive() {
    if (!down) {
      down = true;
      log.warn(
          "The embedded PostgreSQL has ended by itself ({}); it is started again",
          server.lastWords().orElse("without a word: killed?"));
    }
    looksAlive = 0;
    looksToPause = ends == 0 ? 0 : Math.min(LONGEST_PAUSE, 1 << Math.min(ends - 1, 16));
    ends++;
    try {
      boolean serves = server.restart();
      down = false;
      log.info(
          serves
              ? "The embedded PostgreSQL serves again"
              : "The embedded PostgreSQL is back and recovers; it serves when that is done");
    } catch (EmbeddedPostgresException e) {
      log.error("{}; tried again in {} ms", e.getMessage(), (looksToPause + 1) * LOOK_MILLIS);
    }
  }

  private static int looks(int seconds) {
    return Math.toIntExact(seconds * 1000L / LOOK_MILLIS);
  }
}
