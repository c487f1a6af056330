package dev.tandem.sandbox;

import static dev.tandem.sandbox.RunningSandbox.ANNA;
import static dev.tandem.sandbox.Wire.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Points 7 and 8 of what a faithful simulator must reproduce: move, batch, listings. */
final class BatchAndMoveConformanceIT {
  private static final String UNKNOWN = "6ac94fb88f084dbfaa69fc64";

  @RegisterExtension static final RunningSandbox SANDBOX = new RunningSandbox();

  private final Wire anna = SANDBOX.as(ANNA);
  private final SandboxProbe probe = SANDBOX.probe();

  private JsonArray move(String taskId, String from, String to) {
    var move =
        new JsonObject().put("taskId", taskId).put("fromProjectId", from).put("toProjectId", to);
    return Wire.array(anna.post("/task/move", new JsonArray().add(move)));
  }

  private JsonObject batch(JsonArray add, JsonArray update) {
    return object(anna.post("/task/batch", new JsonObject().put("add", add).put("update", update)));
  }

  @Test
  void moveChangesTheListWithNewEtagAndModifiedTime() {
    probe.fixClock(Instant.parse("2026-11-22T10:00:00Z"));
    var task = anna.create("a");
    var work = anna.project("Work").getString("id");
    probe.fixClock(Instant.parse("2026-11-22T10:00:07Z"));

    var result = move(task.getString("id"), "inbox", work).getJsonObject(0);

    assertThat(result.fieldNames())
        .containsExactlyInAnyOrder(
            "id", "etag", "etimestamp", "modifiedTime", "isAllDay", "isFloating");
    assertThat(result.getString("etag")).isNotEqualTo(task.getString("etag"));
    assertThat(result.getString("modifiedTime")).isEqualTo("2026-11-22T10:00:07.000+0000");
    assertThat(anna.listed("inbox")).isEmpty();
    assertThat(anna.listed(work)).containsExactly(task.getString("id"));
    assertThat(move(task.getString("id"), "inbox", work).getJsonObject(0).getString("etag"))
        .isEqualTo(result.getString("etag"));
  }

  @Test
  void moveToAnUnknownProjectHasNoEntryAndOneOfAnUnknownTaskHas() {
    var task = anna.create("a");
    var work = anna.project("Work").getString("id");

    assertThat(move(task.getString("id"), "inbox", UNKNOWN)).isEmpty();
    assertThat(move(UNKNOWN, "inbox", work).getJsonObject(0).getString("id")).isEqualTo(UNKNOWN);
    assertThat(anna.listed("inbox")).hasSize(1);
    assertThat(anna.listed(work)).isEmpty();
  }

  @Test
  void updateWithAnotherProjectIdDoesNotMove() {
    var task = anna.create("a");
    var work = anna.project("Work").getString("id");

    assertThat(anna.update(task, new JsonObject().put("projectId", work)).body()).isEmpty();
    assertThat(anna.listed("inbox")).hasSize(1);
  }

  @Test
  void batchAnswers200WithEtagsAndErrorsById() {
    var kept = anna.create("kept");
    var deleted = anna.create("deleted");
    anna.delete(deleted);
    var elsewhere =
        Wire.named(anna.create("c")).put("projectId", anna.project("W").getString("id"));

    var result =
        batch(
            new JsonArray().add(new JsonObject().put("title", "new").put("id", UNKNOWN)),
            new JsonArray()
                .add(Wire.named(kept).put("title", "renamed"))
                .add(Wire.named(deleted).put("title", "x"))
                .add(elsewhere.put("title", "x"))
                .add(new JsonObject().put("id", UNKNOWN).put("projectId", "inbox")));

    assertThat(result.getJsonObject("id2etag").size()).isEqualTo(2);
    assertThat(result.getJsonObject("id2etag").fieldNames())
        .contains(kept.getString("id"))
        .doesNotContain(UNKNOWN);
    assertThat(result.getJsonObject("id2error"))
        .isEqualTo(
            new JsonObject()
                .put(deleted.getString("id"), "DELETED")
                .put(elsewhere.getString("id"), "PROJECT_MOVE_ERROR")
                .put(UNKNOWN, "NOT_EXISTED"));
    assertThat(object(anna.read(kept)).getString("title")).isEqualTo("renamed");
  }

  @Test
  void batchPretendsOrKeepsIdsWhereTheQuirksSaySo() {
    var deleted = anna.create("deleted");
    anna.delete(deleted);
    probe.quirk("batchReportsDeleted", false);
    probe.quirk("batchKeepsIds", true);
    var add = new JsonArray().add(new JsonObject().put("title", "new").put("id", UNKNOWN));

    var first = batch(add, new JsonArray().add(Wire.named(deleted).put("title", "x")));
    var second = batch(add, new JsonArray());

    assertThat(first.getJsonObject("id2etag").fieldNames())
        .containsExactlyInAnyOrder(UNKNOWN, deleted.getString("id"));
    assertThat(second.getJsonObject("id2error").getString(UNKNOWN)).isEqualTo("EXISTED");
    assertThat(anna.listed("inbox")).containsExactly(UNKNOWN);
  }

