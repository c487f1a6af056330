package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.http.ContractCheck.Operation;
import dev.tandem.http.TestClient.Reply;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every request, whatever it asks for. */
class HttpServerIT {
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
  void sharesOneFreePortBetweenItsInstances() {
    assertThat(gateway.ports()).hasSize(2).doesNotContain(0).containsOnly(gateway.port());
  }

  @Test
  void givesEachDeploymentOfAnyFreePortItsOwn() {
    try (TestGateway other = TestGateway.start(new ContractCheck())) {
      assertThat(other.port()).isNotEqualTo(gateway.port());
    }
  }

  @Test
  void echoesAUsableRequestIdAndMakesOneOtherwise() {
    TestClient owner = gateway.owner();

    assertThat(owner.get("/api/tasks", "X-Request-Id", "my~id-1").header("X-Request-Id"))
        .isEqualTo("my~id-1");
    Reply refused = owner.get("/api/tasks/0", "X-Request-Id", "my-id-2");
    assertThat(refused.json().getString("instance")).isEqualTo("my-id-2");
    assertThat(owner.get("/api/tasks", "X-Request-Id", "a b").header("X-Request-Id"))
        .matches("[0-9a-f]{32}");
    assertThat(owner.get("/api/tasks", "X-Request-Id", "x".repeat(129)).header("X-Request-Id"))
        .matches("[0-9a-f]{32}");
  }

