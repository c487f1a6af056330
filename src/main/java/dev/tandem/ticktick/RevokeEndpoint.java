package dev.tandem.ticktick;

import dev.tandem.account.AccountTokens;
import dev.tandem.account.ConnectionReply.Revocation;
import dev.tandem.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TickTick's {@code /oauth/revoke} (ticktick-api.md, 1). To revoke what is revoked does no harm, so
 * that silence is answered by a second try.
 */
final class RevokeEndpoint {
  private static final Logger log = LoggerFactory.getLogger(RevokeEndpoint.class);

  /** A person waits, and the token is erased here already. */
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private static final int TRIES = 2;

  private final Vertx vertx;
  private final BoundedClient client;
  private final String url;

  /**
   * @param api base to which {@code /oauth} is appended
   */
  RevokeEndpoint(Vertx vertx, BoundedClient client, URI api) {
    this.vertx = vertx;
    this.client = client;
    this.url = api + "/oauth/revoke";
  }

  /** Both tokens of a pair. Never fails. */
  Future<Revocation> revoke(AccountTokens tokens) {
    Future<Boolean> access = revoke(tokens.accessToken(), TRIES);
    Secret refreshToken = tokens.refreshToken();
    Future<Boolean> refresh =
        refreshToken == null ? Future.succeededFuture(true) : revoke(refreshToken, TRIES);
    Promise<Revocation> first = Promise.promise();
    Future.all(access, refresh)
        .onSuccess(
            both ->
                first.tryComplete(
                    access.result() && refresh.result() ? Revocation.REVOKED : Revocation.FAILED));
    long timer = vertx.setTimer(LIMIT.toMillis(), fired -> first.tryComplete(Revocation.FAILED));
    return first
        .future()
        .onSuccess(
            revocation -> {
              vertx.cancelTimer(timer);
              if (revocation == Revocation.FAILED) {
                log.warn("The token of account {} was not revoked", tokens.accountId());
              }
            });
  }

  /** Never fails. */
  private Future<Boolean> revoke(Secret token, int tries) {
    // Nobody can have written this into a token.
    String boundary = UUID.randomUUID().toString();
    MultiMap headers =
        HttpHeaders.headers()
            .add(HttpHeaders.CONTENT_TYPE, "multipart/form-data; boundary=" + boundary);
    String form =
        "--%1$s\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n%2$s\r\n--%1$s--\r\n"
            .formatted(boundary, token.reveal());
    return client
        .send(HttpMethod.POST, url, headers, Buffer.buffer(form))
        .map(response -> response.statusCode() / 100 == 2)
        .otherwise(false)
        .compose(
            done -> done || tries <= 1 ? Future.succeededFuture(done) : revoke(token, tries - 1));
  }
}
