package dev.tandem.ticktick;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * At most so many requests of one TickTick account at a time, so that those which a stalled
 * TickTick holds back cannot all arrive there in one moment. Accounts of several users that are one
 * there share a line from the first grant on, which tells. For one event loop.
 */
final class AccountTurns {
  private static final int AT_ONCE = 8;

  private final Map<String, Line> lines = new HashMap<>();
  private final Map<Long, String> budgets = new HashMap<>();

  private static final class Line {
    private final Deque<Promise<Void>> persons = new ArrayDeque<>();
    private final Deque<Promise<Void>> others = new ArrayDeque<>();
    private int running;
    private int passed;
    private boolean passing;
  }

  /** Runs the work when it is its turn; a person's before the background's. */
  <T> Future<T> take(Caller caller, Supplier<Future<T>> work) {
    String budget = budgets.getOrDefault(caller.accountId(), "account:" + caller.accountId());
    Line line = lines.computeIfAbsent(budget, key -> new Line());
    return turn(line, caller.interactive())
        .compose(go -> work.get())
        .eventually(
            () -> {
              pass(budget, line);
              return Future.succeededFuture();
            });
  }

  /** Out of which budget an account's requests are granted. */
  void learn(long accountId, String budget) {
    budgets.put(accountId, budget);
  }

  private static Future<Void> turn(Line line, boolean interactive) {
    if (line.running < AT_ONCE) {
      line.running++;
      return Future.succeededFuture();
    }
    Promise<Void> turn = Promise.promise();
    (interactive ? line.persons : line.others).add(turn);
    return turn.future();
  }

  /**
   * A loop, as work may end at once (the breaker is open): passed on from within the turn before, a
   * long line would end in a stack overflow.
   */
  private void pass(String budget, Line line) {
    line.passed++;
    if (line.passing) {
      return;
    }
    line.passing = true;
    try {
      while (line.passed > 0) {
        line.passed--;
        next(line);
      }
    } finally {
      // Whoever listens may throw: that must not end the line.
      line.passing = false;
    }
    if (line.running == 0) {
      lines.remove(budget, line);
    }
  }

  private static void next(Line line) {
    Promise<Void> next = line.persons.isEmpty() ? line.others.poll() : line.persons.poll();
    if (next == null) {
      line.running--;
    } else {
      next.complete();
    }
  }
}
