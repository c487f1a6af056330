package dev.tandem.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tandem.account.AccountRoutes;
import dev.tandem.account.User;
import dev.tandem.account.UserCommand;
import dev.tandem.account.UserReply;
import dev.tandem.bus.Bus;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.Locale;

/** {@code /api/users}: admins only. */
final class UsersApi {
  private static final String USERS = "/api/users";

  private final Bus bus;

  UsersApi(Bus bus) {
    this.bus = bus;
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
    return bus.ask(AccountRoutes.USERS, new UserCommand.CreateUser(name, email), Call.ASK_LIMIT)
        .map(
            reply -> {
              if (reply instanceof UserReply.Conflicted conflicted) {
                throw Problem.of(Problem.Kind.CONFLICT, conflicted.detail()).asException();
              }
              User user = ((UserReply.OneUser) reply).user();
              return Answer.created(JsonText.of(json -> write(json, user)));
            });
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
    UserCommand command =
        new UserCommand.ListUsers(call.query().limit(), call.query().cursor().orElse(null));
    return bus.ask(AccountRoutes.USERS, command, Call.ASK_LIMIT)
        .map(
            reply -> {
              UserReply.Users page = (UserReply.Users) reply;
              return Pages.linked(
                  Answer.ok(
                      JsonText.of(
                          json -> {
                            json.writeStartObject();
                            json.writeArrayFieldStart("users");
                            for (User user : page.users()) {
                              write(json, user);
                            }
                            json.writeEndArray();
                            JsonText.text(json, "next_cursor", page.nextCursor());
                            json.writeEndObject();
                          })),
                  call,
                  page.nextCursor());
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
