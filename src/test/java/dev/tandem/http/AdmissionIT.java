package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.http.TestClient.Reply;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.FeedReply;
import dev.tandem.task.FeedReply.Changes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to requests for which a process has no room. */
final class AdmissionIT {
  private static final String CHANGES = "/api/changes";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
  private static final long PLENTY = 1L << 30;
  private static final Changes NOTHING = new Changes(List.of(), "1", false, false);

  /** Questions about the feed that are under way. */
  private final Queue<Promise<FeedReply>> asked = new ConcurrentLinkedQueue<>();

  private TestGateway gateway;

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void refusesWhatThereIsNoRoomForAndServesTheRest() {
    Room room = new Room(3L * Admission.REQUEST_BYTES);
    TestClient client = holdingAnswers(room, new Room(PLENTY));
    List<CompletableFuture<Reply>> three = List.of(asking(client), asking(client), asking(client));
    await().until(() -> asked.size() == 3);

    Reply fourth = client.get(CHANGES);

    assertThat(fourth.status()).isEqualTo(503);
    assertThat(fourth.slug()).isEqualTo("overloaded");
    assertThat(fourth.header("Retry-After")).isEqualTo("1");
    assertThat(asked).hasSize(3);
    assertThat(client.get("/health/live").status()).isEqualTo(200);

    answerAll();
    assertThat(three).allSatisfy(one -> assertThat(one.join().status()).isEqualTo(200));
    await().until(() -> room.taken() == 0);
    CompletableFuture<Reply> again = asking(client);
    await().until(() -> asked.size() == 1);
    answerAll();
    assertThat(again.join().status()).isEqualTo(200);
  }

  @Test
  void whoLeavesMakesRoom() throws IOException {
    Room room = new Room(PLENTY);
    holdingAnswers(room, new Room(PLENTY));
    RawConnection socket = ask("GET " + CHANGES + " HTTP/1.1\r\n");
    await().until(() -> asked.size() == 1);
    assertThat(room.taken()).isEqualTo(Admission.REQUEST_BYTES);
    socket.close();
    await().until(() -> room.taken() == 0);
    // Nobody reads this any more.
    answerAll();
    assertThat(room.taken()).isZero();
  }

  @Test
  void aBodyIsCountedBeforeItComes() throws IOException {
    Room room = new Room(PLENTY);
    holdingAnswers(room, new Room(PLENTY));
    long body = 5_000;
    RawConnection socket =
        ask(
            "POST /api/tasks HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: "
                + body
                + "\r\n");
    long needed = Admission.REQUEST_BYTES + Admission.BYTES_OF_A_BODY_BYTE * body;
    await().until(() -> room.taken() == needed);
    socket.close();
    await().until(() -> room.taken() == 0);
  }

  /** One that does not say how long it is counts as the longest until it is read. */
  @Test
  void aBodyOfUnknownLengthIsCountedAgainOnceItIsRead() throws IOException {
    Room room = new Room(PLENTY);
    gateway = TestGateway.start(new ContractCheck(), room);
    Promise<Outcome> push = Promise.promise();
    gateway.onPush(asked -> push.future().map(done -> TestGateway.result(asked, done)));
    gateway.owner().put("/api/ticktick/token", new JsonObject().put("access_token", "t0"));
    try (RawConnection socket =
        ask(
            "POST /api/tasks HTTP/1.1\r\nContent-Type: application/json\r\nPrefer: wait=20\r\n"
                + CHUNKED)) {
      long longest = (long) Admission.BYTES_OF_A_BODY_BYTE * RequestReader.BODY_LIMIT;
      await().until(() -> room.taken() == Admission.REQUEST_BYTES + longest);
      String body = "{\"title\":\"a\"}";
      socket.send(Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n");
      await()
          .until(
              () ->
                  room.taken()
                      == Admission.REQUEST_BYTES
                          + (long) Admission.BYTES_OF_A_BODY_BYTE * body.length());
      push.complete(Outcome.SYNCED);
      assertThat(socket.answer()).startsWith("HTTP/1.1 ");
    }
    await().until(() -> room.taken() == 0);
  }

  /** The change is durable: whoever waits for its push takes room that others need. */
  @Test
  void nobodyWaitsForAPushWhileItIsCrowded() {
    Room room = new Room(PLENTY);
    gateway = TestGateway.start(new ContractCheck(), room);
    gateway.onPush(push -> Future.failedFuture(new AssertionError("waited")));
    gateway.owner().put("/api/ticktick/token", new JsonObject().put("access_token", "t0"));
    room.takeAnyway(PLENTY / 2);

    Reply made =
        gateway.owner().post("/api/tasks", new JsonObject().put("title", "a"), "Prefer", "wait=30");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json().getJsonObject("sync").getString("state")).isEqualTo("pending");
    assertThat(room.taken()).isEqualTo(PLENTY / 2);
  }

