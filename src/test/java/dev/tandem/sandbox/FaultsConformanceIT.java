package dev.tandem.sandbox;

import static dev.tandem.sandbox.RunningSandbox.ANNA;
import static dev.tandem.sandbox.Wire.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Point 11 of what a faithful simulator must reproduce: everything that goes wrong on a wire. */
final class FaultsConformanceIT {
  private static final JsonObject NEW = new JsonObject().put("title", "a");

  @RegisterExtension static final RunningSandbox SANDBOX = new RunningSandbox();

  private final Wire anna = SANDBOX.as(ANNA);
  private final SandboxProbe probe = SANDBOX.probe();

  private CompletableFuture<HttpResponse<String>> createLater() {
    return probe
        .client()
        .sendAsync(anna.request("POST", "/task", NEW.encode()), BodyHandlers.ofString());
  }

  private JsonObject lastCreate() {
    var entries = probe.ledger(Map.of("route", "create-task"));
    return entries.get(entries.size() - 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504})
  void aStatusStandsInForTheEffectAsOftenAsCounted(int status) {
    probe.faultStatus("create-task", status, "upstream", 2);

    for (var i = 0; i < 2; i++) {
      var answer = anna.post("/task", NEW);
      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(answer.body()).isEqualTo("upstream");
    }
    assertThat(anna.post("/task", NEW).statusCode()).isEqualTo(200);
    assertThat(probe.tasks("anna")).hasSize(1);
  }

  @Test
  void aLostAnswerAfterTheEffectMakesARetryADuplicate() {
    probe.fault("create-task", "reset", "after", 1);

    assertThatThrownBy(() -> anna.post("/task", NEW)).isInstanceOf(UncheckedIOException.class);
    anna.post("/task", NEW);

    assertThat(probe.tasks("anna")).hasSize(2);
    assertThat(probe.effects("task.created")).isEqualTo(2);
  }

  @Test
  void aLostRequestBeforeTheEffectLeavesNothing() {
    probe.fault("create-task", "reset", "before", 1);

    assertThatThrownBy(() -> anna.post("/task", NEW)).isInstanceOf(UncheckedIOException.class);

    assertThat(probe.tasks("anna")).isEmpty();
    assertThat(lastCreate().getString("outcome")).isEqualTo("fault");
    assertThat(lastCreate().getString("fault")).isEqualTo("reset");
  }

  @Test
  void aStatusMayHideAnEffect() {
    probe.fault(
        new JsonObject()
            .put("route", "create-task")
            .put("kind", "status")
            .put("status", 504)
            .put("phase", "after"));

    assertThat(anna.post("/task", NEW).statusCode()).isEqualTo(504);
    assertThat(lastCreate().getString("outcome")).isEqualTo("applied");
    assertThat(probe.tasks("anna")).hasSize(1);
  }

  @Test
  void aPageOfHtmlComesWithStatus200() {
    probe.fault("list-projects", "html", "before", 1);

    var answer = anna.get("/project");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
  }

  @Test
  void jsonIsTruncatedAfterTheEffect() {
    probe.fault("create-task", "truncated", "after", 1);

    var answer = anna.post("/task", NEW);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> object(answer)).isInstanceOf(DecodeException.class);
    assertThat(probe.tasks("anna")).hasSize(1);
  }

  @Test
  void aDeleteAnswers200AndKeepsTheTask() {
    var task = anna.create("a");
    probe.fault("delete-task", "empty", "before", 1);

    assertThat(anna.delete(task).statusCode()).isEqualTo(200);
    assertThat(anna.listed("inbox")).containsExactly(task.getString("id"));
  }

  @Test
  void anEmpty200MayFollowAnEffect() {
    probe.fault("create-task", "empty", "after", 1);

    assertThat(anna.post("/task", NEW).body()).isEmpty();
    assertThat(probe.tasks("anna")).hasSize(1);
  }

  @Test
  void a429ComesWithRetryAfter() {
    probe.fault(new JsonObject().put("kind", "throttled").put("retryAfter", 7));

    var answer = anna.get("/project");

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("7");
  }

  @Test
  void latencyComesBeforeOrAfterTheEffect() {
    probe.fault(
        new JsonObject()
            .put("route", "create-task")
            .put("kind", "latency")
            .put("millis", 250)
            .put("phase", "after"));
    var start = System.nanoTime();

    var answer = createLater();
    await().atMost(Duration.ofSeconds(10)).until(() -> probe.tasks("anna").size() == 1);

    assertThat(answer.join().statusCode()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(240));
  }

  @Test
  void aHeldRequestHasItsEffectWhenReleased() {
    probe.fault("create-task", "hang", "before", 1);
    var answer = createLater();
    await().until(() -> probe.held().size() == 1);

    assertThat(probe.tasks("anna")).isEmpty();
    assertThat(answer).isNotDone();
    probe.release(probe.held().get(0).getLong("number"), false);

    assertThat(answer.join().statusCode()).isEqualTo(200);
    assertThat(probe.tasks("anna")).hasSize(1);
  }

  @Test
  void aHeldAnswerMayBeDroppedAfterItsEffect() {
    probe.fault("create-task", "hang", "after", 1);
    var answer = createLater();
    await().until(() -> probe.held().size() == 1);

    assertThat(probe.tasks("anna")).hasSize(1);
    probe.release(probe.held().get(0).getLong("number"), true);

    assertThatThrownBy(answer::join).isNotNull();
    assertThat(probe.held()).isEmpty();
  }

  @Test
  void aRequestThatIsHeldWhenItsClientLeavesHasNoEffect() {
    probe.fault("create-task", "hang", "before", 1);
    var raw =
        probe
            .client()
            .sendAsync(anna.request("POST", "/task", NEW.encode()), BodyHandlers.ofString());
    await().until(() -> probe.held().size() == 1);

    raw.cancel(true);

    await().until(() -> probe.held().isEmpty());
    assertThat(probe.tasks("anna")).isEmpty();
  }

  @Test
  void aStaleReadShowsTheWorldBeforeTheLastWrite() {
    var task = anna.create("old");
    anna.update(task, new JsonObject().put("title", "new"));
    probe.fault("get-task", "stale", "before", 1);

    assertThat(object(anna.read(task)).getString("title")).isEqualTo("old");
    assertThat(object(anna.read(task)).getString("title")).isEqualTo("new");
  }

  @Test
  void aStaleListingLacksANewTaskAndStillHasADeletedOne() {
    var task = anna.create("a");
    probe.fault("project-data", "stale", "before", 1);
    assertThat(anna.listed("inbox")).isEmpty();

    anna.delete(task);
    probe.fault("filter-tasks", "stale", "before", 1);
    assertThat(anna.filtered(new JsonObject())).containsExactly(task.getString("id"));
    assertThat(anna.filtered(new JsonObject())).isEmpty();
  }

  @Test
  void theFirstReadAfterAWriteLagsWhereTheQuirkSaysSo() {
    probe.quirk("readLag", true);
    var task = anna.create("a");

    assertThat(anna.listed("inbox")).isEmpty();
    assertThat(anna.listed("inbox")).containsExactly(task.getString("id"));
  }
}
