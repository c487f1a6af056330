package dev.tandem.ticktick;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.sync.CreateIntent;
import dev.tandem.sync.OrphanSieve;
import dev.tandem.sync.QueueRoutes.Intents;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import dev.tandem.sync.RemoteSnapshot;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One reading of an account: every list that is not archived, the Inbox, and last what was
 * completed since, so that a task which is completed meanwhile shows in one or the other. Whole or
 * not at all: what is missing would be created once more. Of what is read only that is kept which a
 * create may have made.
 */
final class WholeReading {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final GuardedTickTickApi api;
  private final ListingRead.Wish wish;
  private final Intents intents;
  private final OrphanSieve sieve;
  private final Map<String, RemoteSnapshot> tasks = new TreeMap<>();
  private Duration clockOffset = Duration.ZERO;
  private long generation;

  WholeReading(
      Vertx vertx,
      GuardedTickTickApi api,
      ListingRead.Wish wish,
      Intents intents,
      OrphanSieve sieve) {
    this.vertx = vertx;
    this.api = api;
    this.wish = wish;
    this.intents = intents;
    this.sieve = sieve;
  }

  /** Fails with a {@link NotWholeException}, or because the gateway's own database does. */
  Future<Collection<RemoteSnapshot>> run() {
    return ask(ListingPart.LISTS, TickTickRequest.projects())
        .compose(this::lists)
        .compose(lists -> completedFirst().compose(done -> all(lists, 0)))
        .compose(done -> completed())
        .map(done -> List.copyOf(tasks.values()));
  }

  /** An archived list counts only if something was sent to it. */
  private Future<List<ListingPart>> lists(JsonNode projects) {
    if (!projects.isArray()) {
      return notWhole(ListingPart.LISTS.unread("TickTick's answer names none."));
    }
    Map<String, ListingPart> lists = new TreeMap<>();
    lists.put(ListingPart.INBOX.id(), ListingPart.INBOX);
    for (JsonNode project : projects) {
      ListingPart list = ListingPart.list(project);
      if (list.id().isEmpty()) {
        return notWhole(ListingPart.LISTS.unread("TickTick's answer leaves out which one is."));
      }
      boolean aim =
          intents.open().stream().anyMatch(intent -> list.id().equals(intent.sent().projectId()));
      if (aim || !project.path("closed").asBoolean(false)) {
        lists.put(list.id(), list);
      }
    }
    return Future.succeededFuture(failingFirst(lists));
  }

  /** If the one that could not be read last time still cannot, the others need not be asked for. */
  private List<ListingPart> failingFirst(Map<String, ListingPart> lists) {
    List<ListingPart> ordered = new ArrayList<>(lists.values());
    // Stable: false comes before true.
    ordered.sort(Comparator.comparing(list -> !list.id().equals(wish.failedLast())));
    return ordered;
  }

  /** Only to see whether it goes: what counts is read last. */
  private Future<Void> completedFirst() {
    return ListingPart.COMPLETED.id().equals(wish.failedLast())
        ? completed()
        : Future.succeededFuture();
  }

  private Future<Void> all(List<ListingPart> lists, int next) {
    return next == lists.size()
        ? Future.succeededFuture()
        : list(lists.get(next)).compose(read -> all(lists, next + 1));
  }

  private Future<Void> list(ListingPart list) {
    return ask(list, TickTickRequest.data(list.id()))
        .compose(
            data ->
                ListContents.of(data, clockOffset)
                    .<Future<Void>>map(found -> keep(list, found))
                    .orElseGet(() -> notWhole(list.unread("TickTick's answer shows no list."))));
  }

  private Future<Void> completed() {
    Instant from =
        Stream.concat(intents.open().stream(), intents.watched().stream())
            .map(CreateIntent::begunAt)
            .min(Comparator.naturalOrder())
            .orElse(intents.now())
            .minus(CreateIntent.CLOCKS)
            .plus(clockOffset);
    ListingPart part = ListingPart.COMPLETED;
    return new CompletedPages(request -> ask(part, request).map(this::body), from)
        .read()
        .compose(
            found -> {
              if (found.end() instanceof CompletedPages.End.Failed) {
                return notWhole(part.unread("TickTick's answer shows no tasks."));
              }
              return found.end() instanceof CompletedPages.End.CutOff
                  ? notWhole(part.unread("There is more than TickTick shows."))
                  : keep(part, new ListContents(found.tasks(), found.readable()));
            });
  }

  private RemoteAnswer body(JsonNode json) {
    return new Body(json, clockOffset);
  }

  /** What cannot be read as a task could be the one that is looked for. */
  private Future<Void> keep(ListingPart part, ListContents found) {
    found.tasks().stream().filter(sieve::holds).forEach(task -> tasks.put(task.id(), task));
    return found.whole() ? kept() : notWhole(part.unread("One of its tasks is unreadable."));
  }

  private static Future<Void> kept() {
    return Future.succeededFuture();
  }

  /** The budget is waited for: a listing of many lists takes more than it grants at once. */
  private Future<JsonNode> ask(ListingPart part, TickTickRequest request) {
    if (wish.isDropped()) {
      return notWhole(new ListingOutcome.HeldUp(new NotSent(Obstacle.CREATE_UNCONFIRMED)));
    }
    return api.call(Caller.ofAccount(wish.accountId(), wish.isUrgent()), request)
        .compose(
            exchange -> {
              if (exchange.answer() instanceof Body body) {
                return body(exchange.generation(), body);
              }
              return exchange.answer() instanceof NotSent unsent
                      && unsent.why() == Obstacle.BUDGET_SPENT
                  ? later(unsent).compose(due -> ask(part, request))
                  : notWhole(part.unread(exchange.answer()));
            });
  }

  /**
   * Lists that were read with different tokens may be different accounts': a task that seems to be
   * in none of them may just be the other's. Refreshed tokens are the same account's, but cannot be
   * told from those here.
   */
  private Future<JsonNode> body(long readWith, Body body) {
    if (generation != 0 && generation != readWith) {
      return Future.failedFuture(
          NotWholeException.ofTwoTokens(
              new ListingOutcome.HeldUp(new NotSent(Obstacle.CREATE_UNCONFIRMED))));
    }
    generation = readWith;
    clockOffset = body.clockOffset();
    return Future.succeededFuture(body.json());
  }

  private Future<?> later(NotSent unsent) {
    Duration wait =
        unsent.after().filter(after -> after.compareTo(LONGEST_WAIT) < 0).orElse(LONGEST_WAIT);
    return vertx.timer(wait.toMillis() + 1, TimeUnit.MILLISECONDS);
  }

  private static <T> Future<T> notWhole(ListingOutcome outcome) {
    return Future.failedFuture(NotWholeException.of(outcome));
  }
}
