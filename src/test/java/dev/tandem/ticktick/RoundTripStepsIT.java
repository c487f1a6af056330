package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What of a task is changed by requests of its own, or together with other tasks. */
class RoundTripStepsIT {
  private static final String FIRST = "2026-12-01T14:00:00.000+0000";
  private static final Instant SECOND = Instant.parse("2026-12-02T14:00:00Z");

  @RegisterExtension private static final PushStage stage = PushStage.reading();

  private final Polls polls = new Polls(stage);
  private final BothSides sides = new BothSides(stage);

  @Test
  void aMoveHereIsOnlyAMoveThere() {
    String list = stage.probe().personCreatesProject(PushStage.ANNA, "Garden").getString("id");
    Task task = sides.arrived(full());
    Map<String, Object> expected = sides.there(task);
    expected.put("projectId", list);

    assertThat(stage.updateAndPush(task, Edit.of(TaskField.PROJECT, ours(list))).outcome())
        .isEqualTo(Outcome.SYNCED);

    assertThat(sides.there(task)).isEqualTo(expected);
    assertThat(stage.find(task).content())
        .isEqualTo(task.content().but().projectId(ours(list)).build());
    sides.nothingMoves(task);
  }

  @Test
  void aMoveThereIsOnlyAMoveHere() {
    String list = stage.probe().personCreatesProject(PushStage.ANNA, "Garden").getString("id");
    Task task = sides.arrived(full());
    stage.probe().personMoves(PushStage.ANNA, task.remoteId(), list);

    polls.next();

    assertThat(stage.find(task).content())
        .isEqualTo(task.content().but().projectId(ours(list)).build());
    assertThat(stage.find(task).remoteProjectId()).isEqualTo(list);
    sides.nothingMoves(task);
  }

  @Test
  void completingHereIsCompletingThereAndReopeningReopens() {
    Task task = sides.arrived(full());
    Map<String, Object> open = sides.there(task);

    stage.updateAndPush(task, Edit.of(TaskField.STATUS, TaskStatus.COMPLETED));
    assertThat(stage.probe().tasks(PushStage.ANNA, "completed")).hasSize(1);
    sides.nothingMoves(task);

    stage.updateAndPush(task, Edit.of(TaskField.STATUS, TaskStatus.ACTIVE));
    assertThat(sides.there(task)).containsAllEntriesOf(open);
    assertThat(stage.find(task).content()).isEqualTo(task.content());
    assertThat(stage.find(task).completedAt()).isNull();
    sides.nothingMoves(task);
  }

  @Test
  void completingThereIsCompletingHereAndReopeningReopens() {
    Task task = sides.arrived(full());

    stage.probe().personCompletes(PushStage.ANNA, task.remoteId());
    polls.next();
    assertThat(stage.find(task).content()).isEqualTo(with(task, TaskStatus.COMPLETED));
    assertThat(stage.find(task).completedAt()).isNotNull();
    sides.nothingMoves(task);

    stage.probe().personReopens(PushStage.ANNA, task.remoteId());
    polls.next();
    assertThat(stage.find(task).content()).isEqualTo(task.content());
    sides.nothingMoves(task);
  }

  @Test
  void abandoningHereIsAbandoningThere() {
    Task task = sides.arrived(full());

    stage.updateAndPush(task, Edit.of(TaskField.STATUS, TaskStatus.ABANDONED));

    assertThat(stage.probe().tasks(PushStage.ANNA, "abandoned"))
        .singleElement()
        .satisfies(twin -> assertThat(twin.getString("content")).isEqualTo("Text"));
    sides.nothingMoves(task);
  }

  @Test
  void abandoningThereIsAbandoningHere() {
    Task task = sides.arrived(full());
    sides.longKnown();
    stage.probe().personAbandons(PushStage.ANNA, task.remoteId());

    polls.next();
    sides.longMissed();
    polls.next();

    assertThat(stage.find(task).content()).isEqualTo(with(task, TaskStatus.ABANDONED));
    sides.nothingMoves(task);
  }

  @Test
  void aParentGivenHereIsTheParentThere() {
    Task parent = sides.arrived(new JsonObject());
    Task child = sides.arrived(full());
    Map<String, Object> alone = sides.there(child);
    Map<String, Object> below = sides.there(child);
    below.put("parentId", parent.remoteId());

    stage.updateAndPush(child, Edit.of(TaskField.PARENT, parent.id()));
    assertThat(sides.there(child)).isEqualTo(below);
    sides.nothingMoves(child);

    stage.updateAndPush(child, Edit.of(TaskField.PARENT, null));
    assertThat(sides.there(child)).isEqualTo(alone);
    assertThat(stage.find(child).content()).isEqualTo(child.content());
    sides.nothingMoves(child);
  }

  @Test
  void aParentGivenThereIsTheParentHere() {
    Task parent = sides.arrived(new JsonObject());
    Task child = sides.arrived(full());

    new Twin(stage, child).edit("parentId", parent.remoteId());
    polls.next();
    assertThat(stage.find(child).content())
        .isEqualTo(child.content().but().parentId(parent.id()).build());
    sides.nothingMoves(child);

    new Twin(stage, child).edit("parentId", "");
    polls.next();
    assertThat(stage.find(child).content()).isEqualTo(child.content());
    sides.nothingMoves(child);
  }

  @Test
  void anOccurrenceCompletedHereIsRecognizedAmongTheCompletedOnes() {
    Task task = sides.arrived(daily());

    stage.updateAndPush(task, Edit.of(TaskField.STATUS, TaskStatus.COMPLETED));
    polls.next();

    isAtItsSecondOccurrence(task);
  }

  @Test
  void anOccurrenceCompletedThereIsRecognizedToo() {
    Task task = sides.arrived(daily());

    stage.probe().personCompletes(PushStage.ANNA, task.remoteId());
    polls.next();

    isAtItsSecondOccurrence(task);
  }

  /** The copy is a task of its own, completed, with its own twin, and known as an occurrence. */
  private void isAtItsSecondOccurrence(Task task) {
    assertThat(stage.find(task).content())
        .isEqualTo(task.content().but().dueDate(SECOND).startDate(SECOND).build());
    JsonObject copy = stage.probe().tasks(PushStage.ANNA, "completed").get(0);
    Task here = sides.here(copy.getString("id"));
    assertThat(here.content())
        .isEqualTo(with(task, TaskStatus.COMPLETED).but().repeatFlag(null).build());
    assertThat(stage.query("SELECT occurrence_of FROM tasks WHERE id = $1", here.id()).get(0))
        .satisfies(row -> assertThat(row.getLong(0)).isEqualTo(task.id()));
    assertThat(stage.query("SELECT 1 FROM tasks")).hasSize(2);
    assertThat(stage.probe().effects("task.advanced")).isEqualTo(1);
    sides.nothingMoves(task);
  }

  private static long ours(String list) {
    return stage.query("SELECT id FROM projects WHERE remote_id = $1", list).get(0).getLong(0);
  }

  private static TaskContent with(Task task, TaskStatus status) {
    return task.content().but().status(status).build();
  }

  private static JsonObject full() {
    return new JsonObject()
        .put("content", "Text")
        .put("priority", 3)
        .put("tags", new JsonArray(List.of("garden", "home")))
        .put("dueDate", FIRST)
        .put("timeZone", "America/New_York")
        .put("reminders", new JsonArray(List.of("TRIGGER:PT0S")))
        .put("sortOrder", -6_597_069_766_656L);
  }

  private static JsonObject daily() {
    return full().put("repeatFlag", "RRULE:FREQ=DAILY;INTERVAL=1");
  }
}
