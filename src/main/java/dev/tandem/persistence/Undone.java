package dev.tandem.persistence;

import dev.tandem.bus.BusMessage;
import io.vertx.core.Future;

/** Nothing was done: the transaction ends without a trace, and this is its answer. */
final class Undone extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient BusMessage answer;

  Undone(BusMessage answer) {
    super("nothing was done", null, false, false);
    this.answer = answer;
  }

  /** The answer of a transaction that ended so; another failure stays one. */
  static <R extends BusMessage> Future<R> answered(Throwable failure, Class<R> type) {
    return failure instanceof Undone undone
        ? Future.succeededFuture(type.cast(undone.answer))
        : Future.failedFuture(failure);
  }
}
