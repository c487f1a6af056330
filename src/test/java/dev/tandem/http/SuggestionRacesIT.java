package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.http.TestClient.Reply;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Several at once, about one task and its suggestions. */
final class SuggestionRacesIT {
  private static final int TOGETHER = 8;
  private static final int ROUNDS = 15;
  private static TestGateway gateway;
  private static ExecutorService threads;
  private static TestClient client;

  @BeforeAll
  static void start() {
    gateway = TestGateway.start(new ContractCheck());
    threads = Executors.newFixedThreadPool(TOGETHER);
    client = gateway.someone("ada");
  }

  @AfterAll
  static void stop() {
    threads.shutdownNow();
    gateway.close();
  }

  @Test
  void oneIsAppliedOnceHoweverManyApproveIt() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Suggestions task = new Suggestions(client);
      long id = task.propose("title", "Better").id();
      JsonObject choice = round % 2 == 0 ? Suggestions.ids(id) : Suggestions.types("all");
      List<Callable<Reply>> all = new ArrayList<>();
      for (int i = 0; i < TOGETHER; i++) {
        all.add(() -> task.approve(choice));
      }
      List<Reply> replies = together(all);
      assertThat(replies).allSatisfy(reply -> assertThat(reply.status()).isEqualTo(200));
      assertThat(replies.stream().mapToInt(reply -> reply.json().getInteger("approved_count")))
          .containsOnlyOnce(1)
          .containsOnly(0, 1);
      assertThat(task.task().getLong("sync_version")).isEqualTo(2);
    }
  }

  @Test
  void oneIsEitherApprovedOrRejected() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Suggestions task = new Suggestions(client);
      JsonObject choice = Suggestions.ids(task.propose("title", "Better").id());
      List<Reply> replies =
          together(List.of(() -> task.approve(choice), () -> task.reject(choice)));
      assertThat(replies).extracting(Reply::status).containsExactlyInAnyOrder(200, 409);
      boolean approved = replies.get(0).status() == 200;
      assertThat(task.task().getString("title")).isEqualTo(approved ? "Better" : "a task");
      assertThat(task.list("?status=" + (approved ? "approved" : "rejected"))).hasSize(1);
    }
  }

  @Test
  void anApprovalAndAnEditBothHold() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Suggestions task = new Suggestions(client);
      task.propose("title", "Better");
      JsonObject edit = new JsonObject().put("description", "Edited");
      List<Reply> replies =
          together(
              List.of(
                  () -> task.approve(Suggestions.types("all")),
                  () -> client.put(task.path(), edit)));
      assertThat(replies).extracting(Reply::status).containsOnly(200);
      JsonObject now = task.task();
      assertThat(now.getString("title")).isEqualTo("Better");
      assertThat(now.getString("description")).isEqualTo("Edited");
      assertThat(now.getLong("sync_version")).isEqualTo(3);
    }
  }

  @Test
  void anApprovalIsBeforeADeleteOrRefused() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Suggestions task = new Suggestions(client);
      task.propose("title", "Better");
      boolean soft = round % 2 == 0;
      List<Reply> replies =
          together(
              List.of(
                  () -> task.approve(Suggestions.types("all")),
                  () -> client.delete(task.path() + "?soft_delete=" + soft)));
      assertThat(replies.get(1).status()).isEqualTo(204);
      boolean approved = replies.get(0).status() == 200;
      assertThat(replies.get(0).status()).isIn(200, soft ? 409 : 404);
      if (soft) {
        assertThat(task.task().getString("status")).isEqualTo("deleted");
        assertThat(task.task().getString("title")).isEqualTo(approved ? "Better" : "a task");
        assertThat(task.list("")).hasSize(approved ? 0 : 1);
      } else {
        assertThat(gateway.number("SELECT count(*) FROM suggestions WHERE task_id = $1", task.id()))
            .isZero();
      }
    }
  }

  @Test
  void oneOfATypeWaitsHoweverManyAreProposed() throws Exception {
    Suggestions task = new Suggestions(client);
    List<Callable<Reply>> all = new ArrayList<>();
    for (int i = 0; i < TOGETHER; i++) {
      String title = "Title " + i;
      all.add(() -> task.propose("title", title));
    }
    assertThat(together(all)).extracting(Reply::status).containsOnly(201);
    assertThat(task.list("")).hasSize(1);
    assertThat(task.list("?status=superseded")).hasSize(TOGETHER - 1);
  }

  @Test
  void anErrorInTheMidstLeavesNothingHalfDone() {
    Suggestions task = new Suggestions(client);
    task.propose("title", "Better");
    task.propose("priority", 5);
    gateway.sql(
        "CREATE FUNCTION refuse_decision() RETURNS trigger LANGUAGE plpgsql AS"
            + " $f$ BEGIN RAISE EXCEPTION 'no room'; END $f$");
    gateway.sql(
        "CREATE TRIGGER refuse_decision BEFORE UPDATE ON suggestions FOR EACH ROW"
            + " WHEN (NEW.state = 'approved') EXECUTE FUNCTION refuse_decision()");
    try {
      assertThat(task.approve(Suggestions.types("all")).status()).isEqualTo(500);
      assertThat(task.task().getString("title")).isEqualTo("a task");
      assertThat(task.task().getLong("sync_version")).isEqualTo(1);
      assertThat(task.list("")).hasSize(2);
    } finally {
      gateway.sql("DROP TRIGGER refuse_decision ON suggestions");
    }
    assertThat(task.approve(Suggestions.types("all")).status()).isEqualTo(200);
  }

  /** The answers in the order of what was asked. */
  private static List<Reply> together(List<Callable<Reply>> asked) throws Exception {
    CyclicBarrier start = new CyclicBarrier(asked.size());
    List<Future<Reply>> running = new ArrayList<>();
    for (Callable<Reply> one : asked) {
      running.add(
          threads.submit(
              () -> {
                start.await();
                return one.call();
              }));
    }
    List<Reply> replies = new ArrayList<>();
    for (Future<Reply> one : running) {
      replies.add(one.get());
    }
    return replies;
  }
}
