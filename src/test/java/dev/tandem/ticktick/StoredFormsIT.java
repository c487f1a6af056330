package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.ChecklistItem;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What TickTick stores otherwise than it was sent is nobody's edit, and the person's form stays.
 */
class StoredFormsIT {
  private static final Instant START = Instant.parse("2026-12-01T08:00:00Z");
  private static final Instant DUE = Instant.parse("2026-12-01T10:00:00Z");

  @RegisterExtension private static final PushStage stage = new PushStage();

  @Test
  void aTagKeepsThePersonsSpelling() {
    Task task = stage.linked(Edit.title("Tags"));
    stage.updateAndPush(task, Edit.of(TaskField.TAGS, List.of("Work", "Home")));

    isSettledWith(task, 1);
    assertThat(stage.find(task).content().tags()).containsExactly("Work", "Home");
    assertThat(new Twin(stage, task).tags()).containsExactly("home", "work");

    new Twin(stage, task).longUnseen();
    stage.updateAndPush(task, Edit.title("Other"));
    isSettledWith(task, 2);
    assertThat(stage.find(task).content().tags()).containsExactly("Work", "Home");
  }

  @Test
  void aStartThatTickTickMovesStaysAsThePersonSetIt() {
    stage.probe().quirk("updateCollapsesSpan", true);
    Task task = stage.linked(Edit.title("Meeting"));

    SyncResult result =
        stage.updateAndPush(
            task, Edit.of(TaskField.START_DATE, START).and(TaskField.DUE_DATE, DUE));

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    isSettledWith(task, 1);
    assertThat(stage.find(task).content().startDate()).isEqualTo(START);
    assertThat(new Twin(stage, task).shown().getString("startDate"))
        .isEqualTo("2026-12-01T10:00:00.000+0000");

    new Twin(stage, task).longUnseen();
    stage.updateAndPush(task, Edit.title("Other"));
    isSettledWith(task, 2);
    assertThat(stage.find(task).content().startDate()).isEqualTo(START);
  }

  @Test
  void aDateThatWasThenChangedThereIsTheirs() {
    stage.probe().quirk("updateCollapsesSpan", true);
    Task task = stage.linked(Edit.title("Meeting"));
    stage.updateAndPush(task, Edit.of(TaskField.START_DATE, START).and(TaskField.DUE_DATE, DUE));
    Twin twin = new Twin(stage, task).longUnseen();
    twin.edit("dueDate", "2026-12-05T10:00:00.000+0000");

    stage.updateAndPush(task, Edit.title("Other"));

    assertThat(stage.find(task).content().dueDate())
        .isEqualTo(Instant.parse("2026-12-05T10:00:00Z"));
    assertThat(twin.conflicts()).isEmpty();
  }

  /** With a due date TickTick clears the repetition, although that was sent along. */
  @Test
  void aRepetitionThatWentWithTheDueDateIsSentOnceMore() {
    Task task =
        stage.linked(
            Edit.title("Daily")
                .and(TaskField.START_DATE, START)
                .and(TaskField.DUE_DATE, DUE)
                .and(TaskField.REPEAT_FLAG, "RRULE:FREQ=DAILY"));

    stage.updateAndPush(task, Edit.of(TaskField.DUE_DATE, null));

    isSettledWith(task, 2);
    assertThat(stage.find(task).content().repeatFlag()).isEqualTo("RRULE:FREQ=DAILY");
    JsonObject shown = new Twin(stage, task).shown();
    assertThat(shown.getString("repeatFlag")).isEqualTo("RRULE:FREQ=DAILY");
    assertThat(shown.getString("dueDate")).isNull();
  }

  @Test
  void anItemMayGetAnotherId() {
    Task task =
        stage.linked(
            Edit.title("List")
                .and(TaskField.ITEMS, List.of(new ChecklistItem("mine", "Dig", false))));

    assertThat(stage.find(task).content().items())
        .singleElement()
        .extracting(ChecklistItem::id)
        .isEqualTo("mine");
    isSettledWith(task, 0);
  }

