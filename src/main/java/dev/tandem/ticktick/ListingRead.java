package dev.tandem.ticktick;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.sync.CreateIntent;
import dev.tandem.sync.CreateWaits;
import dev.tandem.sync.Inbox;
import dev.tandem.sync.OrphanSearch;
import dev.tandem.sync.OrphanSearch.Listing;
import dev.tandem.sync.QueueRoutes.Intents;
import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import dev.tandem.sync.RemoteSnapshot;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads all tasks of an account that creates of unknown outcome may have made: every list that is
 * not archived, the Inbox, and what was completed since. Whole or not at all: a list that fails, is
 * answered with {@code {}} or is cut off makes the listing worthless, since what is missing from it
 * would be created once more.
 */
final class ListingRead {
  /** At so many rows the completed ones are cut off. */
  private static final int CAP = 200;

  /** Pages of completed ones, beyond which a listing is given up. */
  private static final int MOST_PAGES = 50;

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final GuardedTickTickApi api;
  private final PushQueue queue;

  ListingRead(Vertx vertx, GuardedTickTickApi api, PushQueue queue) {
    this.vertx = vertx;
    this.api = api;
    this.queue = queue;
  }

  /** Empty if it is not whole. Fails only if the gateway's own database does. */
  Future<Optional<Listing>> run(long accountId, boolean interactive) {
    return queue
        .intents(accountId)
        .compose(
            intents ->
                new Reading(Caller.ofAccount(accountId, interactive), intents)
                    .run()
                    .compose(whole -> tell(accountId, intents, whole)));
  }

  /** Late twins are told of by whoever reads lists. */
  private Future<Optional<Listing>> tell(
      long accountId, Intents intents, Optional<List<RemoteSnapshot>> whole) {
    if (whole.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    List<RemoteSnapshot> tasks = whole.get();
    List<RemoteSnapshot> late =
        tasks.stream()
            .filter(
                task ->
                    intents.watched().stream()
                        .anyMatch(given -> OrphanSearch.isLateTwin(given, task, intents.now())))
            .toList();
    Future<?> told = late.isEmpty() ? Future.succeededFuture() : queue.sighted(accountId, late);
    return told.map(
        done ->
            Optional.of(
                new Listing(
                    intents.now(),
                    OrphanSearch.relevant(intents.open(), tasks, CreateWaits.STANDARD))));
  }

  /** One listing. */
  private final class Reading {
    private final Caller caller;
    private final Intents intents;
    private final Map<String, RemoteSnapshot> tasks = new TreeMap<>();
    private Duration clockOffset = Duration.ZERO;

    Reading(Caller caller, Intents intents) {
      this.caller = caller;
      this.intents = intents;
    }

    Future<Optional<List<RemoteSnapshot>>> run() {
      return ask(TickTickRequest.projects())
          .compose(
              answer -> {
                Optional<List<String>> lists = answer.flatMap(this::lists);
                return lists.isEmpty()
                    ? Future.succeededFuture(false)
                    : all(lists.get(), 0).compose(whole -> whole ? completed() : no());
              })
          .map(whole -> whole ? Optional.of(List.copyOf(tasks.values())) : Optional.empty());
    }

    /** An archived list counts only if something was sent to it. */
    private Optional<List<String>> lists(JsonNode projects) {
      if (!projects.isArray()) {
        return Optional.empty();
      }
      Set<String> lists = new LinkedHashSet<>(Set.of(Inbox.ALIAS));
      for (JsonNode project : projects) {
        String id = TaskReading.text(project, "id");
        if (id.isEmpty()) {
          return Optional.empty();
        }
        boolean aim =
            intents.open().stream().anyMatch(intent -> id.equals(intent.sent().projectId()));
        if (aim || !project.path("closed").asBoolean(false)) {
          lists.add(id);
        }
      }
      return Optional.of(List.copyOf(lists));
    }

    private Future<Boolean> all(List<String> lists, int next) {
      return next == lists.size()
          ? Future.succeededFuture(true)
          : list(lists.get(next)).compose(whole -> whole ? all(lists, next + 1) : no());
    }

    private Future<Boolean> list(String id) {
      return ask(TickTickRequest.data(id))
          .map(
              answer ->
                  answer
                      .flatMap(data -> ListContents.of(data, clockOffset))
                      .filter(this::addAll)
                      .isPresent());
    }

    private Future<Boolean> completed() {
      Instant from =
          Stream.concat(intents.open().stream(), intents.watched().stream())
              .map(CreateIntent::begunAt)
              .min(Comparator.naturalOrder())
              .orElse(intents.now())
              .minus(CreateIntent.CLOCKS)
              .plus(clockOffset);
      return completed(from, null, MOST_PAGES);
    }

    /** Newest first: who wants older ones asks again with an earlier end. */
    private Future<Boolean> completed(Instant from, @Nullable Instant to, int pages) {
      return ask(TickTickRequest.completed(from, to))
          .compose(
              answer -> {
                if (answer.isEmpty() || !answer.get().isArray() || pages == 0) {
                  return no();
                }
                JsonNode page = answer.get();
                if (!addAll(ListContents.ofTasks(page, clockOffset))) {
                  return no();
                }
                if (page.size() < CAP) {
                  return Future.succeededFuture(true);
                }
                Instant oldest =
                    RemoteDates.read(TaskReading.text(page.get(page.size() - 1), "completedTime"));
                boolean further = oldest != null && !oldest.equals(to);
                return further ? completed(from, oldest, pages - 1) : no();
              });
    }

    /** What cannot be read as a task could be the one that is looked for. */
    private boolean addAll(ListContents found) {
      found.tasks().forEach(task -> tasks.put(task.id(), task));
      return found.whole();
    }

    /** The budget is waited for: a listing of many lists takes more than it grants at once. */
    private Future<Optional<JsonNode>> ask(TickTickRequest request) {
      return api.call(caller, request)
          .compose(
              exchange -> {
                if (exchange.answer() instanceof Body body) {
                  clockOffset = body.clockOffset();
                  return Future.succeededFuture(Optional.of(body.json()));
                }
                return exchange.answer() instanceof NotSent unsent
                        && unsent.why() == Obstacle.BUDGET_SPENT
                    ? later(unsent).compose(due -> ask(request))
                    : Future.succeededFuture(Optional.empty());
              });
    }

    private Future<?> later(NotSent unsent) {
      Duration wait =
          unsent.after().filter(after -> after.compareTo(LONGEST_WAIT) < 0).orElse(LONGEST_WAIT);
      return vertx.timer(wait.toMillis() + 1, TimeUnit.MILLISECONDS);
    }

    private Future<Boolean> no() {
      return Future.succeededFuture(false);
    }
  }
}
