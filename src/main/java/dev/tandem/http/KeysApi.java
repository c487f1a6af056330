package dev.tandem.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tandem.account.ApiKey;
import dev.tandem.account.UserCommand;
import dev.tandem.account.UserReply;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;

/** {@code /api/keys}: one's own; for others, admins only. */
final class KeysApi {
  private static final String KEYS = "/api/keys";

  private final PeopleClient people;
  private final Clock clock;

  KeysApi(PeopleClient people, Clock clock) {
    this.people = people;
    this.clock = clock;
  }

  void bind(ApiRouter router) {
    router
        .serve(HttpMethod.POST, KEYS, this::create)
        .serve(HttpMethod.GET, KEYS, this::list)
        .serve(HttpMethod.DELETE, "/api/keys/{id}", this::revoke);
  }

  private Future<Answer> create(Call call) {
    RequestBody body = call.body();
    String name = body.text("name");
    Instant expiresAt = body.time("expires_at");
    if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
      body.refuse("/expires_at", "must be in the future");
    }
    body.check();
    if (name == null) {
      throw new IllegalStateException("the contract requires name");
    }
    Long other = body.whole("user_id");
    long owner = other == null ? call.userId() : other;
    if (owner != call.userId()) {
      call.requireAdmin();
    }
    return people
        .make(call, new UserCommand.CreateKey(owner, name, expiresAt), UserReply.OfKey.class)
        .map(made -> made(made.reply()).replayed(made.replayed()));
  }

  private static Answer made(UserReply.OfKey reply) {
    ApiKey key = reply.key();
    // The text is shown once, also to who repeats the request.
    String text = reply instanceof UserReply.KeyMade made ? made.text().reveal() : null;
    return Answer.created(
        JsonText.of(
            json -> {
              json.writeStartObject();
              json.writeNumberField("id", key.id());
              json.writeStringField("name", key.name());
              JsonText.text(json, "key", text);
              json.writeEndObject();
            }));
  }

  private Future<Answer> list(Call call) {
    return people
        .ask(
            new UserCommand.ListKeys(
                call.userId(), call.query().limit(), call.query().cursor().orElse(null)),
            UserReply.Keys.class)
        .map(page -> Pages.linked(Answer.ok(json(page)), call, page.nextCursor()));
  }

  private static Buffer json(UserReply.Keys page) {
    return JsonText.of(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("keys");
          for (ApiKey key : page.keys()) {
            write(json, key);
          }
          json.writeEndArray();
          JsonText.text(json, "next_cursor", page.nextCursor());
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, ApiKey key) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", key.id());
    json.writeNumberField("user_id", key.userId());
    json.writeStringField("name", key.name());
    JsonText.time(json, "created_at", key.createdAt());
    JsonText.time(json, "expires_at", key.expiresAt());
    JsonText.time(json, "last_used_at", key.lastUsedAt());
    json.writeEndObject();
  }

  private Future<Answer> revoke(Call call) {
    return people
        .ask(new UserCommand.RevokeKey(call.userId(), call.id("id")), UserReply.Revoked.class)
        .map(revoked -> Answer.noContent());
  }
}
