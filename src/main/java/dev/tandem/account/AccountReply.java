package dev.tandem.account;

import dev.tandem.bus.LocalMessage;
import dev.tandem.bus.WireName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The expected outcomes of an {@link AccountCommand}. */
public sealed interface AccountReply extends LocalMessage {
  /**
   * @param account null if the user never connected one
   */
  @WireName("account.reply.settings")
  record Settings(@Nullable TickTickAccount account, boolean autoPush) implements AccountReply {}

  /**
   * @param toRevoke a pair that a consent gave, was replaced and nobody here uses any more; null:
   *     none
   */
  @WireName("account.reply.stored")
  record Stored(Settings settings, @Nullable AccountTokens toRevoke) implements AccountReply {}

  /** Nothing was stored. */
  @WireName("account.reply.kept")
  record Kept() implements AccountReply {}

  /**
   * @param some of the linked tasks' twins, at most three
   */
  @WireName("account.reply.linked_with")
  record LinkedWith(RemoteIdentity identity, List<LinkedTask> some) implements AccountReply {
    public LinkedWith {
      some = List.copyOf(some);
    }
  }

  @WireName("account.reply.token_use")
  record TokenUse(boolean isUsed) implements AccountReply {}

  /**
   * The pair was not stored, since others took the place of those that were refreshed, or none.
   *
   * @param present null: none
   * @param revocable whether nothing that is used here ends with the pair's revocation
   */
  @WireName("account.reply.too_late")
  record TooLate(@Nullable AccountTokens present, boolean revocable) implements AccountReply {}

  @WireName("account.reply.tokens")
  record Tokens(AccountTokens tokens) implements AccountReply {}

  /**
   * @param generation of the account's tokens as the request was granted: held ones of another are
   *     out of date
   * @param budget names the TickTick account, as far as it is known: alike for all accounts here
   *     that share one
   * @param at the time, by the database's clock
   */
  @WireName("account.reply.granted")
  record Granted(long generation, String budget, Instant at) implements AccountReply {}

  /**
   * @param delay until a request will be granted, if nobody else takes it
   */
  @WireName("account.reply.exhausted")
  record Exhausted(Duration delay) implements AccountReply {}

  @WireName("account.reply.consented")
  record Consented(long userId) implements AccountReply {}

  @WireName("account.reply.prepared")
  record Prepared(long accountId) implements AccountReply {}

  @WireName("account.reply.unchecked")
  record Unchecked(List<AccountTokens> accounts) implements AccountReply {
    public Unchecked {
      accounts = List.copyOf(accounts);
    }
  }

  /**
   * The tokens are erased here.
   *
   * @param toRevoke what is to be revoked at TickTick; null: nothing
   * @param otherwise what to tell if nothing is to be revoked
   */
  @WireName("account.reply.erased")
  record Erased(@Nullable AccountTokens toRevoke, ConnectionReply.Revocation otherwise)
      implements AccountReply {}

  @WireName("account.reply.missing")
  record Missing() implements AccountReply {}

  @WireName("account.reply.done")
  record Done() implements AccountReply {}
}
