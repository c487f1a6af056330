package dev.tandem.ticktick;

import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.Stored;
import dev.tandem.sync.RemoteAnswer.Success;
import dev.tandem.sync.RemoteSnapshot;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Looks at many twins by reading their lists. What a list shows is what a look would show, and
 * proves besides that the twin is there; what it does not show, or shows out of date, is looked at
 * alone.
 */
final class PlanLooks {
  private final SharedCalls calls;
  private final Desk desk;

  PlanLooks(SharedCalls calls, Desk desk) {
    this.calls = calls;
    this.desk = desk;
  }

  Future<Void> serve(List<Ask> asks) {
    // All of them, even if the database fails one: their rows are told by the others' answers.
    return Future.join(
            Portions.byList(asks).entrySet().stream()
                .map(list -> look(list.getKey(), list.getValue()))
                .toList())
        .mapEmpty();
  }

  private Future<Void> look(String list, List<Ask> asks) {
    if (asks.size() > 1) {
      return listing(list, asks);
    }
    // Two requests alone, and not one more together. So its write follows its look at once, however
    // many others there are to be looked at.
    asks.forEach(desk::alone);
    return Future.succeededFuture();
  }

  private Future<Void> listing(String list, List<Ask> asks) {
    return calls
        .read(TickTickRequest.data(list))
        .map(
            exchange -> {
              asks.forEach(ask -> ask.carried(exchange.requests()));
              decide(exchange, asks);
              return null;
            });
  }

  private void decide(Exchange exchange, List<Ask> asks) {
    if (exchange.answer() instanceof Body body) {
      Map<String, RemoteSnapshot> shown = shown(body);
      asks.forEach(ask -> sighted(ask, exchange, shown));
    } else if (exchange.answer() instanceof Success
        || new SharedCalls.Reply(exchange, asks).isRefusal()) {
      // About the list, which says nothing of its tasks.
      asks.forEach(desk::alone);
    } else {
      asks.forEach(ask -> desk.answer(ask, exchange));
    }
  }

  /** By id; none for what is no list. */
  static Map<String, RemoteSnapshot> shown(Body body) {
    return ListContents.of(body.json(), body.clockOffset())
        .map(ListContents::tasks)
        .orElse(List.of())
        .stream()
        .collect(Collectors.toMap(RemoteSnapshot::id, Function.identity(), (one, other) -> other));
  }

  private void sighted(Ask ask, Exchange exchange, Map<String, RemoteSnapshot> shown) {
    RemoteSnapshot twin = shown.get(ask.link().remoteId());
    if (twin != null && TwinReading.isUpToDate(twin, ask.link())) {
      desk.answer(ask, exchange.as(new Stored(twin, true)));
    } else {
      desk.alone(ask);
    }
  }
}
