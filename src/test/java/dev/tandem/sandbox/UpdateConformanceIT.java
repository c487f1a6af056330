package dev.tandem.sandbox;

import static dev.tandem.sandbox.RunningSandbox.ANNA;
import static dev.tandem.sandbox.Wire.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Point 4 of what a faithful simulator must reproduce: updates. */
final class UpdateConformanceIT {
  @RegisterExtension static final RunningSandbox SANDBOX = new RunningSandbox();

  private final Wire anna = SANDBOX.as(ANNA);
  private final SandboxProbe probe = SANDBOX.probe();

  @Test
  void updateMergesAndKeepsWhatItDoesNotName() {
    var task =
        anna.create(
            new JsonObject()
                .put("title", "a")
                .put("content", "text")
                .put("reminders", new JsonArray().add("TRIGGER:PT0S")));

    var updated = object(anna.update(task, new JsonObject().put("priority", 5)));

    assertThat(updated.getInteger("priority")).isEqualTo(5);
    assertThat(updated.getString("content")).isEqualTo("text");
    assertThat(updated.getJsonArray("reminders")).containsExactly("TRIGGER:PT0S");
    assertThat(updated.getString("title")).isEqualTo("a");
  }

  @Test
  void updateWithoutIdOrWithAnotherListIsAnEmpty200AndChangesNothing() {
    var task = anna.create("a");
    var other = anna.project("Other").getString("id");
    var id = task.getString("id");
    var bodies =
        List.of(
            new JsonObject().put("title", "b"),
            new JsonObject().put("id", id).put("title", "b"),
            new JsonObject().put("projectId", task.getString("projectId")).put("title", "b"),
            new JsonObject().put("id", id).put("projectId", other).put("title", "b"));

    for (var body : bodies) {
      var answer = anna.post("/task/" + id, body);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
    }
    assertThat(object(anna.read(task))).isEqualTo(task);
    probe.quirk("ignoredUpdateIsObject", true);
    assertThat(anna.post("/task/" + id, bodies.get(0)).body()).isEqualTo("{}");
  }

  @Test
  void updateOfAnUnknownTaskIsAnEmpty200() {
    var ghost = new JsonObject().put("id", "6ac94fb88f084dbfaa69fc64").put("projectId", "inbox");

    assertThat(anna.update(ghost, new JsonObject().put("title", "b")).body()).isEmpty();
  }

  @Test
  void anEffectiveUpdateChangesEtagAndEtimestampButNotModifiedTime() {
    probe.fixClock(Instant.parse("2026-11-22T10:00:00Z"));
    var task = anna.create("a");
    probe.fixClock(Instant.parse("2026-11-22T10:00:09Z"));

    var same = object(anna.update(task, new JsonObject().put("title", "a").put("content", "")));
    var updated = object(anna.update(task, new JsonObject().put("title", "b")));

    assertThat(same).isEqualTo(task);
    assertThat(updated.getString("etag")).isNotEqualTo(task.getString("etag"));
    assertThat(updated.getLong("etimestamp") - task.getLong("etimestamp")).isEqualTo(9_000);
    assertThat(updated.getString("modifiedTime")).isEqualTo(task.getString("modifiedTime"));
  }

  @Test
  void anUpdateMovesModifiedTimeWhereTheQuirkSaysSo() {
    probe.fixClock(Instant.parse("2026-11-22T10:00:00Z"));
    var task = anna.create("a");
    probe.fixClock(Instant.parse("2026-11-22T10:00:09Z"));
    probe.quirk("updateBumpsModified", true);

    var updated = object(anna.update(task, new JsonObject().put("title", "b")));

    assertThat(updated.getString("modifiedTime")).isEqualTo("2026-11-22T10:00:09.000+0000");
  }

  @Test
  void anEditInTheAppMovesModifiedTimeUnlessTheQuirkSaysNot() {
    probe.fixClock(Instant.parse("2026-11-22T10:00:00Z"));
    var id = anna.create("a").getString("id");
    probe.fixClock(Instant.parse("2026-11-22T10:00:09Z"));

    var first = probe.personUpdates("anna", id, new JsonObject().put("title", "b"));
    probe.fixClock(Instant.parse("2026-11-22T10:00:19Z"));
    probe.quirk("appEditBumpsModified", false);
    var second = probe.personUpdates("anna", id, new JsonObject().put("title", "c"));

    assertThat(first.getString("modifiedTime")).isEqualTo("2026-11-22T10:00:09.000+0000");
    assertThat(second.getString("modifiedTime")).isEqualTo("2026-11-22T10:00:09.000+0000");
    assertThat(second.getString("etag")).isNotEqualTo(first.getString("etag"));
  }

  @Test
  void nullClearsDatesWhileAnEmptyTextIsIgnored() {
    var due = "2026-10-02T10:00:00.000+0000";
    var task =
        anna.create(
            new JsonObject()
                .put("title", "a")
                .put("dueDate", due)
                .put("repeatFlag", "RRULE:FREQ=DAILY"));

    var ignored =
        object(anna.update(task, new JsonObject().put("dueDate", "").put("startDate", "")));
    var cleared =
        object(anna.update(task, new JsonObject().putNull("dueDate").putNull("startDate")));

    assertThat(ignored.getString("dueDate")).isEqualTo(due);
    assertThat(cleared.fieldNames()).doesNotContain("dueDate", "startDate");
    assertThat(cleared.getString("repeatFlag")).isEmpty();
  }

