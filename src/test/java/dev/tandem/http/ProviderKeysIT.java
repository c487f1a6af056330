package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.config.GatewayConfig.Access;
import dev.tandem.http.TestClient.Reply;
import dev.tandem.openid.FetchPace;
import dev.tandem.openid.TestKey;
import dev.tandem.openid.TestProvider;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a provider's keys come and go, and what its faults do. */
final class ProviderKeysIT {
  private static final TestKey OLD = TestKey.make("old", "RS256");
  private static final TestKey NEW = TestKey.make("new", "ES256");
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration NONE = Duration.ZERO;
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final TestProvider provider = new TestProvider();
  private TestGateway gateway;

  @AfterEach
  void stop() {
    gateway.close();
    provider.close();
  }

  private void start(FetchPace pace) {
    gateway =
        TestGateway.start(
            new ContractCheck(), new Access(0, List.of(), Optional.of(provider.config())), pace);
  }

  /** Asks again for whatever key is not known, and otherwise never. */
  private static FetchPace onDemand() {
    return new FetchPace(LONG, LONG, NONE, NONE, LIMIT);
  }

  /** With a token that nobody has seen before. */
  private Reply come(TestKey key) {
    JsonObject claims = TestProvider.claims("ada").put("jti", UUID.randomUUID().toString());
    return gateway.client(key.sign(claims)).get("/api/tasks");
  }

  @Test
  void aNewKeyIsTakenWhenATokenNamesItAndAnOldOneIsNotAskedForAgain() {
    provider.publish(OLD);
    start(onDemand());
    assertThat(come(OLD).status()).isEqualTo(200);
    assertThat(come(NEW).status()).isEqualTo(401);
    provider.publish(OLD, NEW);

    assertThat(come(NEW).status()).isEqualTo(200);

    int asked = provider.asked();
    assertThat(come(OLD).status()).isEqualTo(200);
    assertThat(provider.asked()).isEqualTo(asked);
  }

  @Test
  void aWithdrawnKeyIsTakenNoMoreAfterTheNextReading() {
    provider.publish(OLD, NEW);
    start(new FetchPace(Duration.ofMillis(100), LONG, LONG, NONE, LIMIT));
    TestClient ada = gateway.client(OLD.sign(TestProvider.claims("ada")));
    assertThat(ada.get("/api/tasks").status()).isEqualTo(200);

    provider.publish(NEW);
    int asked = provider.asked();
    // One may have been answered before, but not the one after it.
    Awaitility.await().until(() -> provider.asked() >= asked + 2);

    assertThat(come(OLD).status()).isEqualTo(401);
    assertThat(come(NEW).status()).isEqualTo(200);
    // Who was let in within the last second may be for the rest of it.
    Awaitility.await()
        .atMost(Duration.ofSeconds(3))
        .until(() -> ada.get("/api/tasks").status() == 401);
  }

  @Test
  void namingKeysThatAreNoneMakesNobodyAskTheProvider() throws Exception {
    provider.publish(OLD);
    start(FetchPace.STANDARD);
    TestClient ada = gateway.client(OLD.sign(TestProvider.claims("ada")));
    assertThat(ada.get("/api/tasks").status()).isEqualTo(200);
    assertThat(provider.asked()).isEqualTo(1);

    List<CompletableFuture<Integer>> replies =
        concurrently(200, i -> come(OLD.as("random " + i, "RS256")).status());

    assertThat(replies).allSatisfy(reply -> assertThat(reply.join()).isIn(401, 429));
    assertThat(provider.asked()).isEqualTo(1);
    assertThat(ada.get("/api/tasks").status()).as("who is known passes").isEqualTo(200);
  }

  @Test
  void manyWhoNameANewKeyAtOnceWaitForOneReading() throws Exception {
    provider.publish(OLD);
    start(onDemand());
    assertThat(come(OLD).status()).isEqualTo(200);
    Promise<Void> let = Promise.promise();
    JsonObject both = new JsonObject().put("keys", new JsonArray().add(OLD.jwk()).add(NEW.jwk()));
    provider.answers(
        request -> let.future().onSuccess(go -> request.response().end(both.encode())));

    List<CompletableFuture<Integer>> replies =
        concurrently(
            30,
            i -> {
              if (i == 29) {
                Awaitility.await().until(() -> provider.asked() == 2);
                let.complete();
              }
              return come(NEW).status();
            });

    assertThat(replies).allSatisfy(reply -> assertThat(reply.join()).isEqualTo(200));
    assertThat(provider.asked()).isEqualTo(2);
  }

