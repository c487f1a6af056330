package dev.tandem.sandbox;

import static dev.tandem.sandbox.RunningSandbox.ANNA;
import static dev.tandem.sandbox.RunningSandbox.APP;
import static dev.tandem.sandbox.RunningSandbox.BEN;
import static dev.tandem.sandbox.RunningSandbox.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The remote world outlives the process when it has a journal. */
final class JournalConformanceIT {
  @TempDir Path directory;
  private Vertx vertx;
  private SandboxVerticle running;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private Path journal() {
    return directory.resolve("world").resolve("sandbox.ndjson");
  }

  private Wire start() throws Exception {
    if (running != null) {
      await(vertx.undeploy(running.deploymentID()));
    }
    running = RunningSandbox.deploy(vertx, Optional.of(journal()));
    return new Wire(new SandboxProbe(running.port()), ANNA.accessToken());
  }

  @Test
  void aRestartKeepsTasksProjectsAndTheTrash() throws Exception {
    var before = start();
    var project = before.project("Work");
    var live =
        before.create(
            new JsonObject().put("title", "live").put("projectId", project.getString("id")));
    before.complete(before.create("done"));
    before.delete(before.create("gone"));
    var dump = before.probe().dump("anna");

    var after = start();

    assertThat(after.probe().dump("anna")).isEqualTo(dump);
    assertThat(Wire.object(after.read(live))).isEqualTo(live);
    assertThat(after.probe().ledger()).hasSize(1);
  }

  @Test
  void aRestartKeepsIssuedTokensAndTheEndOfOthers() throws Exception {
    var before = start();
    before.probe().quirk("refreshTokens", true);
    before.probe().expireToken("anna");
    var token = before.probe().issueToken("anna", true).getString("access_token");

    var after = start();

    assertThat(after.get("/project").statusCode()).isEqualTo(401);
    assertThat(new Wire(after.probe(), token).get("/project").statusCode()).isEqualTo(200);
    assertThat(Files.getPosixFilePermissions(journal()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aTornLastLineIsLeftOut() throws Exception {
    var before = start();
    var task = before.create("whole");
    await(vertx.undeploy(running.deploymentID()));
    running = null;
    Files.writeString(journal(), "{\"account\":\"anna\",\"tas", StandardOpenOption.APPEND);

    var after = start();
    var second = after.create("second");

    assertThat(start().listed("inbox"))
        .containsExactly(task.getString("id"), second.getString("id"));
  }

  @Test
  void aFileThatIsNoJournalIsRefusedAndLeftAlone() throws Exception {
    Files.createDirectories(journal().getParent());
    Files.writeString(journal(), "my diary\nsecond line\n");

    assertThatThrownBy(this::start)
        .hasRootCauseInstanceOf(Exception.class)
        .hasMessageContaining("Not a sandbox journal");
    assertThat(Files.readString(journal())).isEqualTo("my diary\nsecond line\n");
  }

  @Test
  void aStartCompactsTheJournal() throws Exception {
    var before = start();
    var task = before.create("a");
    for (var i = 0; i < 20; i++) {
      before.update(task, new JsonObject().put("title", "t" + i));
    }
    var grown = Files.readAllLines(journal()).size();

    start();

    assertThat(grown).isEqualTo(21);
    assertThat(Files.readAllLines(journal())).hasSize(1);
  }

  @Test
  void anAccountThatIsNewToAJournalIsEmptyAndTheOthersAreAsTheyWere() throws Exception {
    var alone = new SandboxOptions("127.0.0.1", 0, APP, List.of(ANNA), Optional.of(journal()));
    running = new SandboxVerticle(alone, Clock.systemUTC());
    await(vertx.deployVerticle(running));
    var task = new Wire(new SandboxProbe(running.port()), ANNA.accessToken()).create("kept");

    var after = start();

    assertThat(after.listed("inbox")).containsExactly(task.getString("id"));
    assertThat(new Wire(after.probe(), BEN.accessToken()).listed("inbox")).isEmpty();
  }

  @Test
  void aResetIsKeptToo() throws Exception {
    var before = start();
    before.create("a");
    before.probe().reset();

    assertThat(start().listed("inbox")).isEmpty();
  }

  @Test
  void aKillKeepsEveryAcknowledgedTask() throws Exception {
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    try (var process = SandboxProcess.start(journal())) {
      process.probe().rateLimits(false);
      var wire = new Wire(process.probe(), ANNA.accessToken());
      var enough = new CountDownLatch(60);
      List<Object> requests = new ArrayList<>();
      for (var i = 0; i < 200; i++) {
        var body = new JsonObject().put("title", "t" + i).encode();
        requests.add(
            process
                .probe()
                .client()
                .sendAsync(wire.request("POST", "/task", body), BodyHandlers.ofString())
                .thenAccept(answer -> note(answer, acknowledged, enough)));
      }
      assertThat(enough.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(requests).hasSize(200);
    }

    assertThat(start().listed("inbox")).hasSizeGreaterThanOrEqualTo(60).containsAll(acknowledged);
  }

  private static void note(
      HttpResponse<String> answer, Set<String> acknowledged, CountDownLatch enough) {
    if (answer.statusCode() == 200) {
      acknowledged.add(Wire.object(answer).getString("id"));
      enough.countDown();
    }
  }
}
