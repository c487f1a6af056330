package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.AccountRoutes;
import dev.tandem.account.ConnectionReply;
import dev.tandem.account.ConnectionReply.Revocation;
import dev.tandem.account.PersonCommand;
import dev.tandem.account.PersonPart;
import dev.tandem.account.PersonReply;
import dev.tandem.http.TestClient.Reply;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code GET /api/export} and {@code DELETE /api/users/{id}} at the socket. */
final class PersonApiIT {
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
  void exportsEverythingBetweenAFirstAndALastLine() {
    TestClient ada = gateway.someone("ada");
    ada.post("/api/tasks", task("kept"));
    Reply deleted = ada.post("/api/tasks", task("deleted"));
    ada.delete("/api/tasks/" + deleted.id());

    Reply export = ada.get("/api/export");

    assertThat(export.header("Content-Type")).isEqualTo("application/x-ndjson");
    assertThat(export.header("Content-Disposition"))
        .matches("attachment; filename=\"tandem-export-\\d{4}-\\d\\d-\\d\\d\\.ndjson\"");
    List<JsonObject> lines = export.response().body().lines().map(JsonObject::new).toList();
    JsonObject user = lines.get(1).getJsonObject("data");
    assertThat(lines.get(0).getString("type")).isEqualTo("export");
    assertThat(lines.get(0).getInteger("version")).isEqualTo(1);
    assertThat(lines.get(0).getLong("user_id")).isEqualTo(user.getLong("id"));
    assertThat(user.getString("email")).isEqualTo("ada@example.org");
    JsonObject last = lines.get(lines.size() - 1);
    assertThat(last.getString("type")).isEqualTo("end");
    JsonObject counts = last.getJsonObject("counts");
    assertThat(counts.getInteger("task")).isEqualTo(2);
    assertThat(counts.fieldNames()).hasSize(PersonPart.values().length + 1);
    assertThat(counts.stream().mapToLong(count -> (Integer) count.getValue()).sum())
        .isEqualTo(lines.size() - 2);
    assertThat(export.response().body()).doesNotContain(ada.key());
    JsonObject asListed = ada.get("/api/tasks/" + deleted.id()).json();
    assertThat(ada.exported("task")).contains(asListed).hasSize(2);
  }

  @Test
  void exportsEachTaskOnceHoweverManyPages() {
    TestClient bea = gateway.someone("bea");
    long user = userOf(bea);
    fill(user, 950, 10);

    List<Long> ids = bea.exported("task").stream().map(task -> task.getLong("id")).toList();

    assertThat(ids).hasSize(950).doesNotHaveDuplicates();
  }

  /** It is larger than all buffers on the way, so that most of it is read after the erasure. */
  @Test
  void cutsTheExportOfAPersonWhoIsErasedMeanwhile() throws IOException {
    TestClient cem = gateway.someone("cem");
    long user = userOf(cem);
    fill(user, 1000, 40_000);
    try (Socket socket = exporting(gateway.port(), cem)) {
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      assertThat(reader.readLine()).startsWith("HTTP/1.1 200");
      readUntil(reader, "{\"type\":\"task");

      assertThat(gateway.owner().delete("/api/users/" + user).status()).isEqualTo(204);

      assertThat(rest(reader)).isNotEmpty().doesNotContain("{\"type\":\"end\"", "0");
    }
  }

  private static void readUntil(BufferedReader reader, String start) throws IOException {
    String line = reader.readLine();
    while (line != null && !line.startsWith(start)) {
      line = reader.readLine();
    }
    assertThat(line).isNotNull();
  }