  @Test
  void namesTheMethodsThatAPathTakes() {
    TestClient owner = gateway.owner();

    Reply reply = owner.post("/api/tasks/1", new JsonObject());
    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.slug()).isEqualTo("method-not-allowed");
    assertThat(reply.header("Allow")).isEqualTo("DELETE, GET, HEAD, PATCH, PUT");
    assertThat(owner.put("/api/tasks/summary", new JsonObject()).header("Allow"))
        .isEqualTo("GET, HEAD");
    assertThat(owner.delete("/health/live").status()).isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/index.html",
        "/oauth",
        "/oauth/ticktick",
        "/apis",
        "/metrics",
        "/api/tasks/1/unknown",
        "/api"
      })
  void answersNotFoundForOtherPaths(String path) {
    assertThat(gateway.owner().get(path).slug()).isEqualTo("not-found");
  }

  @Test
  void wantsAKeyBeforeItTellsWhatIsThere() {
    assertThat(gateway.client(null).get("/api/nothing").slug()).isEqualTo("unauthorized");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic b3duZXI6eA==", "Bearer", "Bearer ", "Token x", "Bearer a b"})
  void refusesOtherCredentials(String authorization) {
    Reply reply = gateway.client(null).get("/api/tasks", "Authorization", authorization);

    assertThat(reply.slug()).isEqualTo("unauthorized");
    assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
  }

  @Test
  void takesTheSchemeInAnyCase() {
    assertThat(
            gateway
                .client(null)
                .get("/api/tasks", "Authorization", "bEARER " + TestGateway.OWNER_KEY)
                .status())
        .isEqualTo(200);
  }

  @Test
  void forgetsARevokedKeyAtOnce() {
    TestClient ada = gateway.someone("ada");
    Reply key = ada.post("/api/keys", new JsonObject().put("name", "lost"));
    TestClient thief = gateway.client(key.json().getString("key"));
    assertThat(thief.get("/api/tasks").status()).isEqualTo(200);

    ada.delete("/api/keys/" + key.id());

    Awaitility.await()
        .atMost(Duration.ofMillis(900))
        .until(() -> thief.get("/api/tasks").status() == 401);
  }

  @Test
  void sendsAProblemForWhatIsHardlyHttp() throws IOException {
    assertThat(gateway.raw("GET /" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
        .contains(" 414 ")
        .contains("urn:tandem:problem:uri-too-long")
        .containsIgnoringCase("x-content-type-options: nosniff");
    assertThat(gateway.raw("GET / HTTP/1.1\r\nHost: a\r\nA: " + "x".repeat(20_000) + "\r\n\r\n"))
        .contains(" 431 ")
        .contains("urn:tandem:problem:headers-too-large");
    assertThat(
            gateway.raw("GET /health/live?a=%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .containsIgnoringCase("x-content-type-options: nosniff")
        .contains("urn:tandem:problem:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%zz",
        "/%",
        "/api/tasks/%",
        "/api/tasks/%4",
        "/health/%",
        "/%u0041",
        "/api/%%",
        "/%+1"
      })
  void refusesAMalformedEscapeBeforeAnythingElse(String path) throws IOException {
    assertThat(gateway.raw("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .containsIgnoringCase("x-content-type-options: nosniff")
        .containsIgnoringCase("x-request-id: ")
        .contains("urn:tandem:problem:bad-request");
  }

  @Test
  void sendsNothingAfterTheHeadOfAnAnswerToHead() throws IOException {
    String request = " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    assertThat(gateway.raw("HEAD /health/live" + request))
        .startsWith("HTTP/1.1 200")
        .containsIgnoringCase("content-length: 17")
        .endsWith("\r\n\r\n");
    assertThat(gateway.raw("HEAD /api/tasks" + request))
        .startsWith("HTTP/1.1 401")
        .endsWith("\r\n\r\n");
    assertThat(gateway.raw("HEAD /%zz" + request)).startsWith("HTTP/1.1 400").endsWith("\r\n\r\n");
  }

  /** A path of two slashes in a link would name a host. */
  @Test
  void linksToThePathOfTheContract() throws IOException {
    TestClient ada = gateway.someone("ada-with-two-tasks");
    ada.post("/api/tasks", new JsonObject().put("title", "a"));
    ada.post("/api/tasks", new JsonObject().put("title", "b"));

    assertThat(
            gateway.raw(
                "GET //api/tasks?limit=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                    + "Authorization: Bearer "
                    + ada.key()
                    + "\r\n\r\n"))
        .startsWith("HTTP/1.1 200")
        .containsIgnoringCase("link: </api/tasks?limit=1&cursor=");
  }

  @Test
  void answersHeadAsGetWithoutTheBody() {
    for (Operation operation : new ContractCheck().operations()) {
      // A consent's end is no safe request, which ConsentIT has; a stream has no end.
      boolean ends =
          !operation.path().equals(ConsentCallback.PATH) && !operation.path().equals("/api/events");
      if (operation.method().equals("GET") && ends) {
        Reply get = gateway.owner().get(operation.concretePath(), "X-Request-Id", "same");
        Reply head =
            gateway.owner().send("HEAD", operation.concretePath(), null, "X-Request-Id", "same");

        assertThat(head.status()).as(operation.toString()).isEqualTo(get.status());
        assertThat(head.response().body()).isEmpty();
        Map<String, List<String>> headers = withoutCookies(get);
        // What is told only while a body is made may be missing (RFC 9110, 9.3.2).
        headers.remove("transfer-encoding");
        assertThat(withoutCookies(head)).isEqualTo(headers);
      }
    }
  }

  /** The headers, of cookies only that there are some: each consent leaves another one. */
  private static Map<String, List<String>> withoutCookies(Reply reply) {
    Map<String, List<String>> headers = new TreeMap<>(reply.response().headers().map());
    headers.computeIfPresent("set-cookie", (name, cookies) -> List.of("cookies"));
    return headers;
  }

  @Test
  void refusesABadCursorOnEveryList() {
    List<Operation> lists =
        new ContractCheck().operations().stream().filter(Operation::isList).toList();
    assertThat(lists).hasSizeGreaterThanOrEqualTo(6);
    for (Operation list : lists) {
      for (String cursor : List.of("nonsense", "eyJ9", "!", "%00")) {
        Reply reply = gateway.owner().get(list.concretePath() + "?cursor=" + cursor);

        assertThat(reply.slug()).as(list + " " + cursor).isEqualTo("validation");
        assertThat(reply.faults()).allMatch(fault -> fault.startsWith("cursor "));
      }
    }
  }

  @Test
  void isAliveButNotReadyWhileItDrains() {
    try (TestGateway draining = TestGateway.start(new ContractCheck())) {
      TestClient anybody = draining.client(null);
      assertThat(anybody.get("/health/ready").status()).isEqualTo(200);

      draining.readiness().drain();

      Reply ready = anybody.get("/health/ready");
      assertThat(ready.status()).isEqualTo(503);
      assertThat(ready.header("Retry-After")).isEqualTo("1");
      assertThat(anybody.get("/health/live").status()).isEqualTo(200);
      assertThat(draining.owner().get("/api/tasks").status()).isEqualTo(200);
    }
  }
}
