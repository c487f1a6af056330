package dev.tandem.ticktick;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/** A request for which it is enough that the claims hold. */
record PlainLetter(Function<List<Ask>, TickTickRequest> request) implements SharedCalls.Letter {
  @Override
  public Future<List<Ask>> permitted(List<Ask> held) {
    return Future.succeededFuture(held);
  }

  @Override
  public TickTickRequest of(List<Ask> permitted) {
    return request.apply(permitted);
  }
}