  private static List<String> rest(BufferedReader reader) {
    List<String> starts = new ArrayList<>();
    try {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        starts.add(line.substring(0, Math.min(line.length(), 13)));
      }
    } catch (IOException cut) {
      starts.add("cut: " + cut.getMessage());
    }
    return starts;
  }

  @Test
  void revokesAtTickTickFirstAndErasesWhateverComesOfThat() {
    TestClient dov = gateway.someone("dov");
    long user = userOf(dov);
    List<Long> asked = new CopyOnWriteArrayList<>();
    gateway
        .connections()
        .onDisconnect(
            command -> {
              asked.add(command.userId());
              // Asked while the person is still here.
              return gateway
                  .bus()
                  .ask(
                      AccountRoutes.PERSON,
                      new PersonCommand.Read(user, PersonPart.USER, List.of(), 1),
                      Call.ASK_LIMIT)
                  .map(
                      found ->
                          new ConnectionReply.Disconnected(
                              found instanceof PersonReply.Page
                                  ? Revocation.FAILED
                                  : Revocation.NONE));
            });
    assertThat(dov.delete("/api/users/" + user).status()).isEqualTo(204);
    assertThat(asked).containsExactly(user);
    gateway.connections().onDisconnect(command -> Future.failedFuture("TickTick is away"));
    TestClient eli = gateway.someone("eli");
    assertThat(eli.delete("/api/users/" + userOf(eli)).status()).isEqualTo(204);
  }

  @Test
  void erasesOneselfAndByAnAdminAnybodyButForOthersThereIsNobody() {
    TestClient fay = gateway.someone("fay");
    TestClient gus = gateway.someone("gus");
    long other = userOf(gus);
    long own = userOf(fay);
    assertThat(fay.delete("/api/users/" + other).slug()).isEqualTo("not-found");
    assertThat(fay.delete("/api/users/987654321").slug()).isEqualTo("not-found");
    assertThat(gus.get("/api/tasks").status()).isEqualTo(200);

    assertThat(fay.delete("/api/users/" + own).status()).isEqualTo(204);
    assertThat(gateway.owner().delete("/api/users/" + other).status()).isEqualTo(204);

    assertThat(gateway.owner().delete("/api/users/" + own).slug()).isEqualTo("not-found");
    for (TestClient gone : List.of(fay, gus)) {
      Awaitility.await()
          .atMost(Duration.ofMillis(900))
          .until(() -> gone.get("/api/tasks").status() == 401);
      assertThat(gone.delete("/api/users/" + own).status()).isEqualTo(401);
    }
    assertThat(gateway.owner().get("/api/users").response().body()).doesNotContain("fay", "gus");
  }

  @Test
  void answersAcceptedWhileTheRestGoes() {
    TestClient hal = gateway.someone("hal");
    long user = userOf(hal);
    fill(user, 3000, 10);
    Reply accepted = gateway.owner().delete("/api/users/" + user, "Prefer", "respond-async");
    assertThat(accepted.status()).isEqualTo(202);
    assertThat(accepted.header("Preference-Applied")).isEqualTo("respond-async");
    // A repeat waits for the same work, or finds that it is done.
    assertThat(gateway.owner().delete("/api/users/" + user).status()).isIn(204, 404);
    assertThat(gateway.owner().delete("/api/users/" + user).status()).isEqualTo(404);
  }

  /** What is read is what the client takes, and the buffers on the way. */
  @Test
  void readsNoFurtherThanTheClientDoesAndStopsWhenItLeaves() throws IOException {
    AtomicInteger pages = new AtomicInteger();
    String thing = "{\"text\":\"" + "x".repeat(1 << 20) + "\"}";
    try (TestGateway endless =
        TestGateway.keeping(
            new ContractCheck(),
            read ->
                Future.succeededFuture(
                    new PersonReply.Page(List.of(thing), List.of("" + pages.incrementAndGet()))))) {
      try (Socket socket = exporting(endless.port(), endless.owner())) {
        assertThat(socket.getInputStream().read()).isPositive();
        int stalled = awaitStandstill(pages);
        assertThat(stalled).isLessThan(40);
        assertThat(socket.getInputStream().readNBytes(20 << 20)).hasSize(20 << 20);
        Awaitility.await().until(() -> pages.get() > stalled);
        awaitStandstill(pages);
      }
      // Closed: what was under way fails, and no page is read for nobody.
      int left = awaitStandstill(pages);
      assertThat(left).isLessThan(80);
    }
  }

  @Test
  void writesOnlySoManyExportsAtOnceAndFewOfOnePerson() throws IOException {
    String thing = "{\"text\":\"" + "x".repeat(1 << 20) + "\"}";
    List<Socket> open = new ArrayList<>();
    try (TestGateway endless =
        TestGateway.keeping(
            new ContractCheck(),
            read ->
                Future.succeededFuture(new PersonReply.Page(List.of(thing), List.of("again"))))) {
      for (int i = 0; i < 2; i++) {
        Socket socket = exporting(endless.port(), endless.owner());
        open.add(socket);
        assertThat(socket.getInputStream().read()).isPositive();
      }
      Reply refused = endless.owner().get("/api/export");
      assertThat(refused.slug()).isEqualTo("overloaded");
      assertThat(refused.header("Retry-After")).isNotEmpty();

      open.remove(0).close();
      Awaitility.await()
          .until(
              () -> {
                Socket next = exporting(endless.port(), endless.owner());
                open.add(next);
                return new String(next.getInputStream().readNBytes(12), StandardCharsets.US_ASCII)
                    .endsWith("200");
              });
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  /** Replies the count once it stays for several looks. */
  private static int awaitStandstill(AtomicInteger count) {
    AtomicInteger last = new AtomicInteger(-1);
    Awaitility.await()
        .pollInterval(Duration.ofMillis(300))
        .until(() -> last.getAndSet(count.get()) == count.get());
    return count.get();
  }

  @Test
  void cutsTheExportWhenAPageCannotBeRead() throws IOException {
    AtomicInteger pages = new AtomicInteger();
    try (TestGateway failing =
            TestGateway.keeping(
                new ContractCheck(),
                read ->
                    pages.incrementAndGet() < 3
                        ? Future.succeededFuture(new PersonReply.Page(List.of("{}"), List.of("1")))
                        : Future.failedFuture("the database is away"));
        Socket socket = exporting(failing.port(), failing.owner())) {
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer)
          .startsWith("HTTP/1.1 200")
          .contains("{\"type\":\"user\",\"data\":{}}")
          .doesNotContain("\"end\"")
          .doesNotContain("\r\n0\r\n");
    }
  }

  private static Socket exporting(int port, TestClient client) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    String request =
        "GET /api/export HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + client.key() + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }

  private static long userOf(TestClient client) {
    return client.exported("user").get(0).getLong("id");
  }

  private static void fill(long user, int tasks, int length) {
    gateway.sql(
        "INSERT INTO tasks (user_id, title, description, push)"
            + " SELECT $1, 'task ' || n, repeat('x', $3::integer), false"
            + " FROM generate_series(1, $2::integer) n",
        user,
        tasks,
        length);
  }

  private static JsonObject task(String title) {
    return new JsonObject().put("title", title);
  }
}
