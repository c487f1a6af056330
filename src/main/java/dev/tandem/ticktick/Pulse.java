package dev.tandem.ticktick;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Runs rounds one after the other: at once when nudged, and in any case after a while. A nudge
 * during a round means one more round, however many they are: none is lost, none stacks up. For one
 * event loop.
 */
final class Pulse {
  /** A wait that the floor cuts short. */
  static final Duration LONG = Duration.ofDays(1);

  private static final long NONE = -1;
  private static final Duration LEAST = Duration.ofMillis(1);

  private final Vertx vertx;
  private final Duration floor;
  private Supplier<Future<Duration>> round = () -> Future.succeededFuture(Duration.ZERO);
  private Future<Void> running = Future.succeededFuture();
  private long timer = NONE;
  private boolean nudged;
  private boolean beating;

  /**
   * @param floor the longest wait between rounds
   */
  Pulse(Vertx vertx, Duration floor) {
    this.vertx = vertx;
    this.floor = floor;
  }

  /**
   * Runs the first round at once. Nudges before this are not needed and do nothing.
   *
   * @param firstRound and all that follow; replies how long nothing can be due; its failure is its
   *     own to tell
   */
  void start(Supplier<Future<Duration>> firstRound) {
    round = firstRound;
    beating = true;
    beat();
  }

  void nudge() {
    if (!running.isComplete()) {
      nudged = true;
    } else if (beating) {
      beat();
    }
  }

  /** No further rounds; succeeds when the present one has ended. */
  Future<Void> stop() {
    beating = false;
    cancelWait();
    return running;
  }

  private void beat() {
    cancelWait();
    nudged = false;
    running = round.get().otherwise(floor).map(this::rest);
  }

  private Void rest(Duration wanted) {
    if (beating) {
      Duration wait = nudged ? Duration.ZERO : wanted.compareTo(floor) < 0 ? wanted : floor;
      timer = vertx.setTimer(Math.max(wait.toMillis(), LEAST.toMillis()), fired -> beat());
    }
    return null;
  }

  private void cancelWait() {
    if (timer != NONE) {
      vertx.cancelTimer(timer);
      timer = NONE;
    }
  }
}
