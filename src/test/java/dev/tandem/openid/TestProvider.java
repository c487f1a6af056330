package dev.tandem.openid;

import dev.tandem.config.GatewayConfig.OpenId;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** An OpenID provider at the socket, as far as a gateway sees it: its keys, and how they come. */
public final class TestProvider implements AutoCloseable {
  public static final String ISSUER = "https://id.example/realm";
  public static final String AUDIENCE = "tandem";

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger asked = new AtomicInteger();
  private final HttpServer server;
  private volatile Handler<HttpServerRequest> answer = request -> request.response().end();

  public TestProvider() {
    server = vertx.createHttpServer().requestHandler(this::serve);
    try {
      server.listen(0, "127.0.0.1").await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private void serve(HttpServerRequest request) {
    asked.incrementAndGet();
    answer.handle(request);
  }

  /** What a gateway is told of it. */
  public OpenId config() {
    return new OpenId(
        URI.create("http://127.0.0.1:" + server.actualPort() + "/jwks"), ISSUER, AUDIENCE);
  }

  public void publish(TestKey... keys) {
    publish(Arrays.stream(keys).map(TestKey::jwk).toArray(JsonObject[]::new));
  }

  public void publish(JsonObject... jwks) {
    JsonArray keys = new JsonArray();
    Arrays.stream(jwks).forEach(keys::add);
    answers(new JsonObject().put("keys", keys).encode());
  }

  /** From now on this text, with status 200. */
  public void answers(String body) {
    answers(request -> request.response().end(body));
  }

  public void answers(Handler<HttpServerRequest> handler) {
    answer = handler;
  }

  /** How often its keys were asked for. */
  public int asked() {
    return asked.get();
  }

  /** What a good token says: of one person, for five minutes. */
  public static JsonObject claims(String subject) {
    return new JsonObject()
        .put("iss", ISSUER)
        .put("aud", AUDIENCE)
        .put("sub", subject)
        .put("iat", Instant.now().getEpochSecond())
        .put("exp", Instant.now().plusSeconds(300).getEpochSecond());
  }

  /** The same, taken for so long from now on: the gateway allows for clocks that differ. */
  public static JsonObject claims(String subject, Duration taken) {
    Instant end = Instant.now().plus(taken).minus(TokenRules.CLOCK_SKEW);
    return claims(subject).put("exp", end.toEpochMilli() / 1000.0);
  }

  @Override
  public void close() {
    try {
      vertx.close().await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
