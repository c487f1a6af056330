package dev.tandem.ticktick;

import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one run that wait for a spent budget. Each is put off until the budget grants a
 * request to it, so that they do not all come back for the next one.
 */
final class BudgetLine {
  private final Duration perRequest;
  private @Nullable Duration next;

  /**
   * @param perRequest how long the budget takes to grant another request
   */
  BudgetLine(Duration perRequest) {
    this.perRequest = perRequest;
  }

  /** Takes note of what came of a request. */
  void note(Exchange exchange) {
    if (exchange.answer() instanceof NotSent unsent && unsent.why() == Obstacle.BUDGET_SPENT) {
      Duration granted = unsent.after().orElse(perRequest).plus(perRequest);
      // Those that were under way as the budget was spent are told the same time, each of them.
      next = next == null || granted.compareTo(next) > 0 ? granted : next.plus(perRequest);
    }
  }

  /** The answer to who comes after the budget was spent; empty: it may be asked. */
  Optional<Exchange> turnedAway() {
    Duration after = next;
    if (after == null) {
      return Optional.empty();
    }
    next = after.plus(perRequest);
    return Optional.of(Exchange.unsent(new NotSent(Obstacle.BUDGET_SPENT, Optional.of(after))));
  }
}
