package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.task.Task;
import dev.tandem.task.TaskStatus;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TickTick's clock is some minutes from the database's. */
class ClockOffsetIT {
  @RegisterExtension private static final PushStage stage = new PushStage();

  private static final Offline OFFLINE = new Offline(stage);

  @ParameterizedTest
  @ValueSource(ints = {-5, 0, 5})
  void theNewerEditThereWins(int minutes) {
    stage.probe().advanceClock(Duration.ofMinutes(minutes));
    Task task = OFFLINE.linked(1, i -> Edit.title("Old")).get(0);
    Twin twin = new Twin(stage, task);
    stage.update(task, Edit.title("Mine"));
    stage.query(
        "UPDATE push_queue SET dirty = jsonb_build_object('title', now() - interval '30 s')");
    twin.edit("title", "Theirs");

    OFFLINE.goesOnline();

    assertThat(twin.now().content().title()).isEqualTo("Theirs");
    assertThat(twin.shown().getString("title")).isEqualTo("Theirs");
    assertThat(winner(twin)).isEqualTo("remote newer");
  }

  @ParameterizedTest
  @ValueSource(ints = {-5, 0, 5})
  void theNewerEditHereWins(int minutes) {
    stage.probe().advanceClock(Duration.ofMinutes(minutes));
    Task task = OFFLINE.linked(1, i -> Edit.title("Old")).get(0);
    Twin twin = new Twin(stage, task);
    stage.probe().advanceClock(Duration.ofSeconds(-30));
    twin.edit("title", "Theirs");
    stage.probe().advanceClock(Duration.ofSeconds(30));
    stage.update(task, Edit.title("Mine"));

    OFFLINE.goesOnline();

    assertThat(twin.now().content().title()).isEqualTo("Mine");
    assertThat(twin.shown().getString("title")).isEqualTo("Mine");
    assertThat(winner(twin)).isEqualTo("local newer");
  }

  /** The {@code etimestamp} of our own write is no later edit of theirs. */
  @ParameterizedTest
  @ValueSource(ints = {-5, 5})
  void anOwnWriteIsNoEditOfTheirs(int minutes) {
    stage.probe().advanceClock(Duration.ofMinutes(minutes));
    Task task = OFFLINE.linked(1, i -> Edit.title("Old")).get(0);
    Twin twin = new Twin(stage, task);
    stage.probe().advanceClock(Duration.ofMinutes(-2));
    twin.edit("title", "Theirs");
    stage.probe().advanceClock(Duration.ofMinutes(2));
    stage.query("UPDATE links SET read_at = read_at - interval '2 minutes'");
    twin.arrivesLate(new JsonObject().put("priority", 1));
    stage.query("UPDATE links SET settled_at = now()");
    stage.update(task, Edit.title("Mine"));
    stage.query(
        "UPDATE push_queue SET dirty = jsonb_build_object('title', now() - interval '30 s')");

    OFFLINE.goesOnline();

    assertThat(twin.shown().getString("title")).isEqualTo("Mine");
    assertThat(winner(twin)).isEqualTo("local newer");
  }

  @ParameterizedTest
  @ValueSource(ints = {-5, 0, 5})
  void aLostCreateIsFound(int minutes) {
    stage.probe().advanceClock(Duration.ofMinutes(minutes));
    stage.probe().fault("create-task", "reset", "after", 1);
    Task task = stage.create(Edit.title("Milk"));

    OFFLINE.untilNothingIsOpen();

    assertThat(stage.find(task).remoteId()).isEqualTo(stage.remote(PushStage.ANNA).getString("id"));
    assertThat(stage.requests("create-task")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {-5, 5})
  void aLostCreateThatAPersonCompletedIsFound(int minutes) {
    stage.probe().advanceClock(Duration.ofMinutes(minutes));
    stage.probe().fault("create-task", "hang", "after", 1);
    Task task = stage.create(Edit.title("Milk"));
    await().until(() -> stage.probe().held().size() == 1);
    stage.probe().personCompletes(PushStage.ANNA, stage.remote(PushStage.ANNA).getString("id"));
    stage.probe().release(stage.probe().held().get(0).getLong("number"), true);

    OFFLINE.untilNothingIsOpen();

    assertThat(stage.find(task).content().status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(stage.requests("create-task")).hasSize(1);
  }

  private static String winner(Twin twin) {
    List<Row> conflicts = twin.conflicts();
    assertThat(conflicts).hasSize(1);
    return conflicts.get(0).getString(1) + " " + conflicts.get(0).getString(2);
  }
}
