package dev.tandem.http;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountRoutes;
import dev.tandem.account.AccountState;
import dev.tandem.account.ConnectionCommand;
import dev.tandem.account.ConnectionReply;
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
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code /api/ticktick}: the connection to TickTick. No answer shows a token. */
final class AccountApi {
  private static final String ACCOUNT = "/api/ticktick";

  private final Bus bus;
  private final ConnectionClient connections;

  AccountApi(Bus bus, ConnectionClient connections) {
    this.bus = bus;
    this.connections = connections;
  }

  void bind(ApiRouter router) {
    router
        .serve(HttpMethod.PUT, "/api/ticktick/token", this::connect)
        .serve(HttpMethod.GET, ACCOUNT, this::read)
        .serve(HttpMethod.PATCH, ACCOUNT, this::configure)
        .serve(HttpMethod.DELETE, ACCOUNT, this::disconnect);
  }

  private Future<Answer> read(Call call) {
    return ask(new AccountCommand.Read(call.userId())).map(this::shown);
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
    TokenGrant grant =
        new TokenGrant(
            TokenSource.PERSONAL,
            accessToken,
            refreshToken,
            expiresIn == null ? null : Duration.ofSeconds(expiresIn),
            List.of());
    return connections
        .ask(new ConnectionCommand.UseToken(call.userId(), grant))
        .map(
            reply -> {
              if (reply instanceof ConnectionReply.GrantRefused refused) {
                throw Problem.invalid("/access_token", refused.detail()).asException();
              }
              if (reply instanceof ConnectionReply.Connected connected) {
                return shown(connected.settings());
              }
              throw ConnectionClient.unexpected(reply);
            });
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
    // The contract takes no other value than true.
    boolean accepts = body.has("accept_account");
    return (accepts ? mismatched(call.userId()) : Future.<Void>succeededFuture())
        .compose(
            done ->
                body.has("auto_push")
                    ? ask(new AccountCommand.Configure(call.userId(), body.flag("auto_push", true)))
                    : ask(new AccountCommand.Read(call.userId())))
        .compose(
            settings ->
                accepts
                    ? ask(new AccountCommand.Accept(call.userId()))
                    : Future.succeededFuture(settings))
        .map(this::shown);
  }

  /** Fails unless there is another account to accept: nothing of the request is done then. */
  private Future<Void> mismatched(long userId) {
    return ask(new AccountCommand.Read(userId))
        .map(
            settings -> {
              TickTickAccount account = settings.account();
              if (account == null || account.state() != AccountState.ACCOUNT_MISMATCH) {
                throw Problem.of(
                        Problem.Kind.CONFLICT,
                        "accept_account is for the state account_mismatch; it is "
                            + SyncRenderer.stateOf(account).wireName()
                            + ", and nothing changed")
                    .asException();
              }
              return null;
            });
  }

  private Future<Answer> disconnect(Call call) {
    return connections
        .ask(new ConnectionCommand.Disconnect(call.userId()))
        .map(
            reply -> {
              if (!(reply instanceof ConnectionReply.Disconnected disconnected)) {
                throw ConnectionClient.unexpected(reply);
              }
              return Answer.noContent()
                  .with(
                      "Tandem-Revocation",
                      disconnected.revocation().name().toLowerCase(Locale.ROOT));
            });
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

  private Answer shown(AccountReply.Settings settings) {
    return Answer.ok(json(settings));
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
          json.writeBooleanField("expires_soon", account != null && account.expiresSoon());
          JsonText.texts(json, "scopes", account == null ? List.of() : account.scopes());
          json.writeBooleanField("auto_push", settings.autoPush());
          json.writeEndObject();
        });
  }
}
