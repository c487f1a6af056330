package dev.tandem.account;

import dev.tandem.bus.LocalMessage;
import dev.tandem.bus.WireName;
import java.time.Instant;
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

  @WireName("account.reply.granted")
  record Granted() implements AccountReply {}

  /**
   * @param until when a request will be granted, if nobody else takes it
   */
  @WireName("account.reply.exhausted")
  record Exhausted(Instant until) implements AccountReply {}

  @WireName("account.reply.missing")
  record Missing() implements AccountReply {}

  @WireName("account.reply.done")
  record Done() implements AccountReply {}
}
