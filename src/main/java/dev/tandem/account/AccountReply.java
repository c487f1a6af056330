package dev.tandem.account;

import dev.tandem.bus.LocalMessage;
import dev.tandem.bus.WireName;
import java.time.Duration;
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

  @WireName("account.reply.missing")
  record Missing() implements AccountReply {}

  @WireName("account.reply.done")
  record Done() implements AccountReply {}
}