  @Test
  void anUnreadableBatchHappensNotAtAll() {
    var add =
        new JsonArray()
            .add(new JsonObject().put("title", "good"))
            .add(new JsonObject().put("content", "no title"));

    var answer = anna.post("/task/batch", new JsonObject().put("add", add));

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(probe.tasks("anna")).isEmpty();
  }

  @Test
  void completeTasksSkipsWhatDoesNotFit() {
    var task = anna.create("a");
    var ids = new JsonArray().add(task.getString("id")).add(UNKNOWN);

    var done = Wire.array(anna.post("/task/completeTasks", new JsonObject().put("taskIds", ids)));

    assertThat(done).containsExactly(task.getString("id"));
    assertThat(anna.completed()).containsExactly(task.getString("id"));
  }

  @Test
  void moreThanFiftyOfAnythingIsAnUnknownException() {
    var many = new JsonArray();
    for (var i = 0; i < 51; i++) {
      many.add(new JsonObject().put("title", "t" + i));
    }

    assertThat(anna.post("/task/batch", new JsonObject().put("add", many)).statusCode())
        .isEqualTo(500);
    assertThat(probe.tasks("anna")).isEmpty();
  }

  @Test
  void filterAndCompletedStopAt200WithoutSayingSo() {
    probe.rateLimits(false);
    for (var i = 0; i < 205; i++) {
      var id = probe.personCreates("anna", new JsonObject().put("title", "t")).getString("id");
      if (i < 201) {
        probe.personCompletes("anna", id);
      }
    }
    for (var i = 0; i < 201; i++) {
      probe.personCreates("anna", new JsonObject().put("title", "open"));
    }

    assertThat(anna.filtered(new JsonObject().put("status", new JsonArray().add(0)))).hasSize(200);
    assertThat(anna.completed()).hasSize(200);
    assertThat(anna.listed("inbox")).hasSize(205);
  }

  @Test
  void filterWithoutStatusShowsAllOrOpenOnesByQuirkAndMinusOneIsIgnored() {
    var open = anna.create("open").getString("id");
    var done = anna.create("done");
    anna.complete(done);
    var abandoned = anna.create("abandoned");
    anna.update(abandoned, new JsonObject().put("status", -1));
    var all = new JsonObject().put("status", new JsonArray().add(-1).add(0).add(2));

    assertThat(anna.filtered(new JsonObject())).hasSize(3);
    assertThat(anna.filtered(all)).containsExactlyInAnyOrder(open, done.getString("id"));
    probe.quirk("filterAllByDefault", false);
    assertThat(anna.filtered(new JsonObject())).containsExactly(open);
  }

  @Test
  void filterLooksAtStartDatesTagsAndProjects() {
    var dated =
        anna.create(
            new JsonObject()
                .put("title", "dated")
                .put("tags", new JsonArray().add("Home"))
                .put("dueDate", "2026-11-22T08:00:00.000+0000"));
    anna.create("undated");
    var id = dated.getString("id");

    assertThat(anna.filtered(new JsonObject().put("startDate", "2026-11-22T08:00:00+0000")))
        .containsExactly(id);
    assertThat(anna.filtered(new JsonObject().put("tag", new JsonArray().add("home"))))
        .containsExactly(id);
    assertThat(anna.filtered(new JsonObject().put("tags", new JsonArray().add("home")))).hasSize(2);
    assertThat(anna.filtered(new JsonObject().put("projectIds", new JsonArray().add("inbox"))))
        .hasSize(2);
    assertThat(
            anna.post("/task/filter", new JsonObject().put("projectIds", new JsonArray().add("")))
                .statusCode())
        .isEqualTo(500);
  }

  @Test
  void completedIsSortedNewestFirstWithinInclusiveBounds() {
    var ids = new JsonArray();
    for (var second = 0; second < 3; second++) {
      probe.fixClock(Instant.parse("2026-11-22T10:00:0" + second + "Z"));
      var task = anna.create("t" + second);
      anna.complete(task);
      ids.add(task.getString("id"));
    }

    var upToSecond = new JsonObject().put("endDate", "2026-11-22T10:00:01.000+0000");

    assertThat(anna.completed())
        .containsExactly(ids.getString(2), ids.getString(1), ids.getString(0));
    assertThat(Wire.ids(Wire.array(anna.post("/task/completed", upToSecond))))
        .containsExactly(ids.getString(1), ids.getString(0));
  }
}
