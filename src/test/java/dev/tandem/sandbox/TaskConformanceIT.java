package dev.tandem.sandbox;

import static dev.tandem.sandbox.RunningSandbox.ANNA;
import static dev.tandem.sandbox.Wire.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Points 2, 3, 7 and 10 of what a faithful simulator must reproduce. */
final class TaskConformanceIT {
  @RegisterExtension static final RunningSandbox SANDBOX = new RunningSandbox();

  private final Wire anna = SANDBOX.as(ANNA);
  private final SandboxProbe probe = SANDBOX.probe();

  @Test
  void projectsLackTheInboxAndItsDataLackTheProject() {
    var list = anna.project("Work");

    assertThat(Wire.ids(Wire.array(anna.get("/project")))).containsExactly(list.getString("id"));
    assertThat(object(anna.get("/project/inbox/data")).fieldNames())
        .containsExactlyInAnyOrder("tasks", "columns");
    assertThat(object(anna.get("/project/inbox115781412/data")).fieldNames())
        .containsExactlyInAnyOrder("tasks", "columns");
    assertThat(object(anna.get("/project/" + list.getString("id") + "/data")).fieldNames())
        .containsExactlyInAnyOrder("project", "tasks", "columns");
    assertThat(anna.get("/project/inbox115781412").statusCode()).isEqualTo(404);
  }

  @Test
  void dataOfAnUnknownProjectIsAnEmptyObjectWithStatus200() {
    var answer = anna.get("/project/6ac5b589bed7f77658a9a803/data");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{}");
  }

  @Test
  void createIgnoresTheIdOfTheBodyAndMakesOneThatBeginsWithTheTime() {
    probe.fixClock(Instant.parse("2026-11-22T10:00:00Z"));

    var task =
        anna.create(new JsonObject().put("title", "a").put("id", "6ac94fb88f084dbfaa69fc64"));

    assertThat(task.getString("id"))
        .matches("[0-9a-f]{24}")
        .isNotEqualTo("6ac94fb88f084dbfaa69fc64");
    assertThat(Long.parseLong(task.getString("id").substring(0, 8), 16))
        .isEqualTo(Instant.parse("2026-11-22T10:00:00Z").getEpochSecond());
  }

  @Test
  void createPutsATaskWithoutProjectIntoTheInboxWithTheZoneOfTheAccount() {
    var task = anna.create("a");
    var aliased = anna.create(new JsonObject().put("title", "b").put("projectId", "inbox"));

    assertThat(task.getString("projectId")).isEqualTo("inbox115781412");
    assertThat(aliased.getString("projectId")).isEqualTo("inbox115781412");
    assertThat(task.getString("timeZone")).isEqualTo("Europe/Rome");
    assertThat(anna.listed("inbox")).hasSize(2);
  }

  @Test
  void createWithItemsMakesAChecklistWithItemIds() {
    var items = new JsonArray().add(new JsonObject().put("title", "one"));

    var task = anna.create(new JsonObject().put("title", "a").put("items", items));

    assertThat(task.getString("kind")).isEqualTo("CHECKLIST");
    var item = task.getJsonArray("items").getJsonObject(0);
    assertThat(item.getString("id")).matches("[0-9a-f]{24}");
    assertThat(item.getString("timeZone")).isEqualTo("Europe/Rome");
    assertThat(item.getInteger("status")).isZero();
  }

  @Test
  void createTwiceMakesTwo() {
    var first = anna.create("same");
    var second = anna.create("same");

    assertThat(anna.listed("inbox"))
        .containsExactlyInAnyOrder(first.getString("id"), second.getString("id"));
  }

  @Test
  void createInAnUnknownProjectFails() {
    var body = new JsonObject().put("title", "a").put("projectId", "6ac5b589bed7f77658a9a803");

    assertThat(object(anna.post("/task", body)).getString("errorCode"))
        .isEqualTo("unknown_exception");
    probe.quirk("unknownProjectIs404", true);
    assertThat(anna.post("/task", body).statusCode()).isEqualTo(404);
    assertThat(probe.tasks("anna")).isEmpty();
  }

