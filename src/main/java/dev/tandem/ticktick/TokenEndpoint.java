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
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TickTick's {@code /oauth/token}, asked for new tokens (ticktick-api.md, 1). */
final class TokenEndpoint {
  private static final Logger log = LoggerFactory.getLogger(TokenEndpoint.class);

  /** Our own credentials are wrong, which says nothing of the person's. */
  static final Set<String> OUR_FAULT = Set.of("invalid_client", "unauthorized_client");

  /** The refresh token is void, or none may be used: nothing but a new consent helps. */
  private static final Set<String> FOR_GOOD =
      Set.of("invalid_grant", "invalid_token", "unsupported_grant_type");

  private static final int TOO_MANY_REQUESTS = 429;

  /** An error's name is repeated to people and in the log only if it looks like one. */
  private static final Pattern ERROR = Pattern.compile("[a-z_]{1,40}");

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

  /** What became of asking for tokens. */
  sealed interface Grant {
    /**
     * @param refreshToken null: none was given; of a refresh, the old one stays
     * @param expiresIn null: not told
     * @param scopes empty: not told
     */
    record Given(
        Secret accessToken,
        @Nullable Secret refreshToken,
        @Nullable Duration expiresIn,
        List<String> scopes)
        implements Grant {}

    /**
     * For good: the person must consent again.
     *
     * @param error as TickTick names it
     */
    record Denied(String error) implements Grant {}

    /** For now. */
    record Unavailable() implements Grant {}
  }

  /**
   * Redeems a code. Never fails. A code is good once, so that nothing is tried again: an answer
   * that is lost costs the person another consent.
   */
  Future<Grant> redeem(Secret code, Secret verifier, URI callback) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code.reveal());
    form.put("redirect_uri", callback.toString());
    form.put("code_verifier", verifier.reveal());
    return ask("A code could not be redeemed", form);
  }

  /** Never fails; denied only for what the refresh token itself has wrong with it. */
  Future<Grant> refresh(Secret refreshToken) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "refresh_token");
    form.put("refresh_token", refreshToken.reveal());
    return ask("A token could not be refreshed", form)
        .map(
            grant ->
                grant instanceof Grant.Denied denied && !FOR_GOOD.contains(denied.error())
                    ? new Grant.Unavailable()
                    : grant);
  }

  private Future<Grant> ask(String otherwise, Map<String, String> form) {
    MultiMap headers =
        HttpHeaders.headers()
            .add(HttpHeaders.AUTHORIZATION, basic)
            .add(HttpHeaders.CONTENT_TYPE, "application/x-www-form-urlencoded")
            .add(HttpHeaders.ACCEPT, "application/json");
    return client
        .send(HttpMethod.POST, url, headers, Buffer.buffer(encoded(form)))
        .map(response -> read(otherwise, response))
        .otherwise(
            failure -> {
              log.info("{}: {}", otherwise, BoundedClient.silence(failure));
              return new Grant.Unavailable();
            });
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(
            field ->
                field.getKey() + '=' + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private static Grant read(String otherwise, HttpResponse<Buffer> response) {
    int status = response.statusCode();
    JsonNode body =
        AnswerReading.json(response.body().toString(StandardCharsets.UTF_8)).orElse(null);
    if (status == 200 && body != null && BearerToken.is(TaskReading.text(body, "access_token"))) {
      return given(body);
    }
    String error = body == null ? "" : TaskReading.text(body, "error");
    boolean named = ERROR.matcher(error).matches();
    if (OUR_FAULT.contains(error)) {
      log.warn("TickTick does not accept TICKTICK_CLIENT_ID and its secret: {}", error);
    } else {
      log.info("{}: status {} {}", otherwise, status, named ? error : "");
    }
    boolean denied = status >= 400 && status < 500 && status != TOO_MANY_REQUESTS && named;
    return denied ? new Grant.Denied(error) : new Grant.Unavailable();
  }

  private static Grant given(JsonNode body) {
    String refresh = TaskReading.text(body, "refresh_token");
    long seconds = body.path("expires_in").asLong(0);
    return new Grant.Given(
        new Secret(TaskReading.text(body, "access_token")),
        BearerToken.is(refresh) ? new Secret(refresh) : null,
        seconds > 0 ? Duration.ofSeconds(seconds) : null,
        scopes(TaskReading.text(body, "scope")));
  }

  private static List<String> scopes(String told) {
    return Arrays.stream(told.split("[\\s,]+")).filter(scope -> !scope.isEmpty()).toList();
  }
}
