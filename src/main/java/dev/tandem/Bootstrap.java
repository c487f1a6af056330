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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

  /**
   * @param sandboxToken the owner's token in the built-in TickTick, if that runs
   * @return the owner's key, if it had to be made
   */
  Future<Optional<Secret>> run(GatewayConfig.Storage storage, Optional<Secret> sandboxToken) {
    return bus.ask(
            AccountRoutes.USERS, new UserCommand.EnsureOwner(storage.apiKey().orElse(null)), LIMIT)
        .map(UserReply.Owner.class::cast)
        .compose(
            owner ->
                connect(owner.owner().id(), sandboxToken)
                    .map(done -> Optional.ofNullable(owner.madeKey())));
  }

  private Future<Void> connect(long ownerId, Optional<Secret> token) {
    if (token.isEmpty()) {
      return Future.succeededFuture();
    }
    return bus.ask(AccountRoutes.ACCOUNTS, new AccountCommand.Read(ownerId), LIMIT)
        .map(AccountReply.Settings.class::cast)
        .compose(
            settings ->
                leftByChoice(settings.account())
                    ? Future.succeededFuture()
                    : bus.ask(
                            AccountRoutes.ACCOUNTS,
                            new AccountCommand.Connect(ownerId, token.get(), null, null),
                            LIMIT)
                        .mapEmpty());
  }

  /** Who disconnected by themselves is not connected again behind their back. */
  private static boolean leftByChoice(@Nullable TickTickAccount account) {
    return account != null && account.state() == AccountState.DISCONNECTED;
  }
}
