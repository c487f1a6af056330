package dev.tandem.http;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountRoutes;
import dev.tandem.account.AccountState;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.account.TickTickAccount;
import dev.tandem.account.TokenGrant;
import dev.tandem.account.TokenSource;
import dev.tandem.bus.Bus;
import dev.tandem.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /api/ticktick}: the connection to TickTick. No answer shows a token. */
final class AccountApi {
  private static final String ACCOUNT = "/api/ticktick";

  private final Bus bus;

  AccountApi(Bus bus) {
    this.bus = bus;
  }

  void bind(ApiRouter router) {
    router
        .serve(HttpMethod.PUT, "/api/ticktick/token", this::connect)
        .serve(HttpMethod.GET, ACCOUNT, call -> shown(new AccountCommand.Read(call.userId())))
        .serve(HttpMethod.PATCH, ACCOUNT, this::configure)
        .serve(HttpMethod.DELETE, ACCOUNT, this::disconnect);
  }

  private Future<Answer> connect(Call call) {
    RequestBody body = call.body();
    Secret accessToken = secret(body, "access_token");
    Secret refreshToken = secret(body, "refresh_token");
    Long expiresIn = body.whole("expires_in");
    body.check();
    if (accessToken == null) {
      throw new IllegalStateException("the contract requires access_token");
    }
    return shown(
        new AccountCommand.Connect(
            call.userId(),
            new TokenGrant(
                TokenSource.PERSONAL,
                accessToken,
                refreshToken,
                expiresIn == null ? null : Duration.ofSeconds(expiresIn),
                List.of()),
            RemoteIdentity.UNKNOWN));
  }

  /** A token goes into a header as it is. */
  private static @Nullable Secret secret(RequestBody body, String field) {
    String text = body.text(field);
    if (text == null) {
      return null;
    }
    if (!text.isEmpty() && !VisibleAscii.is(text)) {
      body.refuse('/' + field, "must be visible ASCII characters");
    }
    return new Secret(text);
  }

  private Future<Answer> configure(Call call) {
    RequestBody body = call.body();
    body.check();
    return shown(new AccountCommand.Configure(call.userId(), body.flag("auto_push", true)));
  }

  private Future<Answer> disconnect(Call call) {
    return bus.ask(
            AccountRoutes.ACCOUNTS, new AccountCommand.Disconnect(call.userId()), Call.ASK_LIMIT)
        .map(done -> Answer.noContent());
  }

  private Future<Answer> shown(AccountCommand command) {
    return ask(command).map(settings -> Answer.ok(json(settings)));
  }

  private Future<AccountReply.Settings> ask(AccountCommand command) {
    return bus.ask(AccountRoutes.ACCOUNTS, command, Call.ASK_LIMIT).map(AccountApi::settings);
  }

  static AccountReply.Settings settings(AccountReply reply) {
    if (reply instanceof AccountReply.Settings settings) {
      return settings;
    }
    throw new IllegalStateException("unexpected " + reply.getClass().getSimpleName());
  }

  private static Buffer json(AccountReply.Settings settings) {
    TickTickAccount account = settings.account();
    AccountState state = SyncRenderer.stateOf(account);
    return JsonText.of(
        json -> {
          json.writeStartObject();
          json.writeBooleanField("connected", state == AccountState.CONNECTED);
          json.writeStringField("state", state.wireName());
          JsonText.time(json, "expires_at", account == null ? null : account.expiresAt());
          JsonText.texts(json, "scopes", account == null ? List.of() : account.scopes());
          json.writeBooleanField("auto_push", settings.autoPush());
          json.writeEndObject();
        });
  }
}
