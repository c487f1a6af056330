package dev.tandem.ticktick;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * At most so many requests of one account at a time, so that those which a stalled TickTick holds
 * back cannot all arrive there in one moment. For one event loop.
 */
final class AccountTurns {
  private static final int AT_ONCE = 8;

  private final Map<Long, Line> lines = new HashMap<>();

  private static final class Line {
    private final Deque<Promise<Void>> waiting = new ArrayDeque<>();
    private int running;
  }

  /** Runs the work when it is its turn; a person's before the background's. */
  <T> Future<T> take(Caller caller, Supplier<Future<T>> work) {
    Line line = lines.computeIfAbsent(caller.accountId(), id -> new Line());
    return turn(line, caller.interactive())
        .compose(go -> work.get())
        .eventually(
            () -> {
              pass(caller.accountId(), line);
              return Future.succeededFuture();
            });
  }

  private static Future<Void> turn(Line line, boolean interactive) {
    if (line.running < AT_ONCE) {
      line.running++;
      return Future.succeededFuture();
    }
    Promise<Void> turn = Promise.promise();
    if (interactive) {
      line.waiting.addFirst(turn);
    } else {
      line.waiting.addLast(turn);
    }
    return turn.future();
  }

  private void pass(long accountId, Line line) {
    Promise<Void> next = line.waiting.pollFirst();
    if (next != null) {
      next.complete();
      return;
    }
    line.running--;
    if (line.running == 0) {
      lines.remove(accountId, line);
    }
  }
}