  @Test
  void aRepetitionWithoutADateIsDropped() {
    var task =
        anna.create(new JsonObject().put("title", "a").put("repeatFlag", "RRULE:FREQ=DAILY"));

    assertThat(task.containsKey("repeatFlag")).isFalse();
  }

  @Test
  void textsAndListsAreClearedByTheirEmptyForms() {
    var task =
        anna.create(
            new JsonObject()
                .put("title", "a")
                .put("content", "c")
                .put("tags", new JsonArray().add("x"))
                .put("priority", 5)
                .put("items", new JsonArray().add(new JsonObject().put("title", "i"))));
    var empty =
        new JsonObject()
            .put("content", "")
            .put("tags", new JsonArray())
            .put("priority", 0)
            .put("items", new JsonArray());

    var cleared = object(anna.update(task, empty));

    assertThat(cleared.getString("content")).isEmpty();
    assertThat(cleared.getJsonArray("tags")).isEmpty();
    assertThat(cleared.getJsonArray("items")).isEmpty();
    assertThat(cleared.getInteger("priority")).isZero();
  }

  @Test
  void itemsAreReplacedWhole() {
    var items =
        new JsonArray()
            .add(new JsonObject().put("title", "one"))
            .add(new JsonObject().put("title", "two"));
    var task = anna.create(new JsonObject().put("title", "a").put("items", items));
    var kept = task.getJsonArray("items").getJsonObject(1);

    var updated =
        object(
            anna.update(
                task,
                new JsonObject()
                    .put(
                        "items",
                        new JsonArray()
                            .add(kept.copy().put("status", 1))
                            .add(new JsonObject().put("title", "three")))));

    assertThat(Wire.ids(updated.getJsonArray("items"))).hasSize(2).startsWith(kept.getString("id"));
    assertThat(updated.getJsonArray("items").getJsonObject(0).containsKey("completedTime"))
        .isTrue();
  }

  @Test
  void tagsComeBackLowerCasedAndSorted() {
    var task =
        anna.create(
            new JsonObject()
                .put("title", "a")
                .put("tags", new JsonArray().add("Nango").add("DryRun").add("nango")));

    assertThat(task.getJsonArray("tags")).containsExactly("dryrun", "nango");
  }

  @Test
  void statusIsWritableAndCompletedTimeSurvivesReopening() {
    var task = anna.create("a");

    var completed = object(anna.update(task, new JsonObject().put("status", 2)));
    var reopened = object(anna.update(task, new JsonObject().put("status", 0)));
    var abandoned = object(anna.update(anna.create("b"), new JsonObject().put("status", -1)));

    assertThat(completed.getInteger("status")).isEqualTo(2);
    assertThat(reopened.getInteger("status")).isZero();
    assertThat(reopened.getString("completedTime"))
        .isEqualTo(completed.getString("completedTime"))
        .isNotNull();
    assertThat(abandoned.getInteger("status")).isEqualTo(-1);
    assertThat(abandoned.containsKey("completedTime")).isFalse();
    assertThat(anna.listed("inbox")).containsExactly(task.getString("id"));
  }

  @Test
  void aParentShowsItsChildrenAndOnlyAnEmptyTextUnsetsIt() {
    var parent = anna.create("p");
    var child =
        anna.create(new JsonObject().put("title", "c").put("parentId", parent.getString("id")));

    assertThat(object(anna.read(parent)).getJsonArray("childIds"))
        .containsExactly(child.getString("id"));
    assertThat(
            object(anna.update(child, new JsonObject().putNull("parentId"))).getString("parentId"))
        .isEqualTo(parent.getString("id"));
    assertThat(
            object(anna.update(child, new JsonObject().put("parentId", "")))
                .containsKey("parentId"))
        .isFalse();
    assertThat(object(anna.read(parent)).containsKey("childIds")).isFalse();
  }

  @Test
  void kindSwitchesAndItemsMakeAChecklistUnlessTheQuirkFixesIt() {
    var items =
        new JsonObject().put("items", new JsonArray().add(new JsonObject().put("title", "i")));
    var switched = object(anna.update(anna.create("a"), items));
    var note = object(anna.update(anna.create("b"), new JsonObject().put("kind", "NOTE")));
    probe.quirk("kindIsFixed", true);
    var fixed = object(anna.update(anna.create("c"), items.copy().put("kind", "NOTE")));

    assertThat(switched.getString("kind")).isEqualTo("CHECKLIST");
    assertThat(note.getString("kind")).isEqualTo("NOTE");
    assertThat(fixed.getString("kind")).isEqualTo("TEXT");
    assertThat(fixed.containsKey("items")).isFalse();
  }

  @Test
  void completingByUpdateStampsNothingWhereTheQuirkSaysSo() {
    probe.quirk("statusStampsCompleted", false);

    var completed = object(anna.update(anna.create("a"), new JsonObject().put("status", 2)));

    assertThat(completed.getInteger("status")).isEqualTo(2);
    assertThat(completed.containsKey("completedTime")).isFalse();
  }
}
