package dev.tandem.account;

import dev.tandem.bus.LocalMessage;
import dev.tandem.bus.WireName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The expected outcomes of an {@link AccountCommand}. */
public sealed interface AccountReply extends LocalMessage {
  /**
   * @param account null if the user never connected one
   */
  @WireName("account.reply.settings")
  record Settings(@Nullable TickTickAccount account, boolean autoPush) implements AccountReply {}

  @WireName("account.reply.tokens")
  record Tokens(AccountTokens tokens) implements AccountReply {}

  /**
   * @param generation of the account's tokens as the request was granted: held ones of another are
   *     out of date
   */
  @WireName("account.reply.granted")
  record Granted(long generation) implements AccountReply {}

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
