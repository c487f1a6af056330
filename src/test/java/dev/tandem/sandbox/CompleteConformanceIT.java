package dev.tandem.sandbox;

import static dev.tandem.sandbox.RunningSandbox.ANNA;
import static dev.tandem.sandbox.Wire.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Point 5 of what a faithful simulator must reproduce: completion, recurring tasks included. */
final class CompleteConformanceIT {
  @RegisterExtension static final RunningSandbox SANDBOX = new RunningSandbox();

  private final Wire anna = SANDBOX.as(ANNA);
  private final SandboxProbe probe = SANDBOX.probe();

  @BeforeEach
  void stopTheClock() {
    probe.fixClock(Instant.parse("2026-11-22T10:00:00Z"));
  }

  private JsonObject recurring(String rule) {
    return anna.create(
        new JsonObject()
            .put("title", "daily")
            .put("dueDate", "2026-11-22T08:00:00.000+0000")
            .put("repeatFlag", rule));
  }

  @Test
  void completeAnswers200WithLengthZeroAndStampsTheTask() {
    var task = anna.create("a");
    probe.fixClock(Instant.parse("2026-11-22T10:00:05Z"));

    var answer = anna.complete(task);
    var completed = object(anna.read(task));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Length")).hasValue("0");
    assertThat(completed.getInteger("status")).isEqualTo(2);
    assertThat(completed.getString("completedTime")).isEqualTo("2026-11-22T10:00:05.000+0000");
    assertThat(completed.getString("modifiedTime")).isEqualTo("2026-11-22T10:00:05.000+0000");
    assertThat(anna.listed("inbox")).isEmpty();
    assertThat(anna.completed()).containsExactly(task.getString("id"));
  }

  @Test
  void completingAgainMovesCompletedTime() {
    var task = anna.create("a");
    anna.complete(task);
    probe.fixClock(Instant.parse("2026-11-22T10:01:00Z"));

    anna.complete(task);

    assertThat(object(anna.read(task)).getString("completedTime"))
        .isEqualTo("2026-11-22T10:01:00.000+0000");
  }

  @Test
  void completingWhatIsNotThereIs404OrEmptyByQuirk() {
    var path = "/project/inbox/task/6ac94fb88f084dbfaa69fc64/complete";

    assertThat(anna.post(path, "").statusCode()).isEqualTo(404);
    probe.quirk("missingCompleteIsEmpty", true);
    assertThat(anna.post(path, "").statusCode()).isEqualTo(200);
  }

  @Test
  void completingARecurringTaskKeepsItsIdOpenWithTheNextDates() {
    var task = recurring("RRULE:FREQ=DAILY;INTERVAL=2");

    anna.complete(task);
    var next = object(anna.read(task));

    assertThat(next.getInteger("status")).isZero();
    assertThat(next.getString("dueDate")).isEqualTo("2026-11-24T08:00:00.000+0000");
    assertThat(next.getString("startDate")).isEqualTo("2026-11-24T08:00:00.000+0000");
    assertThat(next.getString("repeatFrom")).isEqualTo("2");
    assertThat(next.getString("etag")).isNotEqualTo(task.getString("etag"));
    assertThat(anna.listed("inbox")).containsExactly(task.getString("id"));
  }

  @Test
  void completingARecurringTaskLeavesACopyWithANewIdAmongTheCompleted() {
    var task = recurring("RRULE:FREQ=DAILY");

    anna.complete(task);
    var copy = Wire.array(anna.post("/task/completed", new JsonObject())).getJsonObject(0);

    assertThat(copy.getString("id")).isNotEqualTo(task.getString("id"));
    assertThat(copy.getString("title")).isEqualTo("daily");
    assertThat(copy.getString("createdTime")).isEqualTo(task.getString("createdTime"));
    assertThat(copy.getString("dueDate")).isEqualTo("2026-11-22T08:00:00.000+0000");
    assertThat(copy.fieldNames()).doesNotContain("repeatFlag", "repeatFrom");
    assertThat(anna.completed()).hasSize(1);
  }

  @Test
  void completingTwiceCompletesTwoOccurrences() {
    var task = recurring("RRULE:FREQ=WEEKLY;BYDAY=MO,SU");

    anna.complete(task);
    anna.complete(task);

    assertThat(object(anna.read(task)).getString("dueDate"))
        .isEqualTo("2026-11-29T08:00:00.000+0000");
    assertThat(anna.completed()).hasSize(2);
  }

  @Test
  void countGoesDownAndTheLastOccurrenceCompletesTheTaskItself() {
    var task = recurring("RRULE:FREQ=DAILY;COUNT=2");

    anna.complete(task);
    var last = object(anna.read(task));
    anna.complete(task);

    assertThat(last.getString("repeatFlag")).isEqualTo("RRULE:FREQ=DAILY;COUNT=1");
    assertThat(object(anna.read(task)).getInteger("status")).isEqualTo(2);
    assertThat(anna.completed()).hasSize(2).contains(task.getString("id"));
    assertThat(anna.listed("inbox")).isEmpty();
  }

  @Test
  void itemsOfTheNextOccurrenceAreOpenAgain() {
    var task =
        anna.create(
            new JsonObject()
                .put("title", "a")
                .put("dueDate", "2026-11-22T08:00:00.000+0000")
                .put("repeatFlag", "RRULE:FREQ=DAILY")
                .put(
                    "items",
                    new JsonArray().add(new JsonObject().put("title", "i").put("status", 1))));

    anna.complete(task);

    var item = object(anna.read(task)).getJsonArray("items").getJsonObject(0);
    assertThat(item.getInteger("status")).isZero();
    assertThat(item.containsKey("completedTime")).isFalse();
  }

  @Test
  void anotherClientMayCompleteAnOccurrenceToo() {
    var task = recurring("RRULE:FREQ=DAILY");

    probe.personCompletes("anna", task.getString("id"));

    assertThat(object(anna.read(task)).getString("dueDate"))
        .isEqualTo("2026-11-23T08:00:00.000+0000");
    assertThat(probe.effects("task.advanced")).isEqualTo(1);
  }
}
