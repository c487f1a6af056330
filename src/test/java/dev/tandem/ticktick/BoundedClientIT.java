package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.config.Secret;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.NoAnswer;
import dev.tandem.sync.RemoteAnswer.Silence;
import dev.tandem.sync.RemoteAnswer.Unreadable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A TickTick that means harm, or what stands in its place. */
class BoundedClientIT {
  private static final Duration LIMIT = Duration.ofMillis(700);

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger requests = new AtomicInteger();
  private final Promise<Void> connectionClosed = Promise.promise();
  private HttpServer server;
  private WebTickTickApi api;

  @BeforeEach
  void start() throws Exception {
    server = get(vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));
    api = api(server.actualPort());
  }

  @AfterEach
  void stop() throws Exception {
    get(vertx.close());
  }

  @Test
  void anAnswerInTimeIsRead() throws Exception {
    assertThat(call("fine")).isInstanceOf(Body.class);
  }

  @Test
  void anAnswerThatTricklesEndsInTimeAndItsConnectionIsClosed() throws Exception {
    assertThat(call("trickle")).isEqualTo(new NoAnswer(Silence.TIMEOUT));
    get(connectionClosed.future());
  }

  @Test
  void anAnswerWithoutEndIsGivenUpAndItsConnectionIsClosed() throws Exception {
    assertThat(call("endless")).isEqualTo(new Unreadable(200, "it is too long"));
    get(connectionClosed.future());
  }

  @Test
  void silenceEndsInTime() throws Exception {
    assertThat(call("silence")).isEqualTo(new NoAnswer(Silence.TIMEOUT));
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    assertThat(call("redirect")).isInstanceOf(Unreadable.class);
    assertThat(requests).hasValue(1);
  }

  @Test
  void aBrokenConnectionIsAReset() throws Exception {
    assertThat(call("reset")).isEqualTo(new NoAnswer(Silence.RESET));
  }

  @Test
  void aClosedPortIsUnreachable() throws Exception {
    int port = server.actualPort();
    get(server.close());

    assertThat(get(api(port).call(new Secret("t"), TickTickRequest.projects())))
        .isEqualTo(new NoAnswer(Silence.UNREACHABLE));
  }

  private WebTickTickApi api(int port) {
    return new WebTickTickApi(
        new BoundedClient(vertx, LIMIT),
        URI.create("http://127.0.0.1:" + port),
        new AnswerReading(Clock.systemUTC()),
        new HostClock());
  }

  private RemoteAnswer call(String way) throws Exception {
    return get(api.call(new Secret("t"), TickTickRequest.read("p", way)));
  }

  private void answer(HttpServerRequest request) {
    requests.incrementAndGet();
    request.connection().closeHandler(closed -> connectionClosed.tryComplete());
    HttpServerResponse response = request.response();
    String path = request.path();
    if (path.endsWith("fine")) {
      response.end("{\"id\":\"x\"}");
    } else if (path.endsWith("trickle")) {
      response.setChunked(true);
      vertx.setPeriodic(50, tick -> response.write(" "));
    } else if (path.endsWith("endless")) {
      response.setChunked(true);
      endless(response, Buffer.buffer(new byte[1 << 20]));
    } else if (path.endsWith("redirect")) {
      response.setStatusCode(302).putHeader("Location", "/elsewhere").end();
    } else if (path.endsWith("reset")) {
      request.connection().close();
    }
  }

  private static void endless(HttpServerResponse response, Buffer megabyte) {
    response.write(megabyte).onSuccess(written -> endless(response, megabyte));
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
