package dev.tandem.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * Lets requests in as long as the heap has room for them, and tells the others to come again. What
 * a request needs is estimated before any of its body is read: everything behind this line, from
 * the bus to the database's queue, is bounded by what is let in here.
 */
final class Admission implements Handler<RoutingContext> {
  private static final String PLACE = "tandem.place";

  /** The request, its headers, and what is asked about it. */
  static final int REQUEST_BYTES = 16 * 1024;

  /** The body as bytes, as a tree, and as the command that is made of it. */
  static final int BYTES_OF_A_BODY_BYTE = 4;

  private final Room room;

  Admission(Room room) {
    this.room = room;
  }

  @Override
  public void handle(RoutingContext ctx) {
    Place place = new Place(room, weight(expectedBody(ctx.request())));
    if (!place.isTaken()) {
      ctx.fail(Problem.overloaded("the gateway has too much under way, try again").asException());
      return;
    }
    ctx.put(PLACE, place);
    // Called once, whether the answer was ended or the client has left.
    ctx.addEndHandler(over -> place.leave());
    ctx.next();
  }

  /** Gives back what was taken for a body that might have been longer. */
  static void bodyIsRead(RoutingContext ctx) {
    Buffer body = ctx.body().buffer();
    placeOf(ctx).ifPresent(place -> place.bodyIs(body == null ? 0 : body.length()));
  }

  /** The request goes on, but is counted elsewhere from now on. */
  static void leave(RoutingContext ctx) {
    placeOf(ctx).ifPresent(Place::leave);
  }

  /** Empty for requests that need none. */
  private static Optional<Place> placeOf(RoutingContext ctx) {
    return Optional.ofNullable(ctx.get(PLACE));
  }

  private static long weight(long bodyBytes) {
    return REQUEST_BYTES + BYTES_OF_A_BODY_BYTE * bodyBytes;
  }

  /** What is longer than a body may be is not read. */
  private static long expectedBody(HttpServerRequest request) {
    if (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD)) {
      return 0;
    }
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      boolean unknown = request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
      return unknown ? RequestReader.BODY_LIMIT : 0;
    }
    try {
      return Math.min(Long.parseLong(length), RequestReader.BODY_LIMIT);
    } catch (NumberFormatException e) {
      return RequestReader.BODY_LIMIT;
    }
  }

  /** What one request has taken. Used by its event loop. */
  private static final class Place {
    private final Room room;
    private long bytes;

    private Place(Room room, long bytes) {
      this.room = room;
      this.bytes = room.take(bytes) ? bytes : 0;
    }

    private boolean isTaken() {
      return bytes > 0;
    }

    /** The body is read: it is no longer than this, whatever was expected. */
    void bodyIs(long bodyBytes) {
      long needed = weight(bodyBytes);
      if (needed < bytes) {
        room.giveBack(bytes - needed);
        bytes = needed;
      }
    }

    /** Gives everything back; once is enough. */
    void leave() {
      room.giveBack(bytes);
      bytes = 0;
    }
  }
}
