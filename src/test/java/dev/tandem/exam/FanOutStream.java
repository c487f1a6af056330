package dev.tandem.exam;

import dev.tandem.EventParser;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * One event stream of a person, whose tasks are called by the person and a number. Hears each
 * number in order, as often as it likes, and skips none.
 */
final class FanOutStream {
  private final HttpClient client;
  private final RequestOptions request;
  private final String person;

  /** When each was first heard, by {@link System#nanoTime}; 0: not yet. */
  private final AtomicLongArray heardAt;

  private final AtomicInteger heard = new AtomicInteger();
  private final AtomicInteger ends = new AtomicInteger();
  private volatile String lastId = "";
  private volatile @Nullable String fault;
  private volatile @Nullable HttpClientResponse response;

  FanOutStream(HttpClient client, int port, String key, String person, int numbers) {
    this.client = client;
    this.person = person;
    this.heardAt = new AtomicLongArray(numbers);
    this.request =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI("/api/events")
            .putHeader("Authorization", "Bearer " + key);
  }

  /** Succeeds once the stream has begun: what is made from then on is heard. */
  Future<Void> open() {
    Promise<Void> begun = Promise.promise();
    RequestOptions options = new RequestOptions(request);
    if (!lastId.isEmpty()) {
      options.putHeader("Last-Event-ID", lastId);
    }
    client
        .request(options)
        .compose(one -> one.send())
        .onComplete(
            answer -> {
              if (answer.statusCode() != 200) {
                begun.tryFail("status " + answer.statusCode());
                return;
              }
              response = answer;
              answer.handler(
                  EventParser.of(
                      event -> {
                        lastId = event.lastId();
                        hear(event);
                        begun.tryComplete();
                      }));
              answer.endHandler(ended -> over(answer));
              answer.exceptionHandler(gone -> over(answer));
            },
            begun::tryFail);
    return begun.future();
  }

  /** Goes on from the last event, as a client does whose network was away. */
  Future<Void> comeAgain() {
    HttpClientResponse current = response;
    response = null;
    return current == null
        ? open()
        : current.request().connection().close().compose(closed -> open());
  }

  private void over(HttpClientResponse ended) {
    if (response == ended) {
      response = null;
      ends.incrementAndGet();
    }
  }

  private void hear(EventParser.Event event) {
    if (event.name().equals("task.created")) {
      hear(new JsonObject(event.data()).getJsonObject("task").getString("title"));
    }
  }

  private void hear(String title) {
    int space = title.lastIndexOf(' ');
    int number = Integer.parseInt(title.substring(space + 1));
    if (!title.substring(0, space).equals(person)) {
      fault = "heard of another person's " + title;
    } else if (number > heard.get()) {
      fault = "heard " + number + " after " + (heard.get() - 1);
    }
    if (number == heard.get()) {
      heardAt.set(number, System.nanoTime());
      heard.incrementAndGet();
    }
  }

  boolean hasHeard(int numbers) {
    return heard.get() >= numbers;
  }

  long heardAt(int number) {
    return heardAt.get(number);
  }

  /** How often the gateway ended it. */
  int ends() {
    return ends.get();
  }

  @Nullable String fault() {
    return fault;
  }

  @Override
  public String toString() {
    return "%s: heard %s, fault %s, ended %s times, last id %s"
        .formatted(person, heard, fault, ends, lastId);
  }
}
