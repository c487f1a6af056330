package dev.tandem.ticktick;

import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;

/**
 * What the rows of a plan ask for together, each kind at its time: looks before moves before
 * changes before completions.
 */
record PlanRequests(PlanLooks looks, PlanMoves moves, PlanWrites writes, PlanCompletes completes) {

  private enum Kind {
    LOOKS,
    MOVES,
    WRITES,
    COMPLETES
  }

  static PlanRequests of(SharedCalls calls, PushQueue queue, Desk desk) {
    return new PlanRequests(
        new PlanLooks(calls, desk),
        new PlanMoves(calls, desk),
        new PlanWrites(calls, queue, desk),
        new PlanCompletes(calls, desk));
  }

  /** Those whose time it is. */
  static List<Ask> next(List<Ask> waiting) {
    Kind first =
        waiting.stream()
            .map(PlanRequests::kind)
            .min(Comparator.naturalOrder())
            .orElse(Kind.COMPLETES);
    return waiting.stream().filter(ask -> kind(ask) == first).toList();
  }

  /**
   * Succeeds when each is decided; fails if the gateway's own database does.
   *
   * @param asks of one kind
   */
  Future<Void> serve(List<Ask> asks) {
    return switch (kind(asks.get(0))) {
      case LOOKS -> looks.serve(asks);
      case MOVES -> moves.serve(asks);
      case WRITES -> writes.serve(asks);
      case COMPLETES -> completes.serve(asks);
    };
  }

  private static Kind kind(Ask ask) {
    return switch (ask.operation()) {
      case NONE -> Kind.LOOKS;
      case MOVE -> Kind.MOVES;
      case CREATE, UPDATE -> Kind.WRITES;
      case COMPLETE -> Kind.COMPLETES;
      case DELETE -> throw new IllegalArgumentException("deletes are sent one by one");
    };
  }
}
