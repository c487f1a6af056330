package dev.tandem.ticktick;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.config.GatewayConfig.OAuthApp;
import dev.tandem.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TickTick's {@code /oauth/token}, asked for new tokens (ticktick-api.md, 1). */
final class TokenEndpoint {
  private static final Logger log = LoggerFactory.getLogger(TokenEndpoint.class);

  /** Our own credentials are wrong, which says nothing of the person's. */
  private static final Set<String> OUR_FAULT = Set.of("invalid_client", "unauthorized_client");

  /** The refresh token is void, or none may be used: nothing but a new consent helps. */
  private static final Set<String> FOR_GOOD =
      Set.of("invalid_grant", "invalid_token", "unsupported_grant_type");

  private final BoundedClient client;
  private final String url;
  private final String basic;

  TokenEndpoint(BoundedClient client, URI auth, OAuthApp app) {
    this.client = client;
    this.url = auth + "/oauth/token";
    String credentials = app.clientId() + ':' + app.clientSecret().reveal();
    this.basic =
        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }

  /** What became of a refresh. */
  sealed interface Grant {
    /**
     * @param refreshToken null: the old one stays
     * @param expiresIn null: not told
     */
    record Given(Secret accessToken, @Nullable Secret refreshToken, @Nullable Duration expiresIn)
        implements Grant {}

    /** For good: the person must consent again. */
    record Denied() implements Grant {}

    /** For now. */
    record Unavailable() implements Grant {}
  }

  /** Never fails. */
  Future<Grant> refresh(Secret refreshToken) {
    MultiMap headers =
        HttpHeaders.headers()
            .add(HttpHeaders.AUTHORIZATION, basic)
            .add(HttpHeaders.CONTENT_TYPE, "application/x-www-form-urlencoded")
            .add(HttpHeaders.ACCEPT, "application/json");
    String form =
        "grant_type=refresh_token&refresh_token="
            + URLEncoder.encode(refreshToken.reveal(), StandardCharsets.UTF_8);
    return client
        .send(HttpMethod.POST, url, headers, Buffer.buffer(form))
        .map(TokenEndpoint::read)
        .otherwise(
            failure -> {
              log.info("A token could not be refreshed: {}", BoundedClient.silence(failure));
              return new Grant.Unavailable();
            });
  }

  private static Grant read(HttpResponse<Buffer> response) {
    int status = response.statusCode();
    JsonNode body =
        AnswerReading.json(response.body().toString(StandardCharsets.UTF_8)).orElse(null);
    if (status == 200 && body != null && !TaskReading.text(body, "access_token").isEmpty()) {
      return given(body);
    }
    String error = body == null ? "" : TaskReading.text(body, "error");
    if (status >= 400 && status < 500 && FOR_GOOD.contains(error)) {
      return new Grant.Denied();
    }
    if (OUR_FAULT.contains(error)) {
      log.warn("TickTick does not accept TICKTICK_CLIENT_ID and its secret: {}", error);
    } else {
      log.info("A token could not be refreshed: status {}", status);
    }
    return new Grant.Unavailable();
  }

  private static Grant given(JsonNode body) {
    String refresh = TaskReading.text(body, "refresh_token");
    long seconds = body.path("expires_in").asLong(0);
    return new Grant.Given(
        new Secret(TaskReading.text(body, "access_token")),
        refresh.isEmpty() ? null : new Secret(refresh),
        seconds > 0 ? Duration.ofSeconds(seconds) : null);
  }
}
