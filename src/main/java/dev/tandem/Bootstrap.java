package dev.tandem;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountRoutes;
import dev.tandem.account.AccountState;
import dev.tandem.account.TickTickAccount;
import dev.tandem.account.UserCommand;
import dev.tandem.account.UserReply;
import dev.tandem.bus.Bus;
import dev.tandem.config.GatewayConfig;
import dev.tandem.config.Secret;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * What a database needs before the first client comes: an owner with a key, and with the sandbox a
 * connection to it.
 */
final class Bootstrap {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Bus bus;

  Bootstrap(Bus bus) {
    this.bus = bus;
  }

  Future<UserReply.Owner> owner(GatewayConfig.Storage storage) {
    return bus.ask(
            AccountRoutes.USERS, new UserCommand.EnsureOwner(storage.apiKey().orElse(null)), LIMIT)
        .map(UserReply.Owner.class::cast);
  }

  /** Connects the owner, unless they disconnected by themselves. */
  Future<Void> connect(long ownerId, Secret sandboxToken) {
    return bus.ask(AccountRoutes.ACCOUNTS, new AccountCommand.Read(ownerId), LIMIT)
        .map(AccountReply.Settings.class::cast)
        .compose(
            settings -> {
              TickTickAccount account = settings.account();
              return account != null && account.state() == AccountState.DISCONNECTED
                  ? Future.<AccountReply>succeededFuture(settings)
                  : bus.ask(
                      AccountRoutes.ACCOUNTS,
                      new AccountCommand.Connect(ownerId, sandboxToken, null, null),
                      LIMIT);
            })
        .mapEmpty();
  }
}