  static Stream<Named<Handler<HttpServerRequest>>> faults() {
    Map<String, Handler<HttpServerRequest>> faults = new LinkedHashMap<>();
    faults.put("silence", request -> {});
    faults.put("a closed connection", request -> request.connection().close());
    faults.put("500", request -> request.response().setStatusCode(500).end("{\"keys\":[]}"));
    faults.put("204", request -> request.response().setStatusCode(204).end());
    faults.put(
        "a redirect",
        request -> {
          if (request.path().equals("/jwks")) {
            request.response().setStatusCode(302).putHeader("Location", "/elsewhere").end();
          } else {
            request.response().end(set(OLD.jwk()));
          }
        });
    faults.put("no JSON", request -> request.response().end("<html>"));
    faults.put("a half", request -> request.response().end("{\"keys\":["));
    faults.put("a list", request -> request.response().end("[]"));
    faults.put("no list of keys", request -> request.response().end("{\"keys\":{}}"));
    faults.put("null", request -> request.response().end("null"));
    faults.put("nothing", request -> request.response().end());
    faults.put(
        "600 KiB", request -> request.response().end(" ".repeat(600 * 1024) + set(OLD.jwk())));
    faults.put("no end", ProviderKeysIT::writeOn);
    return faults.entrySet().stream().map(entry -> Named.of(entry.getKey(), entry.getValue()));
  }

  private static void writeOn(HttpServerRequest request) {
    request.response().setChunked(true);
    write(request);
  }

