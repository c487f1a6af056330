package dev.tandem.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tandem.bus.Bus;
import dev.tandem.task.FeedQuery;
import dev.tandem.task.FeedReply;
import dev.tandem.task.TaskRoutes;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;

/** {@code /api/changes}: what has come to a person's tasks since somebody last asked. */
final class ChangesApi {
  private final Bus bus;

  ChangesApi(Bus bus) {
    this.bus = bus;
  }

  void bind(ApiRouter router) {
    router.serve(HttpMethod.GET, "/api/changes", this::read);
  }

  private Future<Answer> read(Call call) {
    FeedQuery query =
        new FeedQuery(call.userId(), call.query().text("since").orElse(null), call.query().limit());
    return bus.ask(TaskRoutes.FEED, query, Call.ASK_LIMIT)
        .map(reply -> Answer.ok(json(changes(reply))));
  }

  /**
   * The changes hoped for.
   *
   * @throws ProblemException if the cursor is none or expired
   */
  static FeedReply.Changes changes(FeedReply reply) {
    if (reply instanceof FeedReply.Changes changes) {
      return changes;
    }
    throw problem(reply).asException();
  }

  private static Problem problem(FeedReply reply) {
    if (reply instanceof FeedReply.Refused refused) {
      return Problem.invalid(refused.faults());
    }
    return Problem.of(
        Problem.Kind.CURSOR_EXPIRED,
        "what happened since then is not known any more; begin anew with since=beginning");
  }

  private static Buffer json(FeedReply.Changes changes) {
    return JsonText.of(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("changes");
          for (FeedReply.Change change : changes.changes()) {
            write(json, change);
          }
          json.writeEndArray();
          json.writeStringField("cursor", changes.cursor());
          json.writeBooleanField("has_more", changes.hasMore());
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, FeedReply.Change change) throws IOException {
    json.writeStartObject();
    json.writeStringField("change", change.task() == null ? "delete" : "upsert");
    json.writeNumberField("task_id", change.taskId());
    if (change.task() != null) {
      json.writeFieldName("task");
      TaskRenderer.write(json, change.task());
    }
    json.writeEndObject();
  }
}
