package dev.tandem.ticktick;

import dev.tandem.config.Secret;
import dev.tandem.sync.RemoteAnswer;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.client.HttpResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** TickTick over HTTP. */
final class WebTickTickApi implements TickTickApi {
  private final BoundedClient client;
  private final String root;
  private final AnswerReading reading;
  private final HostClock clock;

  /**
   * @param api base to which {@code /open/v1} is appended
   * @param clock hears of the answers' dates, and tells what they say of bodies
   */
  WebTickTickApi(BoundedClient client, URI api, AnswerReading reading, HostClock clock) {
    this.client = client;
    this.root = api + "/open/v1";
    this.reading = reading;
    this.clock = clock;
  }

  @Override
  public Future<RemoteAnswer> call(Secret accessToken, TickTickRequest request) {
    return send(
        HttpHeaders.headers().add(HttpHeaders.AUTHORIZATION, "Bearer " + accessToken.reveal()),
        request);
  }

  @Override
  public Future<RemoteAnswer> knock() {
    return send(HttpHeaders.headers(), TickTickRequest.projects());
  }

  private Future<RemoteAnswer> send(MultiMap headers, TickTickRequest request) {
    Buffer body = null;
    if (request.body() != null) {
      headers.add(HttpHeaders.CONTENT_TYPE, "application/json; charset=utf-8");
      body = Buffer.buffer(request.body().toString());
    }
    long sent = System.nanoTime();
    return client
        .send(request.method(), root + request.path(), headers, body)
        .map(response -> answer(response, sent))
        .otherwise(WebTickTickApi::unanswered);
  }

  /** What came from something on the way, and not from TickTick, has another clock's date. */
  private RemoteAnswer answer(HttpResponse<Buffer> response, long sent) {
    RemoteAnswer answer =
        reading.read(
            response.statusCode(),
            response.getHeader("Retry-After"),
            response.body().toString(StandardCharsets.UTF_8));
    if (!(answer instanceof RemoteAnswer.Outage)) {
      clock.answered(response.getHeader(HttpHeaders.DATE), sent, System.nanoTime());
    }
    return answer instanceof RemoteAnswer.Body body
        ? new RemoteAnswer.Body(body.json(), clock.offset())
        : answer;
  }

  private static RemoteAnswer unanswered(Throwable failure) {
    return failure instanceof BoundedBody.TooLong
        ? new RemoteAnswer.Unreadable(200, "it is too long")
        : new RemoteAnswer.NoAnswer(BoundedClient.silence(failure));
  }
}
