package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.EventParser;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A client of an event stream, as browsers have one. */
final class EventReader implements AutoCloseable {
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Promise<Void> end = Promise.promise();
  private HttpClientResponse response;
  private volatile String lastId = "";

  record Event(String name, @Nullable JsonObject data, String lastId) {}

  /** Opens a stream behind {@code lastEventId}; null: from now on. */
  static EventReader open(HttpClient client, int port, String key, @Nullable String lastEventId) {
    EventReader reader = new EventReader();
    await(reader.connect(client, port, key, lastEventId));
    return reader;
  }

  private Future<Void> connect(
      HttpClient client, int port, String key, @Nullable String lastEventId) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI("/api/events")
            .putHeader("Authorization", "Bearer " + key);
    if (lastEventId != null) {
      options.putHeader("Last-Event-ID", lastEventId);
    }
    Promise<Void> opened = Promise.promise();
    client
        .request(options)
        .compose(request -> request.send())
        .onComplete(
            answer -> {
              assertThat(answer.statusCode()).isEqualTo(200);
              response = answer;
              answer.handler(
                  EventParser.of(
                      event -> {
                        lastId = event.lastId();
                        if (!event.data().isEmpty()) {
                          events.add(new Event(event.name(), new JsonObject(event.data()), lastId));
                        }
                        opened.tryComplete();
                      }));
              answer.endHandler(ended -> end.tryComplete());
              answer.exceptionHandler(gone -> end.tryComplete());
            },
            opened::tryFail);
    return opened.future();
  }

  String lastId() {
    return lastId;
  }

  /** The next one; fails if none comes. */
  Event next() {
    try {
      Event event = events.poll(10, TimeUnit.SECONDS);
      assertThat(event).as("an event").isNotNull();
      return event;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  int unread() {
    return events.size();
  }

  /** From now on nothing is read. */
  void pause() {
    response.pause();
  }

  void resume() {
    response.resume();
  }

  /** Completes when the server ends it. */
  Future<Void> end() {
    return end.future();
  }

  @Override
  public void close() {
    response.request().connection().close();
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
