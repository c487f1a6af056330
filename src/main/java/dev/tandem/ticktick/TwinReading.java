package dev.tandem.ticktick;

import dev.tandem.sync.Inbox;
import dev.tandem.sync.Link;
import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.Empty;
import dev.tandem.sync.RemoteAnswer.NotFound;
import dev.tandem.sync.RemoteAnswer.Stored;
import dev.tandem.sync.RemoteAnswer.Success;
import dev.tandem.sync.RemoteSnapshot;
import io.vertx.core.Future;
import java.util.function.Predicate;

/**
 * Reads the twin of a task. The first read after a write may show what was before it
 * (ticktick-api.md, 2.1), which nobody must take for an edit: what looks like it is read once more.
 */
final class TwinReading {
  private final GuardedTickTickApi api;

  TwinReading(GuardedTickTickApi api) {
    this.api = api;
  }

  /** The twin as it is now; one that is not in its list is not found. */
  Future<Exchange> look(Caller caller, Link link) {
    return read(caller.looking(), caller, link, task -> isOutdated(task, link))
        .map(
            exchange ->
                exchange.answer() instanceof Success && !(exchange.answer() instanceof Stored)
                    ? exchange.as(new NotFound())
                    : exchange);
  }

  /** The twin after a write that cannot have left it as the link has it. */
  Future<Exchange> afterWrite(Caller caller, Link link) {
    return read(caller, caller, link, task -> hasEtagOf(task, link));
  }

  /** One request; a task that is not the twin is only a body. */
  Future<Exchange> once(Caller caller, Link link) {
    return api.call(caller, TickTickRequest.read(link.remoteProjectId(), link.remoteId()));
  }

  private Future<Exchange> read(
      Caller first, Caller second, Link link, Predicate<RemoteSnapshot> lags) {
    return once(first, link)
        .compose(
            exchange ->
                isTask(exchange, task -> lags.test(task) || isElsewhere(task, link))
                        || isMissingAfterAWrite(exchange, link)
                    ? once(second, link).map(again -> again.after(exchange.requests()))
                    : Future.succeededFuture(exchange))
        .map(exchange -> asTask(exchange, task -> isTwin(task, link)));
  }

  /** Whether this shows the twin, and nothing older than what is known of it. */
  static boolean isUpToDate(RemoteSnapshot task, Link link) {
    return isTwin(task, link) && !isOutdated(task, link);
  }

  /**
   * Whether this shows the twin after a write of ours, and what was written after it.
   *
   * @param etag that the write is said to have given it
   */
  static boolean isAfterWrite(RemoteSnapshot task, Link link, String etag) {
    return isUpToDate(task, link) && (etag.equals(task.etag()) || !hasEtagOf(task, link));
  }

  /** Whether this shows the twin unchanged: its etag tells; where there is none, its fields. */
  static boolean isAsItWas(RemoteSnapshot task, Link link) {
    String etag = link.sight().etag();
    boolean same =
        etag == null ? task.fields().equals(link.base().there()) : etag.equals(task.etag());
    return same && isTwin(task, link);
  }

  /** A list that goes by its alias shows its tasks under its real id. */
  static boolean isIn(RemoteSnapshot task, String projectId) {
    return task.projectId().equals(projectId)
        || (projectId.equals(Inbox.ALIAS) && Inbox.is(task.projectId()));
  }

  /** Older than what was seen, or the same although it was written to since. */
  private static boolean isOutdated(RemoteSnapshot task, Link link) {
    Link.Sight sight = link.sight();
    Long seen = sight.etimestamp();
    boolean older = seen != null && task.etimestamp() != null && task.etimestamp() < seen;
    return older || (!sight.confirmed() && hasEtagOf(task, link));
  }

  private static boolean hasEtagOf(RemoteSnapshot task, Link link) {
    String etag = link.sight().etag();
    return etag != null && etag.equals(task.etag());
  }

  /** A list does not answer for the tasks of another, except in a body that is out of date. */
  private static boolean isElsewhere(RemoteSnapshot task, Link link) {
    return task.id().equals(link.remoteId()) && !isTwin(task, link);
  }

  /** The Inbox goes by its alias until its real id is known. */
  static boolean isTwin(RemoteSnapshot task, Link link) {
    String list = link.remoteProjectId();
    boolean inIt = task.projectId().equals(list) || (Inbox.is(task.projectId()) && Inbox.is(list));
    return inIt && task.id().equals(link.remoteId());
  }

  /** The list that it was just moved to may not show it yet. */
  private static boolean isMissingAfterAWrite(Exchange exchange, Link link) {
    boolean missing = exchange.answer() instanceof NotFound || exchange.answer() instanceof Empty;
    return missing && !link.sight().confirmed();
  }

  private static boolean isTask(Exchange exchange, Predicate<RemoteSnapshot> test) {
    return asTask(exchange, test).answer() instanceof Stored;
  }

  /** The exchange with its body read as a task, if it is one and as expected. */
  static Exchange asTask(Exchange exchange, Predicate<RemoteSnapshot> expected) {
    return exchange.answer() instanceof Body body
        ? TaskReading.read(body.json(), body.clockOffset())
            .filter(expected)
            .map(task -> exchange.as(new Stored(task)))
            .orElse(exchange)
        : exchange;
  }
}
