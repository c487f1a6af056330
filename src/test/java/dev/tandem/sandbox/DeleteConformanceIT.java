package dev.tandem.sandbox;

import static dev.tandem.sandbox.RunningSandbox.ANNA;
import static dev.tandem.sandbox.Wire.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Points 4 and 6 of what a faithful simulator must reproduce: deletion and what is left of it. */
final class DeleteConformanceIT {
  @RegisterExtension static final RunningSandbox SANDBOX = new RunningSandbox();

  private final Wire anna = SANDBOX.as(ANNA);
  private final SandboxProbe probe = SANDBOX.probe();

  @Test
  void deleteAnswers200WithLengthZeroHoweverOften() {
    var task = anna.create("a");

    for (var i = 0; i < 2; i++) {
      var answer = anna.delete(task);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Length")).hasValue("0");
    }
    assertThat(probe.effects("task.trashed")).isEqualTo(1);
  }

  @Test
  void aDeletedTaskIsStillReadableButInNoListing() {
    var task = anna.create("a");

    anna.delete(task);

    assertThat(object(anna.read(task))).isEqualTo(task);
    assertThat(anna.listed("inbox")).isEmpty();
    assertThat(anna.filtered(new JsonObject())).isEmpty();
  }

  @Test
  void aDeletedCompletedTaskIsNotAmongTheCompleted() {
    var task = anna.create("a");
    anna.complete(task);

    anna.delete(task);

    assertThat(anna.completed()).isEmpty();
  }

  @Test
  void updateAndCompleteOfADeletedTaskAnswer200AndBringNothingBack() {
    var task = anna.create("a");
    anna.delete(task);

    var updated = anna.update(task, new JsonObject().put("title", "b").put("status", 0));
    var completed = anna.complete(task);

    assertThat(updated.statusCode()).isEqualTo(200);
    assertThat(object(updated).getString("title")).isEqualTo("b");
    assertThat(completed.statusCode()).isEqualTo(200);
    assertThat(anna.listed("inbox")).isEmpty();
    assertThat(anna.completed()).isEmpty();
    assertThat(probe.tasks("anna", "trashed")).hasSize(1);
  }

  @Test
  void onlyAPersonRestores() {
    var task = anna.create("a");
    anna.delete(task);

    probe.personRestores("anna", task.getString("id"));

    assertThat(anna.listed("inbox")).containsExactly(task.getString("id"));
  }

  @Test
  void readingATaskOfADeletedProjectIsAnUnknownException() {
    var project = anna.project("Doomed").getString("id");
    var task = anna.create(new JsonObject().put("title", "a").put("projectId", project));

    assertThat(anna.delete("/project/" + project).statusCode()).isEqualTo(200);
    assertThat(anna.delete("/project/" + project).statusCode()).isEqualTo(200);
    var read = anna.read(task);

    assertThat(read.statusCode()).isEqualTo(500);
    assertThat(object(read).getString("errorCode")).isEqualTo("unknown_exception");
    assertThat(anna.get("/project/" + project + "/data").body()).isEqualTo("{}");
    assertThat(Wire.array(anna.get("/project"))).isEmpty();
    assertThat(anna.filtered(new JsonObject())).isEmpty();
  }

  @Test
  void deleteUnderAnotherListOrOfAnUnknownIdDoesNothing() {
    var task = anna.create("a");
    var other = anna.project("Other").getString("id");

    assertThat(anna.delete("/project/" + other + "/task/" + task.getString("id")).statusCode())
        .isEqualTo(200);
    assertThat(anna.delete("/project/inbox/task/6ac94fb88f084dbfaa69fc64").statusCode())
        .isEqualTo(200);
    assertThat(anna.listed("inbox")).containsExactly(task.getString("id"));
  }
}
