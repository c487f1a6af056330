package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.config.GatewayConfig.Access;
import dev.tandem.http.TestClient.Reply;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often who may come, and from whose pages. */
class AccessIT {
  private static final int PER_MINUTE = 20;
  private static final String SITE = "https://app.example";

  private static TestGateway gateway;

  @BeforeAll
  static void start() {
    gateway =
        TestGateway.start(
            new ContractCheck(), new Access(PER_MINUTE, List.of(SITE, "http://localhost:3000")));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void countsTheRequestsOfAKeyWhicheverInstanceServesThem() throws IOException {
    TestClient ann = gateway.someone("ann");
    TestClient ben = gateway.someone("ben");
    Reply first = ann.get("/api/tasks");
    assertThat(first.header("RateLimit-Policy")).isEqualTo("\"per-key\";q=20;w=60");
    assertThat(first.header("RateLimit")).isEqualTo("\"per-key\";r=19;t=3");
    // Each connection goes to the next instance.
    String request =
        "GET /api/tasks/0 HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer "
            + ann.key()
            + "\r\n\r\n";
    for (int i = 1; i < PER_MINUTE; i++) {
      assertThat(gateway.raw(request)).startsWith("HTTP/1.1 404");
    }

    Reply refused = ann.post("/api/tasks", new JsonObject().put("title", "one too many"));

    assertThat(refused.slug()).isEqualTo("rate-limited");
    assertThat(refused.header("RateLimit")).matches("\"per-key\";r=0;t=[123]");
    assertThat(refused.header("Retry-After"))
        .isEqualTo(refused.header("RateLimit").replaceAll(".*t=", ""));
    assertThat(ben.get("/api/tasks").json().getJsonArray("tasks")).isEmpty();
    assertThat(gateway.number("SELECT count(*) FROM tasks")).isZero();
    assertThat(gateway.client(null).get("/health/live").status()).isEqualTo(200);
  }

  @Test
  void limitsWrongKeysByTheirAddressAndLetsKnownOnesPass() {
    try (TestGateway open = TestGateway.start(new ContractCheck())) {
      assertThat(open.owner().get("/api/tasks").status()).isEqualTo(200);
      for (int i = 0; i < WrongKeys.PER_MINUTE; i++) {
        assertThat(open.client("guess-" + i).get("/api/tasks").status()).isIn(401, 429);
      }
      Reply refused = open.client("one-more-guess").get("/api/tasks");

      // A share of the minute may have passed meanwhile.
      for (int i = 0; refused.status() == 401 && i < WrongKeys.PER_MINUTE; i++) {
        refused = open.client("guess-again-" + i).get("/api/tasks");
      }
      assertThat(refused.slug()).isEqualTo("rate-limited");
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(open.owner().get("/api/tasks").status()).isEqualTo(200);
      assertThat(open.client(null).get("/api/tasks").status()).isEqualTo(401);
    }
  }

  private static String preflight(String origin) throws IOException {
    return gateway.raw(
        "OPTIONS /api/tasks/7 HTTP/1.1\r\nHost: a\r\nConnection: close\r\nOrigin: "
            + origin
            + "\r\nAccess-Control-Request-Method: PATCH\r\n"
            + "Access-Control-Request-Headers: authorization,if-match\r\n\r\n");
  }

  @Test
  void tellsBrowsersWithoutAKeyThatAPageMayAsk() throws IOException {
    assertThat(preflight(SITE))
        .startsWith("HTTP/1.1 204")
        .containsIgnoringCase("access-control-allow-origin: " + SITE + "\r\n")
        .containsPattern("(?i)access-control-allow-methods: .*PATCH")
        .containsPattern("(?i)access-control-allow-headers: .*If-Match")
        .containsPattern("(?i)access-control-allow-headers: .*Idempotency-Key")
        .containsIgnoringCase("access-control-max-age: 600")
        .doesNotContainIgnoringCase("allow-credentials")
        .doesNotContainIgnoringCase("private-network");
  }

  @Test
  void letsAPageReadAnswersWhateverTheyAre() {
    TestClient cleo = gateway.someone("cleo");
    Reply made = cleo.post("/api/tasks", new JsonObject().put("title", "t"), "Origin", SITE);
    Reply refused = gateway.client(null).get("/api/tasks", "Origin", SITE);

    assertThat(made.status()).isEqualTo(201);
    assertThat(refused.status()).isEqualTo(401);
    for (Reply reply : List.of(made, refused)) {
      assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo(SITE);
      assertThat(reply.header("Access-Control-Allow-Credentials")).isNull();
      assertThat(List.of(reply.header("Access-Control-Expose-Headers").split(",")))
          .contains("ETag", "Link", "Location", "RateLimit", "Retry-After", "X-Request-Id");
      assertThat(reply.header("Vary")).containsIgnoringCase("origin");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "https://app.example.evil.example",
        "https://app.example:444",
        "http://app.example",
        "HTTPS://APP.EXAMPLE",
        "https://app.example/",
        "null",
        "*"
      })
  void keepsOthersPagesOut(String origin) throws IOException {
    assertThat(preflight(origin))
        .startsWith("HTTP/1.1 401")
        .doesNotContainIgnoringCase("access-control");
    Reply reply = gateway.someone("of " + origin.hashCode()).get("/api/tasks", "Origin", origin);
    assertThat(reply.status()).as("a program may say what it likes").isEqualTo(200);
    assertThat(reply.header("Access-Control-Allow-Origin")).isNull();
    assertThat(reply.header("Vary")).containsIgnoringCase("origin");
  }

  @Test
  void isClosedToPagesUnlessTheyAreNamed() {
    try (TestGateway closed = TestGateway.start(new ContractCheck())) {
      Reply reply = closed.owner().get("/api/tasks", "Origin", SITE);

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.response().headers().map().keySet())
          .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
      assertThat(closed.client(null).send("OPTIONS", "/api/tasks", null, "Origin", SITE).status())
          .isEqualTo(401);
    }
  }
}
