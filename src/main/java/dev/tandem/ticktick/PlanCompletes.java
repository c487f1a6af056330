package dev.tandem.ticktick;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.sync.RemoteAnswer.Applied;
import dev.tandem.sync.RemoteAnswer.Body;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Completes many tasks at once, none of them recurring. The answer names those that it completed
 * and skips others without a word: they are completed alone.
 */
final class PlanCompletes {
  private final SharedCalls calls;
  private final Desk desk;
  private final SecondLooks looks;

  PlanCompletes(SharedCalls calls, Desk desk) {
    this.calls = calls;
    this.desk = desk;
    this.looks = new SecondLooks(calls, desk);
  }

  Future<Void> serve(List<Ask> asks) {
    if (asks.size() == 1) {
      asks.forEach(desk::alone);
      return Future.succeededFuture();
    }
    return Portions.inTurn(Portions.ofFifty(asks), this::send);
  }

  private Future<Void> send(List<Ask> portion) {
    return looks
        .of(portion)
        .compose(fit -> fit.isEmpty() ? Future.succeededFuture() : sendNow(fit));
  }

  private Future<Void> sendNow(List<Ask> portion) {
    return calls
        .send(portion, new PlainLetter(PlanCompletes::request))
        .compose(
            reply -> {
              List<Ask> carried = reply.carried();
              if (reply.isRefusal()) {
                return Portions.inHalves(carried, this::send, desk::alone);
              }
              Set<String> done = named(reply.exchange());
              for (Ask ask : carried) {
                if (done.contains(ask.link().remoteId())) {
                  desk.answer(ask, reply.exchange().as(new Applied()));
                } else {
                  desk.alone(ask);
                }
              }
              return Future.succeededFuture();
            });
  }

  private static TickTickRequest request(List<Ask> asks) {
    return TickTickRequest.completeAll(asks.stream().map(ask -> ask.link().remoteId()).toList());
  }

  private static Set<String> named(Exchange exchange) {
    Set<String> ids = new HashSet<>();
    if (exchange.answer() instanceof Body body) {
      for (JsonNode id : body.json()) {
        ids.add(id.asText());
      }
    }
    return ids;
  }
}