  /** Ours is sent back once, and then let stand: two automations must not fight for ever. */
  @Test
  void anOverriddenPriorityIsPushedBackOncePerValue() {
    Task task = stage.linked(Edit.title("Mine").and(TaskField.MANUAL_PRIORITY_OVERRIDE, 5));
    Twin twin = new Twin(stage, task).longUnseen();
    assertThat(twin.shown().getInteger("priority")).isEqualTo(5);
    twin.edit("priority", 1);

    stage.updateAndPush(task, Edit.title("Mine 2"));
    assertThat(twin.shown().getInteger("priority")).as("pushed back").isEqualTo(5);
    assertThat(twin.now().content().priority()).isEqualTo(5);
    assertThat(twin.conflicts())
        .singleElement()
        .satisfies(
            conflict -> {
              assertThat(conflict.getString(0)).isEqualTo("ticktick_priority");
              assertThat(conflict.getString(2)).isEqualTo("override");
              assertThat(conflict.getValue(4)).isEqualTo(5);
              assertThat(conflict.getValue(5)).isEqualTo(1);
            });

    twin.longUnseen().edit("priority", 1);
    stage.updateAndPush(task, Edit.title("Mine 3"));
    assertThat(twin.shown().getInteger("priority")).as("let stand").isEqualTo(1);
    assertThat(twin.now().content().priority()).isEqualTo(5);
    assertThat(twin.now().sync().openConflicts()).isEqualTo(1);
    assertThat(stage.queue(stage.user()).open()).isZero();

    twin.longUnseen().edit("priority", 3);
    stage.updateAndPush(task, Edit.title("Mine 4"));
    assertThat(twin.shown().getInteger("priority")).as("another value").isEqualTo(5);
    assertThat(twin.conflicts()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withoutItsOverrideAPriorityIsOrdinaryAgain(boolean unseen) {
    Task task = stage.linked(Edit.title("Mine").and(TaskField.MANUAL_PRIORITY_OVERRIDE, 5));
    Twin twin = new Twin(stage, task);
    for (int i = 0; i < 2; i++) {
      twin.longUnseen().edit("priority", 1);
      stage.updateAndPush(task, Edit.title("Mine " + i));
    }
    assertThat(twin.shown().getInteger("priority")).isEqualTo(1);

    if (unseen) {
      twin.longUnseen();
    }
    stage.updateAndPush(task, Edit.of(TaskField.MANUAL_PRIORITY_OVERRIDE, null));
    assertThat(twin.now().content().priority()).isEqualTo(5);
    assertThat(twin.shown().getInteger("priority"))
        .as("what was let stand is a difference like any other")
        .isEqualTo(5);
    assertThat(stage.queue(stage.user()).open()).isZero();

    twin.longUnseen().edit("priority", 3);
    stage.updateAndPush(task, Edit.title("Free"));
    assertThat(twin.now().content().priority()).isEqualTo(3);
  }

  /** It is a difference here only once the override is gone, and theirs may be newer by then. */
  @Test
  void aNewerPriorityThereOutlivesAnOverrideThatIsGone() {
    Task task = stage.linked(Edit.title("Mine").and(TaskField.MANUAL_PRIORITY_OVERRIDE, 5));
    Twin twin = new Twin(stage, task);
    for (int i = 0; i < 2; i++) {
      twin.longUnseen().edit("priority", 1);
      stage.updateAndPush(task, Edit.title("Mine " + i));
    }
    twin.longUnseen();
    stage.undeploy();
    stage.update(task, Edit.of(TaskField.MANUAL_PRIORITY_OVERRIDE, null));
    stage.query(
        "UPDATE push_queue SET dirty ="
            + " jsonb_build_object('ticktick_priority', now() - interval '30 s')");
    twin.edit("priority", 3);
    stage.deploy();
    await().until(() -> stage.queue(stage.user()).open() == 0);

    assertThat(twin.now().content().priority()).isEqualTo(3);
    assertThat(twin.shown().getInteger("priority")).isEqualTo(3);
  }

  @Test
  void anOverrideThatChangedNothingCostsNoRequest() {
    Task task = stage.linked(Edit.title("Mine").and(TaskField.MANUAL_PRIORITY_OVERRIDE, 5));
    int before = stage.probe().ledger().size();

    stage.updateAndPush(task, Edit.of(TaskField.MANUAL_PRIORITY_OVERRIDE, null));

    await().until(() -> stage.queue(stage.user()).open() == 0);
    assertThat(stage.probe().ledger()).hasSize(before);
  }

  private static void isSettledWith(Task task, int updates) {
    assertThat(stage.queue(stage.user()).open()).isZero();
    assertThat(stage.requests("update-task")).hasSize(updates);
    assertThat(new Twin(stage, task).conflicts()).isEmpty();
    assertThat(new JsonObject(new Twin(stage, task).link("base")).getString("title"))
        .isEqualTo(stage.find(task).content().title());
  }
}