  private static void write(HttpServerRequest request) {
    request
        .response()
        .write(Buffer.buffer(" ".repeat(10_000)))
        .onSuccess(
            written -> {
              if (request.response().writeQueueFull()) {
                request.response().drainHandler(drained -> write(request));
              } else {
                write(request);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whileThereIsNoKeyAtAllNobodyCanTellAndLaterTheyCan(Handler<HttpServerRequest> fault) {
    provider.answers(fault);
    start(new FetchPace(LONG, LONG, LONG, NONE, Duration.ofMillis(500)));

    Reply undecided = come(OLD);

    assertThat(undecided.status()).isEqualTo(503);
    assertThat(undecided.slug()).isEqualTo("overloaded");
    assertThat(undecided.header("Retry-After")).isEqualTo("1");
    assertThat(gateway.owner().get("/api/tasks").status()).as("keys work").isEqualTo(200);
    provider.publish(OLD);
    assertThat(come(OLD).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whatIsKnownHoldsWhileTheProviderFails(Handler<HttpServerRequest> fault) {
    provider.publish(OLD);
    start(
        new FetchPace(
            Duration.ofMillis(100), Duration.ofMillis(100), LONG, LONG, Duration.ofMillis(300)));
    assertThat(come(OLD).status()).isEqualTo(200);

    provider.answers(fault);
    int asked = provider.asked();
    Awaitility.await().until(() -> provider.asked() >= asked + 3);

    assertThat(come(OLD).status()).isEqualTo(200);
  }

  private static final TestKey RSA = TestKey.make("k", "RS256");
  private static final TestKey EC = TestKey.make("k", "ES256");
  private static final TestKey WEAK = TestKey.rsa("k", "RS256", 1024);

  /** Each as it was made by one of those pairs, but for one thing. */
  @ParameterizedTest
  @ValueSource(strings = {"{\"keys\":[]}", "{\"keys\":[1,null,{}]}"})
  void aListWithoutAKeyIsAnAnswerTooAfterWhichNobodyCanTell(String none) {
    provider.publish(OLD);
    start(new FetchPace(Duration.ofMillis(100), Duration.ofMillis(100), LONG, LONG, LIMIT));
    assertThat(come(OLD).status()).isEqualTo(200);

    provider.answers(none);
    int asked = provider.asked();
    Awaitility.await().until(() -> provider.asked() >= asked + 2);

    assertThat(come(OLD).status()).isEqualTo(503);
  }

  static Stream<Named<JsonObject>> unfit() {
    Map<String, JsonObject> unfit = new LinkedHashMap<>();
    unfit.put("1024 bits", WEAK.jwk());
    unfit.put("for encryption", RSA.jwk().put("use", "enc"));
    unfit.put("of a use that is a number", RSA.jwk().put("use", 1));
    unfit.put("for signing", RSA.jwk().put("key_ops", new JsonArray().add("sign")));
    unfit.put("for what is no list", RSA.jwk().put("key_ops", "verify"));
    unfit.put("with its private part", RSA.jwk().put("d", "AQAB"));
    unfit.put("of another algorithm", RSA.jwk().put("alg", "PS256"));
    unfit.put("of an algorithm for encryption", RSA.jwk().put("alg", "RSA-OAEP"));
    unfit.put("of an algorithm that is null", RSA.jwk().putNull("alg"));
    unfit.put("of another type", RSA.jwk().put("kty", "EC"));
    unfit.put("a secret", RSA.jwk().put("kty", "oct").put("k", "AAAA"));
    unfit.put("without a modulus", without(RSA.jwk(), "n"));
    unfit.put("of a modulus that is no number", RSA.jwk().put("n", "*"));
    unfit.put("of an exponent of one", RSA.jwk().put("e", "AQ"));
    unfit.put("of a huge exponent", RSA.jwk().put("e", "AQABAQABAQ"));
    unfit.put("of a name that is a number", RSA.jwk().put("kid", 7));
    unfit.put("of a point beside its curve", EC.jwk().put("x", EC.jwk().getString("y")));
    unfit.put("of another curve", EC.jwk().put("crv", "P-384"));
    unfit.put("of no curve", without(EC.jwk(), "crv"));
    return unfit.entrySet().stream().map(entry -> Named.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest
  @MethodSource("unfit")
  void aKeyThatIsUnfitIsNotUsedAndSpoilsNoOther(JsonObject unfit) {
    provider.publish(unfit, NEW.jwk());
    start(onDemand());

    for (TestKey pair : List.of(RSA, EC, WEAK)) {
      assertThat(come(pair).status()).isEqualTo(401);
    }
    assertThat(come(NEW).status()).isEqualTo(200);
  }

  @Test
  void aCertificateBesideAKeyDoesNotTakeItsPlace() {
    provider.publish(OLD.jwk().put("x5c", new JsonArray().add("MIIB")).put("x5t", "x"));
    start(onDemand());
    assertThat(come(OLD).status()).isEqualTo(200);
  }

  @Test
  void aKeyWithoutAnAlgorithmFitsThoseOfItsTypeAndOneWithoutANameATokenWithoutOne() {
    TestKey unnamed = TestKey.make(null, "RS256");
    provider.publish(without(OLD.jwk(), "alg"), without(without(unnamed.jwk(), "kid"), "use"));
    start(onDemand());
    assertThat(come(OLD).status()).isEqualTo(200);
    assertThat(come(OLD.as("old", "PS384")).status()).isEqualTo(200);
    assertThat(come(unnamed).status()).as("two could be meant").isEqualTo(401);

    provider.publish(unnamed);
    assertThat(come(NEW).status()).as("asks again").isEqualTo(401);

    assertThat(come(unnamed).status()).isEqualTo(200);
  }

  private static String set(JsonObject jwk) {
    return new JsonObject().put("keys", new JsonArray().add(jwk)).encode();
  }

  private static JsonObject without(JsonObject jwk, String name) {
    jwk.remove(name);
    return jwk;
  }

  private interface Deed {
    int run(int i) throws Exception;
  }

  /** All begin together. */
  private static List<CompletableFuture<Integer>> concurrently(int times, Deed deed)
      throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(32);
    CountDownLatch over = new CountDownLatch(times);
    List<CompletableFuture<Integer>> results = new ArrayList<>();
    IntStream.range(0, times)
        .forEach(
            i -> {
              CompletableFuture<Integer> result = new CompletableFuture<>();
              results.add(result);
              threads.execute(
                  () -> {
                    try {
                      result.complete(deed.run(i));
                    } catch (Throwable e) {
                      result.completeExceptionally(e);
                    }
                    over.countDown();
                  });
            });
    threads.shutdown();
    assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
    return results;
  }
}
