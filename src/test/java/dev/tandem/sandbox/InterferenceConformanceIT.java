package dev.tandem.sandbox;

import static dev.tandem.sandbox.RunningSandbox.ANNA;
import static dev.tandem.sandbox.Wire.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Point 11 of what a faithful simulator must reproduce: who else is at the account meanwhile. */
final class InterferenceConformanceIT {
  @RegisterExtension static final RunningSandbox SANDBOX = new RunningSandbox();

  private final Wire anna = SANDBOX.as(ANNA);
  private final SandboxProbe probe = SANDBOX.probe();

  @Test
  void aPersonEditsBetweenReadAndWrite() {
    var task = anna.create("a");
    probe.personUpdates("anna", task.getString("id"), new JsonObject().put("content", "theirs"));

    var updated = object(anna.update(task, new JsonObject().put("title", "ours")));

    assertThat(updated.getString("content")).isEqualTo("theirs");
    assertThat(updated.getString("title")).isEqualTo("ours");
  }

  @Test
  void aPersonMayEditRightAfterARead() {
    var task = anna.create("a");
    probe.fault(
        new JsonObject()
            .put("route", "get-task")
            .put("kind", "person")
            .put("phase", "after")
            .put("fields", new JsonObject().put("content", "theirs")));

    assertThat(object(anna.read(task)).getString("content", "")).isEmpty();

    var updated = object(anna.update(task, new JsonObject().put("title", "ours")));
    assertThat(updated.getString("content")).isEqualTo("theirs");
    assertThat(probe.ledger(Map.of("method", "PERSON")))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.getString("route")).isEqualTo("person-update-task");
              assertThat(entry.getString("outcome")).isEqualTo("applied");
            });
  }

  @Test
  void anotherClientMayCompleteTheOccurrenceRightAfterARead() {
    var daily = new JsonObject().put("title", "daily").put("repeatFlag", "RRULE:FREQ=DAILY");
    var task = object(anna.post("/task", daily.put("dueDate", "2026-11-23T09:00:00.000+0000")));
    probe.fault(
        new JsonObject()
            .put("route", "get-task")
            .put("kind", "person")
            .put("phase", "after")
            .put("does", "complete"));

    assertThat(object(anna.read(task)).getString("dueDate")).startsWith("2026-11-23");
    assertThat(object(anna.read(task)).getString("dueDate")).startsWith("2026-11-24");
    assertThat(probe.effects("task.advanced")).isEqualTo(1);
  }

  @Test
  void aPersonMayDeleteRightBeforeAWrite() {
    var task = anna.create("a");
    probe.fault(
        new JsonObject().put("route", "update-task").put("kind", "person").put("does", "delete"));

    assertThat(anna.update(task, new JsonObject().put("title", "b")).statusCode()).isEqualTo(200);

    assertThat(probe.tasks("anna")).isEmpty();
    assertThat(probe.tasks("anna", "trashed")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"expired", "revoked"})
  void aTokenMayEndAtTheNthRequest(String kind) {
    var token = probe.issueToken("anna", true);
    var wire = new Wire(probe, token.getString("access_token"));
    probe.fault(new JsonObject().put("account", "anna").put("kind", kind).put("skip", 1));

    assertThat(wire.get("/project").statusCode()).isEqualTo(200);
    assertThat(wire.get("/project").statusCode()).isEqualTo(401);
    assertThat(wire.get("/project").statusCode()).as("and stays dead").isEqualTo(401);

    probe.quirk("refreshTokens", true);
    var refresh = "grant_type=refresh_token&refresh_token=" + token.getString("refresh_token");
    assertThat(new OAuthWire(probe).token("", refresh, OAuthWire.BASIC).statusCode())
        .isEqualTo("expired".equals(kind) ? 200 : 400);
  }

  @Test
  void aTokenMayDieMidRun() {
    var task = anna.create("a");
    probe.expireToken("anna");

    assertThat(anna.read(task).statusCode()).isEqualTo(401);
    var token = probe.issueToken("anna", false).getString("access_token");
    assertThat(new Wire(probe, token).read(task).statusCode()).isEqualTo(200);
  }
}
