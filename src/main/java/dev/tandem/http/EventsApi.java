package dev.tandem.http;

import dev.tandem.bus.Bus;
import dev.tandem.task.FeedQuery;
import dev.tandem.task.TaskRoutes;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET /api/events}: the feed as it grows. */
final class EventsApi {
  private static final Logger log = LoggerFactory.getLogger(EventsApi.class);
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  private final Bus bus;
  private final EventStreams streams;

  EventsApi(Bus bus, EventStreams streams) {
    this.bus = bus;
    this.streams = streams;
  }

  void bind(ApiRouter router) {
    router.stream(HttpMethod.GET, "/api/events", this::open);
  }

  private Future<Void> open(Call call, HttpServerRequest request) {
    if (!streams.hasRoom(call.userId())) {
      throw Problem.overloaded("too many event streams are open, try again").asException();
    }
    String header = request.getHeader(LAST_EVENT_ID);
    String since =
        header == null || header.isEmpty() ? call.query().text("since").orElse(null) : header;
    // A first question before the head: a cursor that is none, or expired, is told as a problem.
    return bus.ask(TaskRoutes.FEED, new FeedQuery(call.userId(), since, 1), Call.ASK_LIMIT)
        .map(ChangesApi::changes)
        .compose(found -> begin(call.caller(), request, since == null ? found.cursor() : since));
  }

  private Future<Void> begin(Caller caller, HttpServerRequest request, String cursor) {
    HttpServerResponse response =
        request
            .response()
            .setChunked(true)
            .putHeader(HttpHeaders.CONTENT_TYPE, EventText.MEDIA_TYPE)
            // Proxies that gather answers before they pass them on are asked not to.
            .putHeader("X-Accel-Buffering", "no");
    if (request.method().equals(HttpMethod.HEAD)) {
      return response.end();
    }
    if (response.closed()) {
      return Future.succeededFuture();
    }
    response
        .write(EventText.opening(cursor))
        .onFailure(gone -> log.debug("the client left before its events", gone));
    streams.join(new EventStream(caller, response, cursor));
    return Future.succeededFuture();
  }
}
