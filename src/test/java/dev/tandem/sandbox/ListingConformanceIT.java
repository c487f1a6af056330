package dev.tandem.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** ticktick-api.md, 2 and 7: what lists across projects show, and where they are silent. */
final class ListingConformanceIT {
  @RegisterExtension static final RunningSandbox sandbox = new RunningSandbox();

  private final Wire anna = sandbox.as(RunningSandbox.ANNA);

  @Test
  void theFilterShowsWhatIsOpenInAllListsAndIsCutOffSilently() {
    String list = sandbox.probe().personCreatesProject("anna", "Garden").getString("id");
    create("In the garden", list);
    String abandoned = create("Abandoned", null);
    sandbox.probe().personAbandons("anna", abandoned);
    String completed = create("Completed", null);
    sandbox.probe().personCompletes("anna", completed);
    String trashed = create("Trashed", null);
    sandbox.probe().personDeletes("anna", trashed);
    create("In the Inbox", null);

    assertThat(titles(filter(0))).containsExactlyInAnyOrder("In the garden", "In the Inbox");
    assertThat(titles(filter(-1, 0, 2)))
        .as("-1 is ignored")
        .containsExactlyInAnyOrder("In the garden", "In the Inbox", "Completed");

    for (int i = 0; i < 205; i++) {
      create("More " + i, list);
    }
    assertThat(filter(0)).hasSize(200);
    assertThat(Wire.object(anna.get("/project/" + list + "/data")).getJsonArray("tasks"))
        .as("a list is not cut off")
        .hasSize(206);
  }

  @Test
  void whatWasCompletedComesNewestFirstAndIsPagedByItsEnd() {
    sandbox.probe().fixClock(Instant.parse("2026-11-22T10:00:00Z"));
    for (int i = 0; i < 203; i++) {
      sandbox.probe().advanceClock(java.time.Duration.ofSeconds(1));
      sandbox.probe().personCompletes("anna", create("Task " + i, null));
    }

    JsonArray newest = Wire.array(anna.post("/task/completed", new JsonObject()));
    String oldest = newest.getJsonObject(199).getString("completedTime");
    JsonArray older =
        Wire.array(anna.post("/task/completed", new JsonObject().put("endDate", oldest)));

    assertThat(newest).hasSize(200);
    assertThat(titles(newest)).startsWith("Task 202", "Task 201");
    assertThat(titles(older)).containsExactly("Task 3", "Task 2", "Task 1", "Task 0");
  }

  @Test
  void anUnknownListIsAnEmptyObjectAndTheInboxHasNoProject() {
    create("In the Inbox", null);

    assertThat(Wire.object(anna.get("/project/ffffffffffffffffffffffff/data"))).isEmpty();
    JsonObject inbox = Wire.object(anna.get("/project/inbox/data"));
    assertThat(inbox.containsKey("project")).isFalse();
    assertThat(titles(inbox.getJsonArray("tasks"))).containsExactly("In the Inbox");
  }

  private JsonArray filter(Integer... status) {
    return Wire.array(
        anna.post("/task/filter", new JsonObject().put("status", new JsonArray(List.of(status)))));
  }

  private static String create(String title, String list) {
    JsonObject task = new JsonObject().put("title", title);
    return sandbox
        .probe()
        .personCreates("anna", list == null ? task : task.put("projectId", list))
        .getString("id");
  }

  private static List<String> titles(JsonArray tasks) {
    return tasks.stream().map(task -> ((JsonObject) task).getString("title")).toList();
  }
}
