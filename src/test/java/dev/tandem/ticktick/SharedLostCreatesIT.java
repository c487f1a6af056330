package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two users of one TickTick account lose creates: neither takes the other's twin for theirs. */
class SharedLostCreatesIT {
  @RegisterExtension private static final PushStage stage = new PushStage();

  private static final Offline OFFLINE = new Offline(stage);

  private long one;
  private long other;

  @BeforeEach
  void share() {
    stage.probe().personCreates(PushStage.ANNA, new JsonObject().put("title", "In the Inbox"));
    Browser browser = new Browser(stage);
    one = stage.newUser();
    other = stage.newUser();
    browser.connects(one, PushStage.ANNA);
    browser.connects(other, PushStage.ANNA);
  }

  @Test
  void whatTheOtherMadeIsNotAdopted() {
    Task theirs = stage.create(one, Edit.title("Standup"));
    assertThat(stage.push(theirs).outcome()).isEqualTo(Outcome.SYNCED);
    stage.probe().fault("create-task", "reset", "before", 1);

    Task mine = stage.create(other, Edit.title("Standup"));
    await().until(() -> OFFLINE.open() == 1);
    OFFLINE.untilNothingIsOpen();

    assertThat(standups()).isEqualTo(2);
    assertThat(stage.find(mine).remoteId()).isNotEqualTo(stage.find(theirs).remoteId());
  }

  @Test
  void ofTwoLostCreatesEachFindsATwinOfItsOwn() {
    stage.probe().fault("create-task", "reset", "after", 2);
    Task theirs = stage.create(one, Edit.title("Standup"));
    Task mine = stage.create(other, Edit.title("Standup"));
    await().until(() -> standups() == 2);

    OFFLINE.untilNothingIsOpen();

    assertThat(standups()).isEqualTo(2);
    assertThat(stage.find(mine).remoteId()).isNotNull().isNotEqualTo(stage.find(theirs).remoteId());
  }

  private static long standups() {
    return stage.probe().tasks(PushStage.ANNA).stream()
        .filter(task -> task.getString("title").equals("Standup"))
        .count();
  }
}
