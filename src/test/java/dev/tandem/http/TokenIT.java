package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.tandem.config.GatewayConfig.Access;
import dev.tandem.http.TestClient.Reply;
import dev.tandem.openid.TestKey;
import dev.tandem.openid.TestProvider;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Whom a provider's JWTs let in, and which let in nobody. */
final class TokenIT {
  private static final ContractCheck CONTRACT = new ContractCheck();
  private static final String ODD_KID = "a/../b \"' \u00e9 %00";

  /** One key for each algorithm, named by it. */
  private static final Map<String, TestKey> KEYS = new LinkedHashMap<>();

  private static final ListAppender<ILoggingEvent> LINES = new ListAppender<>();
  private static TestProvider provider;
  private static TestGateway gateway;

  static {
    for (String alg :
        List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")) {
      KEYS.put(alg, TestKey.make(alg, alg));
    }
  }

  @BeforeAll
  static void start() {
    LINES.start();
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(LINES);
    ((Logger) LoggerFactory.getLogger("dev.tandem")).setLevel(Level.DEBUG);
    provider = new TestProvider();
    List<JsonObject> published = new ArrayList<>();
    KEYS.values().forEach(key -> published.add(key.jwk()));
    published.add(KEYS.get("RS256").as(ODD_KID, "RS256").jwk());
    provider.publish(published.toArray(JsonObject[]::new));
    gateway = TestGateway.start(CONTRACT, access(0));
  }

  private static Access access(int perMinute) {
    return new Access(perMinute, List.of(), Optional.of(provider.config()));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    provider.close();
    ((Logger) LoggerFactory.getLogger("dev.tandem")).setLevel(null);
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(LINES);
    assertThat(LINES.list)
        .as("no line of the log holds a token")
        .isNotEmpty()
        .noneSatisfy(
            line -> {
              String text =
                  line.getFormattedMessage()
                      + ThrowableProxyUtil.asString(line.getThrowableProxy());
              assertThat(text).containsPattern("eyJ[A-Za-z0-9_-]{10,}");
            });
  }

  private static TestClient client(String token) {
    return gateway.client(token);
  }

  private static long users() {
    return gateway.number("SELECT count(*) FROM users");
  }

