package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskStatus;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many new tasks at once (sync.md, Push 11). */
class PlanCreatesIT {
  @RegisterExtension private static final PushStage stage = new PushStage();

  private final Offline offline = new Offline(stage);

  private static Edit rich(int i) {
    return Edit.title("Task " + i)
        .and(TaskField.DESCRIPTION, "Text " + i)
        .and(TaskField.PRIORITY, 5)
        .and(TaskField.TAGS, List.of("Home", "tag" + i))
        .and(TaskField.DUE_DATE, Instant.parse("2026-12-01T10:00:00Z").plusSeconds(60L * i));
  }

  @Test
  void threeHundredNewTasksCostAtMostTwentyRequests() {
    List<Task> tasks = offline.creates(300, PlanCreatesIT::rich);

    int requests = offline.goesOnline();

    Map<Long, JsonObject> twins = offline.twins();
    assertThat(requests).isLessThanOrEqualTo(20);
    assertThat(offline.titlesThere()).hasSize(300).doesNotHaveDuplicates();
    for (int i = 0; i < tasks.size(); i++) {
      JsonObject twin = twins.get(tasks.get(i).id());
      assertThat(twin.getString("title")).isEqualTo("Task " + i);
      assertThat(twin.getString("content")).isEqualTo("Text " + i);
      assertThat(twin.getInteger("priority")).isEqualTo(5);
      assertThat(twin.getJsonArray("tags")).containsExactlyInAnyOrder("home", "tag" + i);
      assertThat(twin.getString("dueDate")).startsWith("2026-12-01T1");
    }
    assertThat(offline.open()).isZero();
    assertThat(offline.unconfirmed()).isZero();
    assertThat(offline.conflicts()).isZero();
    assertThat(stage.find(tasks.get(7)).content().tags()).contains("Home");
  }

  @Test
  void aFewAreSentOneByOne() {
    offline.creates(2, PlanCreatesIT::rich);

    assertThat(offline.goesOnline()).isLessThanOrEqualTo(3);
    assertThat(stage.requests("create-task")).hasSize(2);
  }

  @Test
  void newTasksOfOneTitleGetATwinEach() {
    List<Task> tasks = offline.creates(10, i -> Edit.title("Same"));

    offline.goesOnline();

    assertThat(offline.titlesThere()).hasSize(10);
    assertThat(offline.twins()).hasSize(tasks.size());
  }

  @Test
  void statusAndOtherListsFollow() {
    String garden = stage.probe().personCreatesProject(PushStage.ANNA, "Garden").getString("id");
    stage.sweep(Duration.ofSeconds(5));
    long project =
        stage.query("SELECT id FROM projects WHERE remote_id = $1", garden).get(0).getLong(0);
    List<Task> tasks =
        offline.creates(
            6,
            i ->
                Edit.title("Task " + i)
                    .and(TaskField.PROJECT, project)
                    .and(TaskField.STATUS, i < 3 ? TaskStatus.COMPLETED : TaskStatus.ACTIVE));

    offline.goesOnline();

    assertThat(stage.probe().tasks(PushStage.ANNA))
        .hasSize(3)
        .allSatisfy(task -> assertThat(task.getString("projectId")).isEqualTo(garden));
    assertThat(stage.probe().tasks(PushStage.ANNA, "completed")).hasSize(3);
    assertThat(stage.requests("complete-tasks")).hasSize(1);
    assertThat(stage.find(tasks.get(0)).content().status()).isEqualTo(TaskStatus.COMPLETED);
  }

  @Test
  void childrenFindTheirParent() {
    stage.undeploy();
    Task parent = stage.create(Edit.title("Parent"));
    List<Task> children =
        IntStream.range(0, 4)
            .mapToObj(
                i -> stage.create(Edit.title("Child " + i).and(TaskField.PARENT, parent.id())))
            .toList();

    offline.goesOnline();

    String parentId = stage.find(parent).remoteId();
    Map<Long, JsonObject> twins = offline.twins();
    assertThat(twins).hasSize(5);
    assertThat(children)
        .allSatisfy(
            child -> assertThat(twins.get(child.id()).getString("parentId")).isEqualTo(parentId));
  }

  @Test
  void whatAPersonChangesOfANewTaskBeforeItIsSeenIsKept() {
    List<Task> tasks = offline.creates(5, PlanCreatesIT::rich);
    stage.probe().fault("project-data", "hang", "before", 1);
    stage.deploy();
    await().until(() -> stage.probe().held().size() == 1);
    JsonObject third = twinOf("Task 3");
    stage
        .probe()
        .personUpdates(
            PushStage.ANNA, third.getString("id"), new JsonObject().put("title", "Renamed there"));
    stage.probe().releaseAll();

    offline.untilNothingIsQueued();

    assertThat(stage.requests("create-task")).isEmpty();
    assertThat(stage.find(tasks.get(3)).remoteId()).isEqualTo(third.getString("id"));
    assertThat(offline.titlesThere()).hasSize(5);
    assertThat(
            stage.query(
                "SELECT local #>> '{}', remote #>> '{}' FROM conflicts WHERE task_id = $1",
                tasks.get(3).id()))
        .as("either value is kept or logged")
        .hasSize(1);
  }

