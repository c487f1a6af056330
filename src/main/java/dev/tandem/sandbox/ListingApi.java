package dev.tandem.sandbox;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The routes that list tasks across projects. None of them says that its cap was reached. */
final class ListingApi {
  private static final int CAP = 200;
  private static final Duration UNDONE_WINDOW = Duration.ofDays(14);

  private final Quirks quirks;
  private final DateRules dates;
  private final TaskView view;

  ListingApi(Quirks quirks, DateRules dates, TaskView view) {
    this.quirks = quirks;
    this.dates = dates;
    this.view = view;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.read("filter-tasks", HttpMethod.POST, "/open/v1/task/filter", this::filter),
        Endpoint.read(
            "completed-tasks", HttpMethod.POST, "/open/v1/task/completed", this::completed),
        Endpoint.read("undone-tasks", HttpMethod.POST, "/open/v1/task/undone", this::undone));
  }

  private Stream<StoredTask> listed(Call call) {
    return call.account().tasks(call.stale()).values().stream().filter(StoredTask::isListed);
  }

  private Answer page(Call call, Stream<StoredTask> tasks) {
    return Answer.json(view.render(call.account(), tasks.limit(CAP).toList()));
  }

  private Answer filter(Call call) {
    var body = call.object();
    var tasks =
        listed(call)
            .filter(status(body))
            .filter(inProjects(call, body))
            .filter(between(body, DateRules.START));
    var priorities = Loose.texts(body, "priority").map(HashSet::new);
    if (priorities.isPresent()) {
      tasks =
          tasks.filter(
              t -> priorities.get().contains(Integer.toString(t.fields().getInteger("priority"))));
    }
    var tags = Loose.texts(body, "tag").map(Set::copyOf);
    if (tags.isPresent()) {
      tasks =
          tasks.filter(
              t ->
                  t.fields().getJsonArray("tags", new JsonArray()).stream()
                      .anyMatch(tags.get()::contains));
    }
    return page(call, tasks);
  }

  /** A -1 in the list is ignored. */
  private Predicate<StoredTask> status(JsonObject body) {
    var sent = Loose.texts(body, "status");
    if (sent.isEmpty()) {
      return quirks.has(Quirk.FILTER_ALL_BY_DEFAULT)
          ? task -> true
          : task -> task.status() == StoredTask.OPEN;
    }
    var wanted = Set.copyOf(sent.get());
    return task ->
        task.status() != StoredTask.ABANDONED && wanted.contains(Integer.toString(task.status()));
  }

  /** An empty project id is one of TickTick's unknown exceptions. */
  private static Predicate<StoredTask> inProjects(Call call, JsonObject body) {
    var sent =
        Loose.texts(body, "projectIds").or(() -> Loose.text(body, "projectId").map(List::of));
    if (sent.isEmpty() || sent.get().isEmpty()) {
      return task -> true;
    }
    var wanted = new HashSet<String>();
    for (var id : sent.get()) {
      if (id.isEmpty()) {
        throw new BadInput("An empty project id");
      }
      wanted.add(call.account().resolveProject(id));
    }
    return task -> wanted.contains(task.projectId());
  }

  /** Both ends count; tasks without the date fail any bound. */
  private Predicate<StoredTask> between(JsonObject body, String field) {
    var from = bound(body, "startDate");
    var to = bound(body, "endDate");
    if (from == null && to == null) {
      return task -> true;
    }
    return task -> {
      var text = task.fields().getString(field);
      if (text == null) {
        return false;
      }
      var at = DateRules.stored(text);
      return (from == null || !at.isBefore(from)) && (to == null || !at.isAfter(to));
    };
  }

  private @Nullable Instant bound(JsonObject body, String key) {
    Optional<Instant> bound = Loose.text(body, key).flatMap(dates::read);
    return bound.orElse(null);
  }

  /** Newest first; who wants older ones asks again with an earlier end. */
  private Answer completed(Call call) {
    var body = call.object();
    var tasks =
        listed(call)
            .filter(task -> task.status() == StoredTask.COMPLETED && task.completed() != null)
            .filter(inProjects(call, body))
            .filter(between(body, "completedTime"))
            .sorted(
                Comparator.comparing((StoredTask task) -> task.fields().getString("completedTime"))
                    .reversed());
    return page(call, tasks);
  }

  private Answer undone(Call call) {
    var body = call.object();
    var from = bound(body, "startDate");
    var to = bound(body, "endDate");
    if (from == null || to == null || Duration.between(from, to).compareTo(UNDONE_WINDOW) > 0) {
      return Answer.json(new JsonArray());
    }
    var taskIds = Loose.texts(body, "taskIds").map(Set::copyOf).orElse(Set.of());
    return page(
        call,
        listed(call)
            .filter(task -> task.status() == StoredTask.OPEN)
            .filter(inProjects(call, body))
            .filter(task -> taskIds.isEmpty() || taskIds.contains(task.id()))
            .filter(between(body, DateRules.START)));
  }
}
