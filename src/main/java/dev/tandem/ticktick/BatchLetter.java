package dev.tandem.ticktick;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.account.AccountCommand.Claim;
import dev.tandem.sync.SyncResult.Operation;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** New tasks and changes of others in one request. The new ones are written down before. */
record BatchLetter(PushQueue queue, Desk desk) implements SharedCalls.Letter {
  static boolean isAdd(Ask ask) {
    return ask.operation() == Operation.CREATE;
  }

  static List<Ask> adds(List<Ask> asks) {
    return asks.stream().filter(BatchLetter::isAdd).toList();
  }

  static List<Ask> updates(List<Ask> asks) {
    return asks.stream().filter(ask -> !isAdd(ask)).toList();
  }

  /** Whether its body can be written; what cannot fails alone, where it takes no other along. */
  static boolean canBeWritten(Ask ask) {
    try {
      body(ask);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  @Override
  public Future<List<Ask>> permitted(List<Ask> held) {
    List<Future<Optional<Ask>>> permitted = held.stream().map(this::permitted).toList();
    return Future.join(permitted)
        .map(done -> permitted.stream().flatMap(one -> one.result().stream()).toList());
  }

  private Future<Optional<Ask>> permitted(Ask ask) {
    return isAdd(ask)
        ? queue
            .intend(new Claim(ask.job().taskId(), ask.job().fence()), ask.sent())
            .map(granted -> granted ? Optional.of(ask) : Optional.<Ask>empty())
            .recover(failure -> without(ask, failure))
        : Future.succeededFuture(Optional.of(ask));
  }

  /** It may be written down all the same, and is looked for then; the others need not be. */
  private Future<Optional<Ask>> without(Ask ask, Throwable failure) {
    desk.fail(ask, failure);
    return Future.succeededFuture(Optional.empty());
  }

  @Override
  public TickTickRequest of(List<Ask> permitted) {
    return TickTickRequest.batch(
        adds(permitted).stream().map(BatchLetter::body).toList(),
        updates(permitted).stream().map(BatchLetter::body).toList());
  }

  private static ObjectNode body(Ask ask) {
    return isAdd(ask)
        ? TaskWriting.create(ask.sent(), ask.job().inboxId())
        : TaskWriting.update(ask.link(), ask.sent(), ask.step().carries());
  }
}
