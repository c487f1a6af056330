package dev.tandem.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one event loop. Each part of a body restarts an idle timeout, and a first head
 * would have as long as a silence: heads and bodies have to be complete in a time of their own. A
 * look at all connections tells who is late: a request costs no timer. An answer that is being
 * written, an event stream above all, has no such limit.
 */
final class Connections {
  private static final Logger log = LoggerFactory.getLogger(Connections.class);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final ConnectionLimits limits;
  private final LongSupplier nanoTime;
  private final Map<HttpConnection, Watched> open = new HashMap<>();
  private @Nullable Long timer;
  private int refused;

  /**
   * @param nanoTime a monotonic clock: {@code System::nanoTime}
   */
  Connections(Vertx vertx, ConnectionLimits limits, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.limits = limits;
    this.nanoTime = nanoTime;
  }

  void start() {
    timer = vertx.setPeriodic(LOOK.toMillis(), fired -> look());
  }

  void stop() {
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
  }

  /** A new one, before anything is read from it. One too many is closed without a word. */
  void opened(HttpConnection connection) {
    int all = limits.open().incrementAndGet();
    connection.closeHandler(
        closed -> {
          limits.open().decrementAndGet();
          open.remove(connection);
        });
    if (all > limits.most()) {
      refused++;
      close(connection);
    } else {
      open.put(connection, new Watched(nanoTime.getAsLong()));
    }
  }

  /** The head of a request is complete. */
  void began(HttpServerRequest request) {
    Watched watched = open.get(request.connection());
    if (watched != null) {
      watched.begin(request, nanoTime.getAsLong());
    }
  }

  private void look() {
    long now = nanoTime.getAsLong();
    List<HttpConnection> late = new ArrayList<>();
    open.forEach(
        (connection, watched) -> {
          if (watched.isLate(limits, now)) {
            late.add(connection);
          }
        });
    late.forEach(Connections::close);
    if (refused > 0 || !late.isEmpty()) {
      log.info(
          "Connections were ended: {} too many, {} too slow; {} are open on this node",
          refused,
          late.size(),
          limits.open());
      refused = 0;
    }
  }

  private static void close(HttpConnection connection) {
    connection.close().onFailure(gone -> log.debug("the client left first", gone));
  }

  /** Where a connection stands. */
  private static final class Watched {
    private @Nullable HttpServerRequest request;
    private boolean isAnswered;

    /** When it began to be awaited what is awaited. */
    private long since;

    Watched(long since) {
      this.since = since;
    }

    void begin(HttpServerRequest next, long now) {
      request = next;
      isAnswered = false;
      since = now;
    }

    boolean isLate(ConnectionLimits limits, long now) {
      if (request == null) {
        return isOver(limits.head(), now);
      }
      if (!request.isEnded()) {
        return isOver(limits.body(), now);
      }
      if (!request.response().ended()) {
        return false;
      }
      if (!isAnswered) {
        isAnswered = true;
        since = now;
      }
      return isOver(limits.idle(), now);
    }

    private boolean isOver(Duration limit, long now) {
      return now - since > limit.toNanos();
    }
  }
}
