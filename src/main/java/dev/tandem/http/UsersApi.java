package dev.tandem.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tandem.account.User;
import dev.tandem.account.UserCommand;
import dev.tandem.account.UserReply;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.Locale;

/** {@code /api/users}: admins only. */
final class UsersApi {
  private static final String USERS = "/api/users";

  private final PeopleClient people;

  UsersApi(PeopleClient people) {
    this.people = people;
  }

  void bind(ApiRouter router) {
    router.serve(HttpMethod.POST, USERS, this::create).serve(HttpMethod.GET, USERS, this::list);
  }

  private Future<Answer> create(Call call) {
    call.requireAdmin();
    RequestBody body = call.body();
    String name = body.text("name");
    String email = body.text("email");
    if (email != null && !isEmail(email)) {
      body.refuse("/email", "must be an e-mail address");
    }
    body.check();
    if (name == null) {
      throw new IllegalStateException("the contract requires name");
    }
    return people
        .make(call, new UserCommand.CreateUser(name, email), UserReply.OneUser.class)
        .map(
            made ->
                Answer.created(JsonText.of(json -> write(json, made.reply().user())))
                    .replayed(made.replayed()));
  }

  /** What can be told without sending a mail: one at sign, text on both sides, no blanks. */
  static boolean isEmail(String text) {
    int at = text.indexOf('@');
    return at > 0
        && at == text.lastIndexOf('@')
        && at < text.length() - 1
        && text.chars().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
  }

  private Future<Answer> list(Call call) {
    call.requireAdmin();
    return people
        .ask(
            new UserCommand.ListUsers(call.query().limit(), call.query().cursor().orElse(null)),
            UserReply.Users.class)
        .map(page -> Pages.linked(Answer.ok(json(page)), call, page.nextCursor()));
  }

  private static Buffer json(UserReply.Users page) {
    return JsonText.of(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("users");
          for (User user : page.users()) {
            write(json, user);
          }
          json.writeEndArray();
          JsonText.text(json, "next_cursor", page.nextCursor());
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, User user) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", user.id());
    json.writeStringField("name", user.name());
    JsonText.text(json, "email", user.email());
    json.writeStringField("role", user.role().name().toLowerCase(Locale.ROOT));
    JsonText.time(json, "created_at", user.createdAt());
    json.writeEndObject();
  }
}
