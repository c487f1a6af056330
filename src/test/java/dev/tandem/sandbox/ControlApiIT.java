package dev.tandem.sandbox;

import static dev.tandem.sandbox.RunningSandbox.ANNA;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The control API: edits by a person, the aim of faults, the ledger, and what it refuses. */
final class ControlApiIT {
  @RegisterExtension static final RunningSandbox SANDBOX = new RunningSandbox();

  private final Wire anna = SANDBOX.as(ANNA);
  private final SandboxProbe probe = SANDBOX.probe();

  private HttpResponse<String> post(String path, String body) {
    return probe.send(
        HttpRequest.newBuilder(probe.root().resolve("/__sandbox" + path))
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private String raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), probe.root().getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aPersonDoesToTasksWhatTheAppsDo() {
    var work = probe.personCreatesProject("anna", "Work").getString("id");
    var id = probe.personCreates("anna", new JsonObject().put("title", "a")).getString("id");

    probe.personMoves("anna", id, work);
    assertThat(anna.listed(work)).containsExactly(id);
    probe.personAbandons("anna", id);
    assertThat(probe.tasks("anna", "abandoned")).hasSize(1);
    probe.personReopens("anna", id);
    assertThat(anna.listed(work)).containsExactly(id);
    probe.personCompletes("anna", id);
    assertThat(anna.completed()).containsExactly(id);
    probe.personDeletes("anna", id);
    assertThat(probe.tasks("anna", "trashed")).hasSize(1);
  }

  @Test
  void aPersonRenamesArchivesAndDeletesProjects() {
    var id = probe.personCreatesProject("anna", "Work").getString("id");

    probe.personUpdatesProject("anna", id, new JsonObject().put("name", "Job"));
    probe.personArchivesProject("anna", id);
    var archived = Wire.array(anna.get("/project")).getJsonObject(0);
    probe.personDeletesProject("anna", id);

    assertThat(archived.getString("name")).isEqualTo("Job");
    assertThat(archived.getBoolean("closed")).isTrue();
    assertThat(probe.projects("anna")).isEmpty();
    assertThat(probe.dump("anna").getJsonArray("deletedProjects")).hasSize(1);
  }

  @Test
  void aPersonsEditsAreInTheLedgerButCountForNoLimit() {
    probe.rateLimits(1, 1);

    for (var i = 0; i < 3; i++) {
      probe.personCreates("anna", new JsonObject().put("title", "a"));
    }

    assertThat(probe.ledger(Map.of("method", "PERSON"))).hasSize(3);
    assertThat(anna.get("/project").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/accounts/nobody/tasks | {\"title\":\"a\"} | 404",
        "/accounts/anna/tasks/6ac94fb88f084dbfaa69fc64 | {} | 404",
        "/accounts/anna/tasks | {} | 400",
        "/accounts/anna/tasks | { | 400",
        "/faults | {\"kind\":\"earthquake\"} | 400",
        "/faults | {\"kind\":\"latency\"} | 400",
        "/faults | {\"kind\":\"status\",\"status\":99} | 400",
        "/faults | {\"kind\":\"person\"} | 400",
        "/faults | {\"kind\":\"person\",\"does\":\"sing\"} | 400",
        "/quirks | {\"noSuchQuirk\":true} | 400",
        "/quirks | {\"readLag\":7} | 400",
        "/clock | {\"fix\":\"noon\"} | 400",
        "/held/17/release | {} | 404",
        "/held/x/release | {} | 400",
      })
  void itRefusesWhatItCannotDo(String path, String body, int status) {
    var answer = post(path, body);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(new JsonObject(answer.body()).getString("error")).isNotBlank();
  }

  @Test
  void unknownRoutesAre404AndInTheLedger() {
    assertThat(anna.get("/webhook").statusCode()).isEqualTo(404);
    assertThat(probe.ledger(Map.of("route", "unknown")))
        .extracting(entry -> entry.getString("path"))
        .containsExactly("/open/v1/webhook");
  }

  @Test
  void aPathThatCannotBeDecodedIsAnsweredAndHurtsNobody() throws IOException {
    var answer =
        raw("GET /open/v1/project/%zz/data HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(answer).contains("HTTP/1.1 ");
    assertThat(anna.get("/project").statusCode()).isEqualTo(200);
  }

  @Test
  void aBrokenMultipartFormIsAnsweredAndHurtsNobody() throws IOException {
    var answer =
        raw(
            "POST /oauth/revoke HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + "Content-Type: multipart/form-data\r\nContent-Length: 3\r\n\r\nabc");

    assertThat(answer).contains("HTTP/1.1 ");
    assertThat(anna.get("/project").statusCode()).isEqualTo(200);
  }

  @Test
  void resetBringsBackTheConfiguredTokensAndPresets() {
    anna.create("a");
    probe.revokeTokens("anna");
    probe.quirk("readLag", true);
    probe.fault("list-projects", "reset", "before", 9);

    probe.reset();

    assertThat(anna.get("/project").statusCode()).isEqualTo(200);
    assertThat(probe.tasks("anna")).isEmpty();
    assertThat(probe.faults()).isEmpty();
    assertThat(probe.quirks().getBoolean("readLag")).isFalse();
  }

  @Test
  void aFaultFindsItsRequestByPathBodyAndAccount() {
    probe.fault(
        new JsonObject()
            .put("method", "POST")
            .put("path", "/open/v1/task/{id}")
            .put("bodyContains", "poison")
            .put("account", "anna")
            .put("kind", "status")
            .put("count", 0));
    var task = anna.create("a");
    var ben = SANDBOX.as(RunningSandbox.BEN);
    var bens = ben.create("b");
    var poison = new JsonObject().put("title", "poison");

    assertThat(anna.update(task, new JsonObject().put("title", "fine")).statusCode())
        .isEqualTo(200);
    assertThat(ben.update(bens, poison).statusCode()).isEqualTo(200);
    assertThat(anna.update(task, poison).statusCode()).isEqualTo(503);
    assertThat(anna.update(task, poison).statusCode()).isEqualTo(503);
    assertThat(probe.faults().getJsonObject(0).getInteger("hits")).isEqualTo(2);
  }

  @Test
  void aFaultMaySkipTheFirstRequests() {
    probe.fault(
        new JsonObject().put("route", "list-projects").put("kind", "status").put("skip", 2));

    assertThat(
            List.of(
                anna.get("/project").statusCode(),
                anna.get("/project").statusCode(),
                anna.get("/project").statusCode(),
                anna.get("/project").statusCode()))
        .containsExactly(200, 200, 503, 200);
  }

  @Test
  void theLedgerTellsRequestsApart() {
    probe.fixClock(Instant.parse("2026-11-22T10:00:00Z"));
    var task = anna.create("secret title");
    anna.update(task, new JsonObject().put("title", "secret title"));
    anna.read(task);
    anna.post("/task", "{");
    probe.personUpdates("anna", task.getString("id"), new JsonObject().put("title", "b"));

    var entries = probe.ledger(Map.of("account", "anna"));

    assertThat(entries)
        .extracting(entry -> entry.getString("route") + " " + entry.getString("outcome"))
        .containsExactly(
            "create-task applied",
            "update-task no-effect",
            "get-task read",
            "create-task refused",
            "person-update-task applied");
    assertThat(entries.get(0).getString("effectAt")).isEqualTo("2026-11-22T10:00:00Z");
    assertThat(entries.get(0).getJsonArray("ids"))
        .isEqualTo(new JsonArray().add(task.getString("id")));
    assertThat(probe.ledger(Map.of("id", task.getString("id")))).hasSize(4);
    assertThat(entries.toString()).doesNotContain("secret title");
  }
}
