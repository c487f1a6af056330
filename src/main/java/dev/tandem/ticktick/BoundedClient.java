package dev.tandem.ticktick;

import dev.tandem.sync.RemoteAnswer.Silence;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client whose every exchange ends: in time, in bytes, and where it was sent, since a
 * redirect would carry a token elsewhere.
 */
final class BoundedClient {
  private static final int CONNECTIONS = 64;
  private static final int WAITING = 256;

  /** A list of 10,000 tasks fits; what does not is no answer of TickTick's. */
  private static final int LONGEST_ANSWER = 8 << 20;

  /** Below what servers and what is between keep an idle connection open for. */
  private static final int KEEP_ALIVE_SECONDS = 20;

  private final Vertx vertx;
  private final WebClient client;
  private final Duration limit;

  /**
   * @param limit of one exchange, from its start to the last byte received
   */
  BoundedClient(Vertx vertx, Duration limit) {
    this.vertx = vertx;
    this.limit = limit;
    this.client =
        WebClient.create(
            vertx,
            new WebClientOptions()
                .setUserAgent("Tandem")
                .setFollowRedirects(false)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                // Closes what is read no further; a request's own limit always comes first.
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) Math.min(limit.plusSeconds(1).toMillis(), Integer.MAX_VALUE))
                .setDecompressionSupported(true),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(WAITING));
  }

  /** Fails if no whole answer came; {@link #silence} tells how. */
  Future<HttpResponse<Buffer>> send(
      HttpMethod method, String url, MultiMap headers, @Nullable Buffer body) {
    var received = new BoundedBody(LONGEST_ANSWER);
    HttpRequest<Buffer> request =
        client
            .requestAbs(method, url)
            .putHeaders(headers)
            .timeout(limit.toMillis())
            .followRedirects(false)
            .as(received);
    Promise<HttpResponse<Buffer>> first = Promise.promise();
    (body == null ? request.send() : request.sendBuffer(body))
        .onComplete(first::tryComplete, first::tryFail);
    received.result().onFailure(first::tryFail);
    long timer =
        vertx.setTimer(
            limit.toMillis(), id -> first.tryFail(new TimeoutException("no whole answer")));
    return first
        .future()
        .eventually(
            () -> {
              vertx.cancelTimer(timer);
              received.abandon();
              return Future.succeededFuture();
            });
  }

  void close() {
    client.close();
  }

  static Silence silence(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return Silence.TIMEOUT;
    }
    boolean neverConnected =
        failure instanceof ConnectException
            || failure instanceof UnknownHostException
            || failure instanceof SSLException;
    return neverConnected ? Silence.UNREACHABLE : Silence.RESET;
  }
}