  @Test
  void answersThatNobodyReadsKeepOthersFromBeingMade() {
    Room answers = new Room(1_000);
    TestClient client = holdingAnswers(new Room(PLENTY), answers);
    answers.takeAnyway(1_000);
    CompletableFuture<Reply> late = asking(client);
    await().until(() -> asked.size() == 1);
    answerAll();

    assertThat(late.join().status()).isEqualTo(503);
    assertThat(late.join().header("Retry-After")).isEqualTo("1");

    answers.giveBack(1_000);
    CompletableFuture<Reply> again = asking(client);
    await().until(() -> asked.size() == 1);
    answerAll();
    assertThat(again.join().status()).isEqualTo(200);
    await().until(() -> answers.taken() == 0);
  }

  /** The change has been made: its answer is no smaller for being withheld. */
  @Test
  void whatWasDoneIsToldInAnyCase() {
    gateway = TestGateway.start(new ContractCheck(), new Room(PLENTY));
    gateway.options().limits().answers().takeAnyway(Long.MAX_VALUE);

    assertThat(gateway.owner().post("/api/tasks", new JsonObject().put("title", "a")).status())
        .isEqualTo(201);
    assertThat(gateway.owner().get("/api/tasks").status()).isEqualTo(503);
  }

  @Test
  void nothingStaysBehindWhateverTheAnswerIs() {
    Room room = new Room(PLENTY);
    gateway = TestGateway.start(new ContractCheck(), room);
    TestClient owner = gateway.owner();
    long id = owner.post("/api/tasks", new JsonObject().put("title", "a")).id();
    owner.get("/api/tasks/" + id);
    owner.send("HEAD", "/api/tasks/" + id, null);
    owner.get("/api/tasks/0");
    owner.get("/api/nowhere");
    owner.post("/api/tasks", new JsonObject());
    owner.sendText("POST", "/api/tasks", "x".repeat(RequestReader.BODY_LIMIT + 1));
    owner.sendText("POST", "/api/tasks", "{", "Content-Type", "application/json");
    owner.delete("/api/tasks/" + id);
    owner.get("/api/export");
    gateway.client(null).get("/api/tasks");
    gateway.client("wrong-key-0123456789-0123456789-abcdef").get("/api/tasks");

    await().until(() -> room.taken() == 0);
    await().until(() -> gateway.options().limits().answers().taken() == 0);
  }

  /** Streams are counted by themselves: they would fill the room for good. */
  @Test
  void anEventStreamTakesNoRoomOnceItIsOpen() throws IOException {
    Room room = new Room(PLENTY);
    holdingAnswers(room, new Room(PLENTY));
    try (RawConnection socket = ask("GET /api/events HTTP/1.1\r\n")) {
      await().until(() -> asked.size() == 1);
      assertThat(room.taken()).isEqualTo(Admission.REQUEST_BYTES);
      answerAll();
      assertThat(socket.answer()).startsWith("HTTP/1.1 ");
      await().until(() -> room.taken() == 0);
    }
  }

  private TestClient holdingAnswers(Room requests, Room answers) {
    gateway =
        TestGateway.telling(
            new ContractCheck(),
            requests,
            answers,
            query -> {
              Promise<FeedReply> promise = Promise.promise();
              asked.add(promise);
              return promise.future();
            });
    return gateway.owner();
  }

  private static CompletableFuture<Reply> asking(TestClient client) {
    return CompletableFuture.supplyAsync(() -> client.get(CHANGES));
  }

  private void answerAll() {
    for (Promise<FeedReply> one = asked.poll(); one != null; one = asked.poll()) {
      one.complete(NOTHING);
    }
  }

  /** The head of a request, and nothing behind it. */
  private RawConnection ask(String head) throws IOException {
    return new RawConnection(gateway.port())
        .send(
            head
                + "Host: localhost\r\nAuthorization: Bearer "
                + TestGateway.OWNER_KEY
                + "\r\n\r\n");
  }
}
