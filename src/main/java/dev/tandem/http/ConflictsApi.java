package dev.tandem.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tandem.bus.Bus;
import dev.tandem.sync.Conflict.Winner;
import dev.tandem.sync.ConflictCommand;
import dev.tandem.sync.ConflictReply;
import dev.tandem.sync.LoggedConflict;
import dev.tandem.sync.SyncRoutes;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** {@code /api/conflicts}: what was changed on both sides, and a person's last word. */
final class ConflictsApi {
  private static final String CONFLICTS = "/api/conflicts";

  private final Bus bus;
  private final KeyedClient keyed;

  ConflictsApi(Bus bus, KeyedClient keyed) {
    this.bus = bus;
    this.keyed = keyed;
  }

  void bind(ApiRouter router) {
    router
        .serve(HttpMethod.GET, CONFLICTS, this::list)
        .serve(HttpMethod.GET, CONFLICTS + "/{id}", this::get)
        .serve(HttpMethod.POST, CONFLICTS + "/{id}/resolve", keyed.once(this::resolve));
  }

  private Future<Answer> list(Call call) {
    return ask(
            new ConflictCommand.ListConflicts(
                call.userId(),
                call.query().flag("open").orElse(null),
                call.query().limit(),
                call.query().cursor().orElse(null)),
            ConflictReply.Page.class)
        .map(page -> Pages.linked(Answer.ok(json(page)), call, page.nextCursor()));
  }

  private Future<Answer> get(Call call) {
    return ask(
            new ConflictCommand.GetConflict(call.userId(), call.id("id")), ConflictReply.One.class)
        .map(one -> Answer.ok(json(one.conflict())));
  }

  private Future<Answer> resolve(Call call) {
    RequestBody body = call.body();
    Winner keep = Winner.ofWireName(String.valueOf(body.text("keep"))).orElse(null);
    body.check();
    if (keep == null) {
      throw new IllegalStateException("the contract requires keep");
    }
    return ask(
            new ConflictCommand.Resolve(call.userId(), call.id("id"), keep),
            ConflictReply.One.class)
        .map(one -> Answer.ok(json(one.conflict())));
  }

  private <T extends ConflictReply> Future<T> ask(ConflictCommand command, Class<T> hopedFor) {
    return bus.ask(SyncRoutes.CONFLICTS, command, Call.ASK_LIMIT)
        .map(
            reply -> {
              if (hopedFor.isInstance(reply)) {
                return hopedFor.cast(reply);
              }
              throw problem(reply).asException();
            });
  }

  private static Problem problem(ConflictReply reply) {
    if (reply instanceof ConflictReply.Missing) {
      return Problem.notFound();
    }
    if (reply instanceof ConflictReply.Refused refused) {
      return Problem.invalid(refused.faults());
    }
    if (reply instanceof ConflictReply.Conflicted conflicted) {
      return Problem.of(Problem.Kind.CONFLICT, conflicted.detail());
    }
    throw new IllegalStateException("unexpected " + reply.getClass().getSimpleName());
  }

  private static Buffer json(ConflictReply.Page page) {
    return JsonText.of(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("conflicts");
          for (LoggedConflict conflict : page.conflicts()) {
            write(json, conflict);
          }
          json.writeEndArray();
          JsonText.text(json, "next_cursor", page.nextCursor());
          json.writeEndObject();
        });
  }

  private static Buffer json(LoggedConflict conflict) {
    return JsonText.of(json -> write(json, conflict));
  }

  private static void write(JsonGenerator json, LoggedConflict conflict) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", conflict.id());
    JsonText.number(json, "task_id", conflict.taskId());
    JsonText.number(json, "project_id", conflict.projectId());
    json.writeStringField("field", conflict.field());
    value(json, "base", conflict.base());
    value(json, "local", conflict.local());
    value(json, "remote", conflict.remote());
    json.writeStringField("winner", conflict.winner().wireName());
    json.writeStringField("rule", conflict.rule());
    JsonText.time(json, "at", conflict.at());
    JsonText.time(json, "reviewed_at", conflict.reviewedAt());
    json.writeEndObject();
  }

  /** Already JSON, as PostgreSQL wrote it. */
  private static void value(JsonGenerator json, String name, @Nullable String value)
      throws IOException {
    json.writeFieldName(name);
    json.writeRawValue(value == null ? "null" : value);
  }
}
