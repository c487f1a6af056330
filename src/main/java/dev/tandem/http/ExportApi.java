package dev.tandem.http;

import dev.tandem.bus.Bus;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** {@code GET /api/export}: all that is kept of oneself. */
final class ExportApi {
  static final String MEDIA_TYPE = "application/x-ndjson";

  private final Bus bus;
  private final TaskClient tasks;
  private final HttpOptions options;

  ExportApi(Bus bus, TaskClient tasks, HttpOptions options) {
    this.bus = bus;
    this.tasks = tasks;
    this.options = options;
  }

  void bind(ApiRouter router) {
    router.stream(HttpMethod.GET, "/api/export", this::export);
  }

  private Future<Void> export(Call call, HttpServerRequest request) {
    long userId = call.userId();
    if (!options.limits().exports().take(userId)) {
      throw Problem.overloaded("other exports are being written, try again").asException();
    }
    return write(call, request).onComplete(written -> options.limits().exports().giveBack(userId));
  }

  private Future<Void> write(Call call, HttpServerRequest request) {
    Instant now = options.clock().instant();
    ExportPages pages = new ExportPages(bus, tasks, call.caller(), options.clock());
    // The first page before the head: what cannot even begin is told as a problem.
    return pages
        .first()
        .compose(
            first -> {
              HttpServerResponse response = head(request.response(), now);
              return request.method().equals(HttpMethod.HEAD)
                  ? response.end()
                  : new ExportStream(pages, response, call.userId()).run(first, now);
            });
  }

  private static HttpServerResponse head(HttpServerResponse response, Instant now) {
    return response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
        .putHeader(
            "Content-Disposition",
            "attachment; filename=\"tandem-export-"
                + LocalDate.ofInstant(now, ZoneOffset.UTC)
                + ".ndjson\"");
  }
}