  @Test
  void aNewTaskHasTheFieldsOfARecordedOneAndUnknownOnes() {
    var task = anna.create("a");

    assertThat(task.fieldNames())
        .contains("etag", "etimestamp", "createdTime", "modifiedTime", "sortOrder", "creator")
        .doesNotContain("dueDate", "startDate", "completedTime", "deleted", "content", "tags");
    assertThat(task.getString("etag")).matches("[a-z0-9]{8}");
    assertThat(task.getString("createdTime"))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+0000");
    assertThat(task.getLong("sortOrder")).isNegative();
  }

  @Test
  void aDueDateAloneTakesTheStartWithIt() {
    var task =
        anna.create(new JsonObject().put("title", "a").put("dueDate", "2026-10-02T00:00:00+0200"));

    assertThat(task.getString("dueDate")).isEqualTo("2026-10-01T22:00:00.000+0000");
    assertThat(task.getString("startDate")).isEqualTo("2026-10-01T22:00:00.000+0000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2026-10-02", "2026-10-02T10:00:00", "2026-10-02T10:00:00Z", "tomorrow", ""})
  void datesInOtherFormsAreDroppedWithStatus200(String date) {
    var task = anna.create(new JsonObject().put("title", "a").put("dueDate", date));

    assertThat(task.containsKey("dueDate")).isFalse();
    assertThat(task.containsKey("startDate")).isFalse();
  }

  @Test
  void offsetsWithColonAreReadWhereTheQuirkSaysSo() {
    probe.quirk("colonOffsetsAccepted", true);

    var colon = new JsonObject().put("title", "a").put("dueDate", "2026-10-02T10:00:00+02:00");
    var zulu = new JsonObject().put("title", "a").put("dueDate", "2026-10-02T08:00:00Z");

    assertThat(anna.create(colon).getString("dueDate")).isEqualTo("2026-10-02T08:00:00.000+0000");
    assertThat(anna.create(zulu).getString("dueDate")).isEqualTo("2026-10-02T08:00:00.000+0000");
  }

  @Test
  void getUnderAnotherListOrOfAnUnknownIdIs404OrEmptyByQuirk() {
    var task = anna.create("a");
    var other = anna.project("Other").getString("id");
    var wrong = "/project/" + other + "/task/" + task.getString("id");
    var unknown = "/project/inbox/task/6ac94fb88f084dbfaa69fc64";

    assertThat(anna.get(wrong).statusCode()).isEqualTo(404);
    assertThat(anna.get(unknown).statusCode()).isEqualTo(404);
    probe.quirk("missingTaskIsEmpty", true);
    assertThat(anna.get(wrong).statusCode()).isEqualTo(200);
    assertThat(anna.get(unknown).body()).isEmpty();
  }

  @Test
  void membersNameTheAccount() {
    var self = Wire.array(anna.get("/project/inbox/members")).getJsonObject(0);

    assertThat(self.getBoolean("self")).isTrue();
    assertThat(self.getString("username")).isEqualTo("anna@example.com");
  }

  @Test
  void oneAccountSeesNothingOfAnother() {
    var task = anna.create("a");
    var ben = SANDBOX.as(RunningSandbox.BEN);

    assertThat(ben.read(task).statusCode()).isEqualTo(404);
    assertThat(ben.filtered(new JsonObject())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "null",
        "\"text\"",
        "{}",
        "{\"title\":{}}",
        "{\"title\":\"a\",\"tags\":\"x\"}",
        "{\"title\":\"a\",\"tags\":[{}]}",
        "{\"title\":\"a\",\"items\":[1]}",
        "{\"title\":\"a\",\"priority\":\"high\"}",
        "{\"title\":\"a\",\"isAllDay\":\"maybe\"}",
        "{\"title\":\"a\",\"priority\":99999999999}"
      })
  void bodiesThatCannotBeReadAreUnknownExceptions(String body) {
    var answer = anna.post("/task", body);

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(object(answer).fieldNames())
        .containsExactlyInAnyOrder("errorId", "errorCode", "errorMessage");
    assertThat(object(answer).getString("errorCode")).isEqualTo("unknown_exception");
    assertThat(probe.tasks("anna")).isEmpty();
  }

  @Test
  void aBodyOfManyMegabytesIsAnUnknownException() {
    var body = new JsonObject().put("title", "x".repeat(5 << 20));

    assertThat(object(anna.post("/task", body)).getString("errorCode"))
        .isEqualTo("unknown_exception");
    assertThat(anna.create("still here").getString("id")).isNotNull();
  }
}
