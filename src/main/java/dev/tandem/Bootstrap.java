package dev.tandem;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountRoutes;
import dev.tandem.account.AccountState;
import dev.tandem.account.TickTickAccount;
import dev.tandem.account.TokenGrant;
import dev.tandem.account.TokenSource;
import dev.tandem.account.UserCommand;
import dev.tandem.account.UserReply;
import dev.tandem.bus.Bus;
import dev.tandem.config.GatewayConfig;
import dev.tandem.config.Secret;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a database needs before the first client comes: an owner with a key, and with the sandbox a
 * connection to it.
 */
final class Bootstrap {
  private static final Logger log = LoggerFactory.getLogger(Bootstrap.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Bus bus;

  Bootstrap(Bus bus) {
    this.bus = bus;
  }

  /**
   * @return the owner's key, if it had to be made
   */
  Future<Optional<Secret>> run(GatewayConfig.Storage storage, Optional<Sandbox> sandbox) {
    return bus.ask(
            AccountRoutes.USERS, new UserCommand.EnsureOwner(storage.apiKey().orElse(null)), LIMIT)
        .map(UserReply.Owner.class::cast)
        .compose(
            owner ->
                sandbox
                    .map(built -> connect(owner.owner().id(), built))
                    .orElseGet(Future::succeededFuture)
                    .map(done -> Optional.ofNullable(owner.madeKey())));
  }

  private Future<Void> connect(long ownerId, Sandbox sandbox) {
    return bus.ask(AccountRoutes.ACCOUNTS, new AccountCommand.Read(ownerId), LIMIT)
        .map(AccountReply.Settings.class::cast)
        .compose(
            settings ->
                mayConnect(settings.account(), sandbox)
                    ? bus.ask(
                            AccountRoutes.ACCOUNTS,
                            new AccountCommand.Connect(
                                ownerId, grant(sandbox), sandbox.ownerIdentity()),
                            LIMIT)
                        .mapEmpty()
                    : Future.succeededFuture());
  }

  private static TokenGrant grant(Sandbox sandbox) {
    return new TokenGrant(TokenSource.PERSONAL, sandbox.ownerToken(), null, null, List.of());
  }

  /** A connection to the real TickTick is not replaced, nor one that the person ended renewed. */
  private static boolean mayConnect(@Nullable TickTickAccount account, Sandbox sandbox) {
    if (account == null) {
      return true;
    }
    boolean ours = Objects.equals(sandbox.ownerIdentity().inboxId(), account.identity().inboxId());
    if (!ours) {
      log.warn("The owner is connected to another TickTick; the sandbox runs beside it, unused");
    }
    return ours && account.state() != AccountState.DISCONNECTED;
  }
}
