package dev.tandem.ticktick;

import dev.tandem.account.AccountRoutes;
import dev.tandem.account.ConnectionCommand;
import dev.tandem.account.ConnectionCommand.Authorize;
import dev.tandem.account.ConnectionCommand.Finish;
import dev.tandem.account.ConnectionCommand.UseToken;
import dev.tandem.account.ConnectionReply;
import dev.tandem.account.ConnectionReply.Authorization;
import dev.tandem.account.ConnectionReply.Connected;
import dev.tandem.account.TickTickAccount;
import dev.tandem.account.TokenGrant;
import dev.tandem.account.TokenSource;
import dev.tandem.config.Secret;
import dev.tandem.sync.SyncRoutes;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** A person who connects TickTick, on a stage. */
final class Browser {
  static final URI CALLBACK = URI.create("http://127.0.0.1:1/callback");

  private static final Duration ASK = Duration.ofSeconds(20);

  private final PushStage stage;

  Browser(PushStage stage) {
    this.stage = stage;
  }

  ConnectionReply ask(ConnectionCommand command) {
    return PushStage.get(asking(command));
  }

  Future<ConnectionReply> asking(ConnectionCommand command) {
    return stage.bus().ask(AccountRoutes.CONNECTION, command, ASK);
  }

  Authorization begin(long user) {
    return (Authorization) ask(new Authorize(user, CALLBACK));
  }

  /** The code with which TickTick sends the person back. */
  Secret consent(Authorization begun, String account) {
    return consent(begun.url().getRawQuery(), account);
  }

  Secret consent(String query, String account) {
    URI back = stage.probe().consent(query, account, true);
    return new Secret(parameter(back, "code"));
  }

  static String parameter(URI uri, String name) {
    return Arrays.stream(uri.getQuery().split("&"))
        .filter(field -> field.startsWith(name + "="))
        .map(field -> field.substring(name.length() + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name));
  }

  static Finish finish(Authorization begun, Secret code) {
    return new Finish(begun.state(), begun.browser(), code, CALLBACK);
  }

  /** The whole way. */
  ConnectionReply connects(long user, String account) {
    Authorization begun = begin(user);
    return ask(finish(begun, consent(begun, account)));
  }

  /** With a token from TickTick's settings. */
  ConnectionReply uses(long user, String token) {
    return uses(user, token, null);
  }

  ConnectionReply uses(long user, String token, String refreshToken) {
    return ask(
        new UseToken(
            user,
            new TokenGrant(
                TokenSource.PERSONAL,
                new Secret(token),
                refreshToken == null ? null : new Secret(refreshToken),
                null,
                List.of())));
  }

  SyncRoutes.SweepResult sweeps(long user) {
    return PushStage.get(
        stage.bus().ask(SyncRoutes.SWEEP, new SyncRoutes.Sweep(user, Duration.ofSeconds(1)), ASK));
  }

  static TickTickAccount account(ConnectionReply reply) {
    return ((Connected) reply).settings().account();
  }
}
