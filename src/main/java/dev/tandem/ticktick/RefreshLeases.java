package dev.tandem.ticktick;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountCommand.RefreshClaim;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountRoutes;
import dev.tandem.account.AccountTokens;
import dev.tandem.bus.Bus;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The right to refresh an account's tokens, asked for over the bus. */
final class RefreshLeases {
  /** A lease has this much left when its request is over, see {@link LeasedRefresh}. */
  static final Duration LIMIT = Duration.ofSeconds(5);

  private final Bus bus;
  private final String owner;

  /**
   * @param owner this node's name
   */
  RefreshLeases(Bus bus, String owner) {
    this.bus = bus;
    this.owner = owner;
  }

  /** As {@link AccountCommand.LeaseRefresh} replies. */
  Future<AccountReply> take(AccountTokens tokens, Duration length, boolean insists) {
    return ask(new AccountCommand.LeaseRefresh(claim(tokens), length, insists));
  }

  /**
   * @param rest how long nobody asks TickTick again; zero: it was not asked
   */
  Future<Void> end(AccountTokens tokens, Duration rest) {
    return ask(new AccountCommand.EndRefresh(claim(tokens), rest)).mapEmpty();
  }

  /** The tokens that hold now. */
  Future<Optional<AccountTokens>> deny(AccountTokens tokens, boolean accessRefused) {
    return ask(new AccountCommand.DenyRefresh(claim(tokens), accessRefused))
        .map(RefreshLeases::tokensOf);
  }

  /** What is to be refreshed ahead of its end, a few at a time. */
  Future<List<AccountReply.Stale>> due() {
    return ask(new AccountCommand.ReadRenewable())
        .map(reply -> ((AccountReply.Renewable) reply).accounts());
  }

  static Optional<AccountTokens> tokensOf(AccountReply reply) {
    return reply instanceof AccountReply.Tokens found
        ? Optional.of(found.tokens())
        : Optional.empty();
  }

  private RefreshClaim claim(AccountTokens tokens) {
    return new RefreshClaim(tokens.accountId(), tokens.generation(), owner);
  }

  private Future<AccountReply> ask(AccountCommand command) {
    return bus.ask(AccountRoutes.ACCOUNTS, command, LIMIT);
  }
}