  private static String nameOf(String subject) {
    JsonObject user =
        client(KEYS.get("ES256").sign(TestProvider.claims(subject))).exported("user").get(0);
    assertThat(user.getString("email")).isNull();
    assertThat(user.getString("role")).isEqualTo("user");
    return user.getString("name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
  void takesATokenOfEveryAlgorithm(String alg) {
    String token = KEYS.get(alg).sign(TestProvider.claims("of " + alg));

    assertThat(client(token).get("/api/tasks").status()).isEqualTo(200);
  }

  @Test
  void makesAPlainUserOnFirstUseAndKnowsThemAgain() {
    long before = users();
    JsonObject claims = TestProvider.claims("ada").put("name", " Ada Lovelace ");
    long task =
        client(KEYS.get("RS256").sign(claims))
            .post("/api/tasks", new JsonObject().put("title", "mine"))
            .id();

    TestClient later = client(KEYS.get("ES384").sign(claims.copy().put("name", "Another")));

    assertThat(later.get("/api/tasks/" + task).status()).isEqualTo(200);
    assertThat(gateway.owner().get("/api/tasks/" + task).status()).isEqualTo(404);
    assertThat(users()).isEqualTo(before + 1);
    assertThat(nameOf("ada")).isEqualTo("Ada Lovelace");
    assertThat(later.post("/api/users", new JsonObject()).status()).isEqualTo(403);
    JsonObject identity = later.exported("identity").get(0);
    assertThat(identity.getString("issuer")).isEqualTo(TestProvider.ISSUER);
    assertThat(identity.getString("subject")).isEqualTo("ada");
  }

  @Test
  void linksNobodyByAnEMailAddressNorGivesAnyRight() {
    gateway.someone("eve");
    JsonObject claims =
        TestProvider.claims("not eve")
            .put("email", "eve@example.org")
            .put("email_verified", true)
            .put("role", "admin")
            .put("roles", new JsonArray().add("admin"));
    long before = users();

    assertThat(client(KEYS.get("RS256").sign(claims)).get("/api/tasks").status()).isEqualTo(200);

    assertThat(users()).isEqualTo(before + 1);
    assertThat(nameOf("not eve")).isEqualTo("not eve");
  }

  @Test
  void makesOneUserOfManyFirstRequestsOnTwoNodes() {
    long before = users();
    ExecutorService threads = Executors.newFixedThreadPool(20);
    try (TestGateway other = gateway.another()) {
      JsonObject claims = TestProvider.claims("crowd");
      List<CompletableFuture<Integer>> replies = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        // Each a token of its own: no cache knows it.
        String token = KEYS.get("ES256").sign(claims.copy().put("jti", "n" + i));
        TestClient client = (i % 2 == 0 ? gateway : other).client(token);
        replies.add(
            CompletableFuture.supplyAsync(() -> client.get("/api/tasks").status(), threads));
      }
      assertThat(replies).allSatisfy(reply -> assertThat(reply.join()).isEqualTo(200));
    } finally {
      threads.shutdown();
    }
    assertThat(users()).isEqualTo(before + 1);
    assertThat(gateway.number("SELECT count(*) FROM openid_identities WHERE subject = 'crowd'"))
        .isEqualTo(1);
  }

  @Test
  void takesOneOfManyAudiencesAndTimesWithFractionsAndClocksThatDiffer() {
    TestKey key = KEYS.get("RS256");
    long now = Instant.now().getEpochSecond();
    JsonObject claims = TestProvider.claims("odd but good");
    for (JsonObject good :
        List.of(
            claims.copy().put("aud", new JsonArray().add("other").add(TestProvider.AUDIENCE)),
            claims.copy().put("exp", now + 5.5),
            claims.copy().put("exp", now - 20),
            claims.copy().put("nbf", now + 20),
            claims.copy().put("iat", now + 3600).put("nested", new JsonObject().put("a", 1)))) {
      assertThat(client(key.sign(good)).get("/api/tasks").status()).as("%s", good).isEqualTo(200);
    }
    for (String type : List.of("jwt", "at+jwt", "application/at+jwt")) {
      assertThat(client(key.sign(key.header().put("typ", type), claims)).get("/api/tasks").status())
          .as(type)
          .isEqualTo(200);
    }
    String odd = key.as(ODD_KID, "RS256").sign(claims);
    assertThat(client(odd).get("/api/tasks").status()).isEqualTo(200);
  }

  static Stream<Named<String>> bad() {
    TestKey rs = KEYS.get("RS256");
    TestKey es = KEYS.get("ES256");
    JsonObject good = TestProvider.claims("mallory");
    long now = Instant.now().getEpochSecond();
    TestKey strange = TestKey.make("RS256", "RS256");
    Map<String, String> bad = new LinkedHashMap<>();
    bad.put("no algorithm", unsigned(new JsonObject().put("alg", "none"), good));
    bad.put("no algorithm, no type", unsigned(new JsonObject().put("alg", "NONE"), good));
    bad.put("no algorithm, but a signature", rs.sign(rs.header().put("alg", "none"), good));
    bad.put("a shared secret that is public", hmac(rs, good));
    bad.put("a small letter", rs.sign(rs.header().put("alg", "rs256"), good));
    bad.put("an algorithm that is a number", rs.sign(rs.header().put("alg", 256), good));
    bad.put("an algorithm left out", rs.sign(new JsonObject().put("kid", "RS256"), good));
    bad.put("another issuer", rs.sign(good.copy().put("iss", "https://evil.example")));
    bad.put("the issuer with a slash", rs.sign(good.copy().put("iss", TestProvider.ISSUER + "/")));
    bad.put("no issuer", rs.sign(without(good, "iss")));
    bad.put(
        "an issuer that is a list",
        rs.sign(good.copy().put("iss", new JsonArray().add(TestProvider.ISSUER))));
    bad.put("another audience", rs.sign(good.copy().put("aud", "other")));
    bad.put("no audience", rs.sign(without(good, "aud")));
    bad.put("an audience that is a number", rs.sign(good.copy().put("aud", 7)));
    bad.put(
        "an audience that is an object",
        rs.sign(good.copy().put("aud", new JsonObject().put("tandem", true))));
    bad.put("an audience that is null", rs.sign(good.copy().putNull("aud")));
    bad.put("an audience of no member", rs.sign(good.copy().put("aud", new JsonArray())));
    bad.put(
        "an audience with a number",
        rs.sign(good.copy().put("aud", new JsonArray().add("tandem").add(7))));
    bad.put(
        "an audience in a list",
        rs.sign(good.copy().put("aud", new JsonArray().add(new JsonArray().add("tandem")))));
    bad.put("an end that is over", rs.sign(good.copy().put("exp", now - 31)));
    bad.put("no end", rs.sign(without(good, "exp")));
    bad.put("an end that is a text", rs.sign(good.copy().put("exp", "" + (now + 60))));
    bad.put("an end that never comes", rs.sign(good.copy().put("exp", 1e300)));
    bad.put(
        "an end beyond numbers",
        rs.sign(
            rs.header().encode(), good.encode().replaceAll("\"exp\":\\d+", "\"exp\":1e999999999")));
    bad.put("a beginning that is to come", rs.sign(good.copy().put("nbf", now + 60)));
    bad.put("a beginning that is a text", rs.sign(good.copy().put("nbf", "soon")));
    bad.put("no subject", rs.sign(without(good, "sub")));
    bad.put("an empty subject", rs.sign(good.copy().put("sub", "")));
    bad.put("a subject that is a number", rs.sign(good.copy().put("sub", 7)));
    bad.put("a subject with NUL", rs.sign(good.copy().put("sub", "a\0b")));
    bad.put(
        "a subject with half a letter",
        rs.sign(rs.header().encode(), good.encode().replace("mallory", "\\ud83d")));
    bad.put("a long subject", rs.sign(good.copy().put("sub", "x".repeat(256))));
    bad.put("another's signature", strange.sign(good));
    bad.put(
        "a signature of other claims",
        mixed(rs.sign(good), rs.sign(good.copy().put("sub", "owner"))));
    bad.put("a changed signature", changed(rs.sign(good)));
    bad.put("a cut signature", rs.sign(good).substring(0, rs.sign(good).length() - 4));
    bad.put(
        "an empty signature of a curve",
        es.sign(good).replaceAll("\\.[^.]*$", "." + TestKey.base64(new byte[64])));
    bad.put("an unknown key", rs.as("nobody", "RS256").sign(good));
    bad.put("no key's name where many fit", rs.sign(new JsonObject().put("alg", "RS256"), good));
    bad.put("a key's name that is a number", rs.sign(rs.header().put("kid", 7), good));
    bad.put("a key's name that is null", rs.sign(rs.header().putNull("kid"), good));
    bad.put("a long name of a key", rs.sign(rs.header().put("kid", "k".repeat(257)), good));
    bad.put(
        "a key's name with odd letters",
        rs.sign(rs.header().put("kid", "../../\0\n' OR 1=1 --"), good));
    bad.put("RSA with a curve's key", rs.sign(rs.header().put("kid", "ES256"), good));
    bad.put("a curve with an RSA key", es.sign(es.header().put("kid", "RS256"), good));
    bad.put("a curve with another's key", es.sign(es.header().put("kid", "ES384"), good));
    bad.put(
        "PSS with a key for another padding", KEYS.get("PS256").as("RS256", "PS256").sign(good));
    bad.put("a key in the token", strange.sign(strange.header().put("jwk", strange.jwk()), good));
    bad.put(
        "a key's address in the token",
        strange.sign(
            strange.header().put("jku", provider.config().jwks().toString()).put("kid", "x"),
            good));
    bad.put(
        "a certificate in the token",
        strange.sign(
            strange
                .header()
                .put("x5u", "http://127.0.0.1:1/")
                .put("x5c", new JsonArray().add("MIIB")),
            good));
    bad.put(
        "something critical",
        rs.sign(rs.header().put("crit", new JsonArray().add("b64")).put("b64", false), good));
    bad.put("the kind for a session's end", rs.sign(rs.header().put("typ", "logout+jwt"), good));
    bad.put("a kind that is a number", rs.sign(rs.header().put("typ", 1), good));
    bad.put(
        "an algorithm named twice",
        rs.sign("{\"alg\":\"none\",\"kid\":\"RS256\",\"alg\":\"RS256\"}", good.encode()));
    bad.put(
        "a subject named twice",
        rs.sign(rs.header().encode(), good.encode().replace("}", ",\"sub\":\"owner\"}")));
    bad.put("claims that are a list", rs.sign(rs.header().encode(), "[]"));
    bad.put("claims that are none", rs.sign(rs.header().encode(), "mallory"));
    bad.put(
        "claims nested deeply",
        rs.sign(
            rs.header().encode(),
            good.encode().replace("}", ",\"x\":" + "[".repeat(2000) + "]".repeat(2000) + "}")));
    bad.put(
        "a header nested deeply",
        rs.sign(
            "{\"alg\":\"RS256\",\"kid\":\"RS256\",\"x\":"
                + "[".repeat(1500)
                + "]".repeat(1500)
                + "}",
            good.encode()));
    bad.put("a header that is a list", rs.sign("[\"RS256\"]", good.encode()));
    bad.put("a header that is null", rs.sign("null", good.encode()));
    bad.put(
        "a header that is no UTF-8",
        TestKey.base64(new byte[] {(byte) 0xff, '{', '}'}) + ".e30.AA");
    bad.put("other letters of base64", rs.sign(good).replaceAll("^(.{10})", "$1+/"));
    bad.put("padding", rs.sign(good) + "==");
    bad.put("nothing between dots", "..");
    bad.put("a header alone", TestKey.base64(rs.header().encode()) + "..");
    bad.put("no claims", TestKey.base64(rs.header().encode()) + ".." + TestKey.base64("x"));
    bad.put("junk", "junk.junk.junk");
    bad.put("more junk", "!.~.!");
    bad.put("9000 letters", rs.sign(good.copy().put("x", "y".repeat(6000))));
    return bad.entrySet().stream().map(entry -> Named.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void refuses(String bad) {
    Reply reply = client(bad).get("/api/tasks");

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.slug()).isEqualTo("unauthorized");
    assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
    assertThat(reply.json().getString("detail")).doesNotContain("mallory").doesNotContain("evil");
    assertThat(
            gateway.number(
                "SELECT count(*) FROM openid_identities WHERE subject IN ('mallory', 'owner')"))
        .isZero();
  }

  @Test
  void refusesATokenLongerThanAllHeaders() throws Exception {
    String token = KEYS.get("RS256").sign(TestProvider.claims("big").put("x", "y".repeat(15_000)));

    String reply =
        gateway.raw(
            "GET /api/tasks HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token + "\r\n\r\n");

    assertThat(reply).startsWith("HTTP/1.1 431");
  }

  @Test
  void takesTwoPartsForAKeyAndKeysAsEver() {
    Reply two = client("a.b").get("/api/tasks");
    assertThat(two.slug()).isEqualTo("unauthorized");
    assertThat(two.header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(gateway.owner().get("/api/tasks").status()).isEqualTo(200);
  }

  @Test
  void knowsNoTokensWithoutAProvider() {
    try (TestGateway closed = TestGateway.start(CONTRACT)) {
      String token = KEYS.get("ES256").sign(TestProvider.claims("ada"));
      assertThat(closed.client(token).get("/api/tasks").slug()).isEqualTo("unauthorized");
    }
  }

  @Test
  void countsAllRequestsOfAPersonTogetherWhateverTheirToken() {
    try (TestGateway limited = TestGateway.start(CONTRACT, access(2))) {
      TestKey key = KEYS.get("ES256");
      JsonObject ada = TestProvider.claims("ada");
      assertThat(limited.client(key.sign(ada)).get("/api/tasks").status()).isEqualTo(200);
      assertThat(limited.client(key.sign(ada.put("jti", "2"))).get("/api/tasks").status())
          .isEqualTo(200);
      assertThat(limited.client(key.sign(ada.put("jti", "3"))).get("/api/tasks").slug())
          .isEqualTo("rate-limited");
      assertThat(limited.client(key.sign(TestProvider.claims("ben"))).get("/api/tasks").status())
          .isEqualTo(200);
    }
  }

  @Test
  void anErasedPersonStaysErasedWhileTheirTokensHold() {
    TestKey key = KEYS.get("ES256");
    TestClient cleo = client(key.sign(TestProvider.claims("cleo")));
    long id = cleo.exported("user").get(0).getLong("id");
    long before = users();

    assertThat(cleo.delete("/api/users/" + id).status()).isEqualTo(204);

    assertThat(cleo.get("/api/tasks").status()).as("at once").isEqualTo(401);
    String fresh = key.sign(TestProvider.claims("cleo", Duration.ofMinutes(9)));
    assertThat(client(fresh).get("/api/tasks").status()).isEqualTo(401);
    assertThat(users()).isEqualTo(before - 1);
    assertThat(gateway.number("SELECT count(*) FROM openid_identities WHERE subject = 'cleo'"))
        .isZero();
  }

  private static String unsigned(JsonObject header, JsonObject claims) {
    return TestKey.base64(header.encode()) + "." + TestKey.base64(claims.encode()) + ".";
  }

  /** As one who takes the published key for the secret of a symmetric signature. */
  private static String hmac(TestKey key, JsonObject claims) {
    String signed =
        TestKey.base64(key.header().put("alg", "HS256").encode())
            + "."
            + TestKey.base64(claims.encode());
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.publicBytes(), "HmacSHA256"));
      return signed + "." + TestKey.base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonObject without(JsonObject claims, String name) {
    JsonObject rest = claims.copy();
    rest.remove(name);
    return rest;
  }

  private static String mixed(String signature, String claims) {
    return claims.substring(0, claims.lastIndexOf('.'))
        + signature.substring(signature.lastIndexOf('.'));
  }

  private static String changed(String token) {
    int at = token.lastIndexOf('.') + 10;
    char other = token.charAt(at) == 'A' ? 'B' : 'A';
    return token.substring(0, at) + other + token.substring(at + 1);
  }
}
