package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.task.TaskStatus;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An account with more lists than the share of polling allows to read at once. */
class PollBudgetIT {
  private static final int LISTS = 30;

  /** 26 at once for polling, then one in 1.8 s. */
  @RegisterExtension private static final PushStage stage = PushStage.reading(120);

  private final Polls polls = new Polls(stage);

  @Test
  void aSweepOfManyListsGoesOnWhereItsShareWasSpent() {
    for (int i = 0; i < LISTS; i++) {
      String list = stage.probe().personCreatesProject(PushStage.ANNA, "List " + i).getString("id");
      stage
          .probe()
          .personCreates(
              PushStage.ANNA, new JsonObject().put("title", "Task " + i).put("projectId", list));
    }
    int before = stage.probe().requests("project-data");

    polls.sweep();

    assertThat(polls.titles(TaskStatus.ACTIVE)).hasSizeBetween(1, LISTS - 1);
    assertThat(polls.error()).as("a spent share is no error").isNull();
    OffsetDateTime begun = polls.account().getOffsetDateTime("last_pull_at").minusMinutes(1);
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofSeconds(2))
        .until(
            () -> {
              polls.next();
              return polls.account().getOffsetDateTime("last_sweep_at").isAfter(begun);
            });
    assertThat(polls.titles(TaskStatus.ACTIVE)).hasSize(LISTS);
    assertThat(stage.probe().requests("project-data") - before)
        .as("each list once, and the Inbox")
        .isEqualTo(LISTS + 1);
  }
}
