package dev.tandem.ticktick;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Applied;
import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.Stored;
import dev.tandem.sync.RemoteSnapshot;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Moves many tasks at once. The answer's order and length say nothing: a task that it does not name
 * is moved alone, which is harmless if it was moved already.
 */
final class PlanMoves {
  private final SharedCalls calls;
  private final Desk desk;

  PlanMoves(SharedCalls calls, Desk desk) {
    this.calls = calls;
    this.desk = desk;
  }

  Future<Void> serve(List<Ask> asks) {
    List<Ask> together = Portions.crowded(asks, desk::alone);
    Map<Ask, Exchange> moved = new LinkedHashMap<>();
    // What was answered before the database failed is settled all the same, which never fails.
    return Portions.inTurn(Portions.ofFifty(together), portion -> send(portion, moved))
        .eventually(() -> settle(moved));
  }

  private Future<Void> send(List<Ask> portion, Map<Ask, Exchange> moved) {
    return calls
        .send(portion, new PlainLetter(PlanMoves::request))
        .compose(
            reply -> {
              List<Ask> carried = reply.carried();
              if (reply.isRefusal()) {
                return Portions.inHalves(carried, half -> send(half, moved), desk::alone);
              }
              for (Ask ask : carried) {
                if (names(reply.exchange(), ask.link().remoteId())) {
                  moved.put(ask, reply.exchange());
                } else {
                  desk.alone(ask);
                }
              }
              return Future.succeededFuture();
            });
  }

  private static TickTickRequest request(List<Ask> asks) {
    return TickTickRequest.moves(
        asks.stream()
            .map(
                ask ->
                    new TickTickRequest.Move(
                        ask.link().remoteId(), ask.link().remoteProjectId(), ask.aim()))
            .toList());
  }

  /** Whether a move's answer names the task. */
  static boolean names(Exchange exchange, String taskId) {
    if (!(exchange.answer() instanceof Body body)) {
      return false;
    }
    for (JsonNode entry : body.json()) {
      if (TaskReading.text(entry, "id").equals(taskId)) {
        return true;
      }
    }
    return false;
  }

  /** What its new list shows is confirmed; the answer names even tasks that it does not know. */
  private Future<Void> settle(Map<Ask, Exchange> moved) {
    AfterListing after = new AfterListing(calls);
    return after
        .read(moved.keySet())
        .eventually(
            () -> {
              moved.forEach(
                  (ask, exchange) ->
                      desk.answer(ask, exchange.as(seen(ask, after.task(ask.link().remoteId())))));
              return Future.succeededFuture();
            });
  }

  private static RemoteAnswer seen(Ask ask, Optional<RemoteSnapshot> shown) {
    return shown
        .filter(task -> TwinReading.isIn(task, ask.list()))
        .<RemoteAnswer>map(task -> new Stored(task, true))
        .orElseGet(Applied::new);
  }
}
