package dev.tandem.http;

import dev.tandem.http.ExportPages.Page;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes an export page by page, the next one read only when the one before is with the client's
 * network: a slow client costs one page of memory and no transaction. Whatever goes wrong midway
 * ends the connection before the last line, by which a whole export is known.
 */
final class ExportStream {
  private static final Logger log = LoggerFactory.getLogger(ExportStream.class);
  private static final int VERSION = 1;

  private final ExportPages pages;
  private final HttpServerResponse response;
  private final long userId;
  private final Map<String, Long> counts = new LinkedHashMap<>();

  ExportStream(ExportPages pages, HttpServerResponse response, long userId) {
    this.pages = pages;
    this.response = response;
    this.userId = userId;
  }

  /** Succeeds when all is written. */
  Future<Void> run(Page first, Instant at) {
    Promise<Void> end = Promise.promise();
    response.write(firstLine(at)).onComplete(written -> write(first, end), end::fail);
    return end.future().onFailure(this::cut);
  }

  /** A loop, since a chain of futures would grow with the export. */
  private void write(Page page, Promise<Void> end) {
    counts.merge(page.type(), (long) page.count(), Long::sum);
    Future<Void> written =
        page.count() == 0 ? Future.succeededFuture() : response.write(page.lines());
    written.onComplete(
        done ->
            page.next()
                .ifPresentOrElse(
                    place -> pages.read(place).onComplete(next -> write(next, end), end::fail),
                    () -> response.end(lastLine()).onComplete(end)),
        end::fail);
  }

  private void cut(Throwable failure) {
    if (response.closed()) {
      log.debug("The client left before the export of user {} ended", userId);
      return;
    }
    log.warn("The export of user {} is cut off: {}", userId, failure.getMessage());
    response.reset().onFailure(gone -> log.debug("The client left first", gone));
  }

  private Buffer firstLine(Instant at) {
    return JsonText.of(
            json -> {
              json.writeStartObject();
              json.writeStringField("type", "export");
              json.writeNumberField("version", VERSION);
              json.writeNumberField("user_id", userId);
              JsonText.time(json, "at", at);
              json.writeEndObject();
            })
        .appendString("\n");
  }

  private Buffer lastLine() {
    return JsonText.of(
            json -> {
              json.writeStartObject();
              json.writeStringField("type", "end");
              json.writeObjectFieldStart("counts");
              for (Map.Entry<String, Long> count : counts.entrySet()) {
                json.writeNumberField(count.getKey(), count.getValue());
              }
              json.writeEndObject();
              json.writeEndObject();
            })
        .appendString("\n");
  }
}
