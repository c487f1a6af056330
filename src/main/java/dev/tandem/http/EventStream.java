package dev.tandem.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client that reads events, and the place in the feed up to which it has been told. */
final class EventStream {
  private static final Logger log = LoggerFactory.getLogger(EventStream.class);

  private final Caller caller;
  private final HttpServerResponse response;
  private String cursor;
  private @Nullable StreamEnd end;

  /**
   * @param response with its head set
   * @param cursor behind what the client knows
   */
  EventStream(Caller caller, HttpServerResponse response, String cursor) {
    this.caller = caller;
    this.response = response;
    this.cursor = cursor;
  }

  long userId() {
    return caller.user().id();
  }

  boolean isByKey(long keyId) {
    return caller.isByKey(keyId);
  }

  /** Empty: for as long as any. */
  Optional<Instant> mayLastUntil() {
    return caller.end();
  }

  String cursor() {
    return cursor;
  }

  /** It has been told, or will be by what is written already, up to there. */
  void reach(String place) {
    cursor = place;
  }

  boolean isOver() {
    return response.ended() || response.closed();
  }

  /** Whether the client reads more slowly than it is written to. */
  boolean isFull() {
    return !isOver() && response.writeQueueFull();
  }

  void onceDrained(Runnable action) {
    response.drainHandler(
        drained -> {
          response.drainHandler(null);
          action.run();
        });
  }

  void onceOver(Runnable action) {
    response.endHandler(ended -> action.run());
    response.closeHandler(closed -> action.run());
  }

  void write(Buffer text) {
    if (!isOver()) {
      response.write(text).onFailure(gone -> log.debug("the client left before its event", gone));
    }
  }

  /** The client comes again, with the id of the last event that it has. */
  void end(StreamEnd reason) {
    if (!isOver()) {
      end = reason;
      response.end().onFailure(gone -> log.debug("the client left first", gone));
    }
  }

  /**
   * The same where the client would not read the end. A client of HTTP/1 that takes nothing at all
   * is closed when its connection has been idle for too long.
   */
  void cut(StreamEnd reason) {
    if (!isOver()) {
      end = reason;
      response.reset().onFailure(gone -> log.debug("the client left first", gone));
    }
  }

  /** Why the gateway ended it; empty if it did not. */
  Optional<StreamEnd> reason() {
    return Optional.ofNullable(end);
  }
}
