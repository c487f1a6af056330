package dev.tandem.openid;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Gets the document with a provider's keys. Every exchange ends: in time, in bytes, and where it
 * was sent. For one event loop.
 */
final class KeySetClient {
  private static final int LONGEST = 512 * 1024;
  private static final int OK = 200;

  private final Vertx vertx;
  private final HttpClient client;
  private final URI url;
  private final Duration limit;

  KeySetClient(Vertx vertx, URI url, Duration limit) {
    this.vertx = vertx;
    this.client = vertx.createHttpClient();
    this.url = url;
    this.limit = limit;
  }

  /** Fails if no whole answer came that is one. */
  Future<Buffer> get() {
    Promise<Buffer> body = Promise.promise();
    long timer =
        vertx.setTimer(
            limit.toMillis(), fired -> body.tryFail(new TimeoutException("no whole answer")));
    client
        .request(
            new RequestOptions()
                .setAbsoluteURI(url.toString())
                .setFollowRedirects(false)
                .setConnectTimeout(limit.toMillis())
                .putHeader(HttpHeaders.USER_AGENT, "Tandem")
                .putHeader(HttpHeaders.ACCEPT, "application/jwk-set+json, application/json"))
        .onComplete(request -> send(request, body), body::tryFail);
    return body.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  private static void send(HttpClientRequest request, Promise<Buffer> body) {
    // Nothing is sent, waited for or read any more once the time is over or too much came.
    body.future().onFailure(failure -> request.reset());
    if (!body.future().isComplete()) {
      request.send().onComplete(response -> read(response, body), body::tryFail);
    }
  }

  private static void read(HttpClientResponse response, Promise<Buffer> body) {
    // First: it is also told of the reset that a failure brings.
    response.exceptionHandler(body::tryFail);
    if (response.statusCode() != OK) {
      body.tryFail(new IOException("it answered with status " + response.statusCode()));
      return;
    }
    Buffer received = Buffer.buffer();
    response
        .handler(
            part -> {
              if (received.length() + part.length() > LONGEST) {
                body.tryFail(new IOException("an answer of more than " + LONGEST + " bytes"));
              } else {
                received.appendBuffer(part);
              }
            })
        .endHandler(end -> body.tryComplete(received));
  }

  Future<Void> close() {
    return client.close();
  }
}
