package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A stage's tasks as they are here and there, to the last field, and whether they are at rest. */
final class BothSides {
  /** What tells that something was written. */
  private static final Set<String> STAMPS = Set.of("etag", "etimestamp", "modifiedTime");

  private final PushStage stage;
  private final Polls polls;

  BothSides(PushStage stage) {
    this.stage = stage;
    this.polls = new Polls(stage);
  }

  /** A task of theirs with much that is not known here. */
  Task arrived(JsonObject given) {
    JsonObject born =
        stage
            .probe()
            .personCreates(
                PushStage.ANNA,
                new JsonObject()
                    .put("title", "Theirs")
                    .put("progress", 40)
                    .put("isFloating", true)
                    .put("repeatFrom", "1")
                    .mergeIn(given));
    stage
        .probe()
        .personUpdates(
            PushStage.ANNA,
            born.getString("id"),
            new JsonObject()
                .put("pomodoroSummaries", new JsonArray().add(new JsonObject().put("count", 3))));
    polls.sweep();
    return here(born.getString("id"));
  }

  Task here(String remoteId) {
    long id =
        stage
            .query("SELECT task_id FROM links WHERE remote_id = $1 AND state = 'linked'", remoteId)
            .get(0)
            .getLong(0);
    return stage.find(id);
  }

  /** All that TickTick shows of a task but for when it was written. */
  Map<String, Object> there(Task task) {
    JsonObject shown =
        stage.probe().tasks(PushStage.ANNA).stream()
            .filter(twin -> twin.getString("id").equals(task.remoteId()))
            .findFirst()
            .orElseThrow();
    return visible(shown);
  }

  /** Missing, null, "" and [] are one; the order of items is theirs, that of tags nobody's. */
  static Map<String, Object> visible(JsonObject fields) {
    Map<String, Object> visible = new TreeMap<>();
    for (Map.Entry<String, Object> field : fields) {
      Object value = field.getValue();
      boolean empty = value == null || value.equals("") || value.equals(new JsonArray());
      if (!empty && !STAMPS.contains(field.getKey())) {
        visible.put(field.getKey(), value instanceof JsonArray array ? plain(array) : value);
      }
    }
    return visible;
  }

  /** When an item was completed is TickTick's to say. */
  private static JsonArray plain(JsonArray array) {
    JsonArray plain = new JsonArray();
    for (Object element : array) {
      if (element instanceof JsonObject object) {
        JsonObject copy = object.copy();
        copy.remove("completedTime");
        plain.add(copy);
      } else {
        plain.add(element);
      }
    }
    return plain;
  }

  static TaskContent inOrderOfTags(TaskContent content) {
    return content.but().tags(content.tags().stream().sorted().toList()).build();
  }

  /** The first reading may still prove what was sent; after it nobody writes anything. */
  void nothingMoves(Task task) {
    await().until(() -> stage.queue(stage.user()).open() == 0);
    long version = stage.find(task).version();
    JsonObject effects = stage.probe().summary().getJsonObject("effects");
    polls.next();
    List<String> rows = polls.versions();

    polls.next();
    polls.sweep();

    assertThat(stage.find(task).version()).isEqualTo(version);
    assertThat(polls.versions()).isEqualTo(rows);
    assertThat(stage.probe().summary().getJsonObject("effects")).isEqualTo(effects);
    assertThat(stage.queue(stage.user()).open()).isZero();
  }

  /** Absence counts only for what was known before the reading. */
  void longKnown() {
    stage.query(
        "UPDATE links SET read_at = now() - interval '1 hour',"
            + " settled_at = now() - interval '1 hour'");
  }

  /** Two readings at once are one. */
  void longMissed() {
    stage.query("UPDATE links SET missing_since = missing_since - interval '1 minute'");
  }

  /** What waits is sent, if there is something to send. */
  void goOn() {
    stage.query("UPDATE push_queue SET next_attempt_at = now()");
    await().until(() -> stage.queue(stage.user()).open() == 0);
  }

  /** The next listing of what is open shows just this. */
  void listed(JsonObject... rows) {
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "filter-tasks")
                .put("kind", "status")
                .put("status", 200)
                .put("body", new JsonArray(List.of(rows)))
                .put("count", 1));
  }
}