  private JsonObject twinOf(String title) {
    return stage.probe().tasks(PushStage.ANNA).stream()
        .filter(task -> task.getString("title").equals(title))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "reset, after",
    "reset, before",
    "truncated, after",
    "html, after",
    "empty, after",
    "empty, before"
  })
  void aBatchWhoseAnswerWasLostMakesEachTaskOnce(String kind, String phase) {
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "batch-tasks")
                .put("kind", kind)
                .put("phase", phase)
                .put("count", 1));
    List<Task> tasks = offline.creates(20, PlanCreatesIT::rich);
    stage.deploy();

    offline.untilNothingIsOpen();

    assertThat(offline.titlesThere()).hasSize(20).doesNotHaveDuplicates();
    assertThat(offline.twins()).hasSize(tasks.size());
    assertThat(offline.conflicts()).isZero();
  }

  @Test
  void aBatchThatArrivesAfterItsTimeMakesEachTaskOnce() {
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "batch-tasks")
                .put("kind", "latency")
                .put("millis", PushStage.TIMEOUT.toMillis() + 300)
                .put("count", 1));
    List<Task> tasks = offline.creates(20, PlanCreatesIT::rich);
    stage.deploy();
    await().until(() -> stage.probe().tasks(PushStage.ANNA).size() == 20);

    offline.untilNothingIsOpen();

    assertThat(offline.titlesThere()).hasSize(20).doesNotHaveDuplicates();
    assertThat(offline.twins()).hasSize(tasks.size());
    assertThat(stage.requests("batch-tasks")).hasSize(1);
  }

  @Test
  void aSecondListingThatFailsLeavesTheCreatesToBeLookedFor() {
    stage.probe().faultStatus("project-data", 503, "", 1);
    List<Task> tasks = offline.creates(10, PlanCreatesIT::rich);
    stage.deploy();

    offline.untilNothingIsOpen();

    assertThat(offline.titlesThere()).hasSize(10).doesNotHaveDuplicates();
    assertThat(offline.twins()).hasSize(tasks.size());
    assertThat(stage.requests("batch-tasks")).hasSize(1);
  }

  @Test
  void onePoisonedCreateKeepsNoOtherBack() {
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("path", "/open/v1/task/**")
                .put("method", "POST")
                .put("bodyContains", "poison")
                .put("kind", "status")
                .put("status", 500)
                .put("body", new JsonObject().put("errorCode", "unknown_exception"))
                .put("count", 0));
    offline.creates(20, i -> i == 11 ? Edit.title("poison") : rich(i));
    stage.deploy();

    await()
        .until(
            () -> {
              offline.makeTimePass();
              return offline.twins().size() == 19 && offline.queued() == 1;
            });

    assertThat(offline.titlesThere()).hasSize(19).doesNotHaveDuplicates().doesNotContain("poison");
  }

  @Test
  void aCreateThatTheBatchRefusesIsToldWhy() {
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "batch-tasks")
                .put("kind", "status")
                .put("status", 200)
                .put(
                    "body",
                    new JsonObject()
                        .put("id2etag", new JsonObject())
                        .put(
                            "id2error",
                            new JsonObject()
                                .put("a", "EXCEED_QUOTA")
                                .put("b", "EXCEED_QUOTA")
                                .put("c", "EXCEED_QUOTA")))
                .put("count", 1));
    List<Task> tasks = offline.creates(3, PlanCreatesIT::rich);
    stage.deploy();

    offline.untilNothingIsQueued();

    assertThat(tasks)
        .allSatisfy(
            task ->
                assertThat(
                        stage.query(
                            "SELECT outcome, error_code FROM sends WHERE task_id = $1 ORDER BY id"
                                + " LIMIT 1",
                            task.id()))
                    .singleElement()
                    .satisfies(
                        row -> {
                          assertThat(row.getString(0)).isEqualTo("refused");
                          assertThat(row.getString(1)).isEqualTo("EXCEED_QUOTA");
                        }));
    assertThat(stage.requests("create-task")).as("each by itself then").hasSize(3);
  }

  @Test
  void aWorkerThatDiesBeforeItSawTheNewTasksLeavesThemToBeFound() {
    stage.probe().fault("project-data", "hang", "before", 1);
    offline.creates(10, PlanCreatesIT::rich);
    stage.deploy();
    await().until(() -> stage.probe().held().size() == 1);
    stage.query(
        "UPDATE push_queue SET fence = nextval('push_fence'), lease_until = now(),"
            + " next_attempt_at = now()");
    stage.probe().releaseAll();

    offline.untilNothingIsOpen();

    assertThat(offline.titlesThere()).hasSize(10).doesNotHaveDuplicates();
    assertThat(stage.requests("batch-tasks")).hasSize(1);
    assertThat(stage.requests("create-task")).isEmpty();
  }
}
