package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The places of tasks in the matrix, also when several arrange at once. */
final class ArrangementIT {
  private static TestGateway gateway;

  @BeforeAll
  static void start() {
    gateway = TestGateway.start(new ContractCheck());
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void putsTheNamedTasksInFrontAndKeepsTheOrderOfTheOthers() {
    TestClient ada = gateway.someone("ada");
    List<Long> ids = make(ada, 5);
    reorder(ada, ids);
    assertThat(reorder(ada, List.of(ids.get(3), ids.get(1)))).isEqualTo(3);
    assertThat(order(ada))
        .containsExactly(ids.get(3), ids.get(1), ids.get(0), ids.get(2), ids.get(4));
    assertThat(places(ada)).containsExactly(1, 2, 3, 4, 5);
    assertThat(reorder(ada, List.of(ids.get(3), ids.get(1)))).as("nothing moves").isZero();
  }

  @Test
  void placesNothingIfOneDoesNotFit() {
    TestClient bob = gateway.someone("bob");
    TestClient eve = gateway.someone("eve");
    long mine = make(bob, 1).get(0);
    long urgent =
        bob.post("/api/tasks", new JsonObject().put("title", "u").put("ticktick_priority", 5)).id();
    long others = make(eve, 1).get(0);
    long version = bob.get("/api/tasks/" + mine).json().getLong("sync_version");
    assertThat(bob.post("/api/tasks/reorder", order(List.of(mine, urgent, others))).faults())
        .containsExactly(
            "/task_ids/1 is no task of yours in Q4", "/task_ids/2 is no task of yours in Q4");
    assertThat(bob.get("/api/tasks/" + mine).json().getLong("sync_version")).isEqualTo(version);
    assertThat(bob.post("/api/tasks/reorder", order(List.of(mine, mine))).faults())
        .containsExactly("/task_ids must name each task once");
  }

  @Test
  void sortsBehindTheOthersTheOldestFirst() {
    TestClient cem = gateway.someone("cem");
    List<Long> sorted = make(cem, 2);
    reorder(cem, sorted);
    List<Long> later = make(cem, 3);
    assertThat(
            cem.post("/api/tasks/" + later.get(2) + "/sort", null)
                .json()
                .getInteger("manual_order"))
        .isEqualTo(3);
    JsonObject all = cem.post("/api/tasks/sort/batch", null).json();
    assertThat(all.getInteger("sorted_count")).isEqualTo(2);
    assertThat(order(cem))
        .containsExactly(sorted.get(0), sorted.get(1), later.get(2), later.get(0), later.get(1));
    assertThat(cem.post("/api/tasks/sort/batch", null).json().getInteger("sorted_count")).isZero();
    JsonObject one = cem.get("/api/tasks/" + later.get(0)).json();
    assertThat(one.getBoolean("is_sorted")).isTrue();
    assertThat(cem.post("/api/tasks/" + later.get(0) + "/sort", null).json()).isEqualTo(one);
  }

  @Test
  void sortsTheNamedAndNoDeletedOnes() {
    TestClient dan = gateway.someone("dan");
    List<Long> ids = make(dan, 3);
    dan.delete("/api/tasks/" + ids.get(0));
    JsonObject named = new JsonObject().put("task_ids", new JsonArray(ids));
    assertThat(dan.post("/api/tasks/sort/batch", named).faults())
        .containsExactly("/task_ids/0 is no task of yours");
    assertThat(dan.post("/api/tasks/" + ids.get(0) + "/sort", null).slug()).isEqualTo("conflict");
    named.put("task_ids", new JsonArray(ids.subList(1, 2)));
    assertThat(dan.post("/api/tasks/sort/batch", named).json().getInteger("sorted_count"))
        .isEqualTo(1);
    assertThat(dan.get("/api/tasks?is_sorted=false").json().getJsonArray("tasks")).hasSize(1);
  }

  @Test
  void staysBelowTheLargestPlaceThereIs() {
    TestClient fay = gateway.someone("fay");
    List<Long> ids = make(fay, 2);
    JsonObject last =
        new JsonObject().put("manual_order", Integer.MAX_VALUE).put("is_sorted", true);
    fay.patch("/api/tasks/" + ids.get(0), last);
    assertThat(fay.post("/api/tasks/" + ids.get(1) + "/sort", null).status()).isEqualTo(200);
    assertThat(reorder(fay, List.of(ids.get(1)))).isEqualTo(2);
    assertThat(places(fay)).containsExactly(1, 2);
  }

  @Test
  void leavesOneCleanOrderWhenManyArrangeAtOnce() throws ExecutionException, InterruptedException {
    TestClient gil = gateway.someone("gil");
    List<Long> ids = make(gil, 20);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int seed = 0; seed < 40; seed++) {
        List<Long> shuffled = new ArrayList<>(ids);
        Collections.shuffle(shuffled, new Random(seed));
        List<Long> some = shuffled.subList(0, 1 + seed % 20);
        boolean sorts = seed % 4 == 0;
        all.add(
            threads.submit(
                () ->
                    sorts
                        ? gil.post("/api/tasks/sort/batch", null).status()
                        : (Integer) gil.post("/api/tasks/reorder", order(some)).status()));
      }
      for (Future<?> one : all) {
        assertThat(one.get()).isEqualTo(200);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(places(gil)).containsExactlyElementsOf(upTo(20));
    assertThat(order(gil)).containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  void tellsReadersOfTheFeed() {
    TestClient hal = gateway.someone("hal");
    List<Long> ids = make(hal, 2);
    String since = hal.get("/api/changes").json().getString("cursor");
    reorder(hal, List.of(ids.get(1)));
    JsonArray changes = hal.get("/api/changes?since=" + since).json().getJsonArray("changes");
    assertThat(changes).hasSize(1);
    JsonObject task = changes.getJsonObject(0).getJsonObject("task");
    assertThat(task.getLong("sync_version")).isEqualTo(2);
    assertThat(task.getJsonObject("sync").getString("state")).isEqualTo("local_only");
  }

  private static List<Integer> upTo(int last) {
    return IntStream.rangeClosed(1, last).boxed().toList();
  }

  private static List<Long> make(TestClient person, int count) {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(person.post("/api/tasks", new JsonObject().put("title", "t" + i)).id());
    }
    return ids;
  }

  private static int reorder(TestClient person, List<Long> ids) {
    return person.post("/api/tasks/reorder", order(ids)).json().getInteger("reordered_count");
  }

  private static JsonObject order(List<Long> ids) {
    return new JsonObject().put("quadrant", "Q4").put("task_ids", new JsonArray(ids));
  }

  private static List<Long> order(TestClient person) {
    return tasks(person).map(task -> task.getLong("id")).toList();
  }

  private static List<Integer> places(TestClient person) {
    return tasks(person).map(task -> task.getInteger("manual_order")).toList();
  }

  private static Stream<JsonObject> tasks(TestClient person) {
    return person.get("/api/tasks").json().getJsonArray("tasks").stream()
        .map(JsonObject.class::cast);
  }
}
