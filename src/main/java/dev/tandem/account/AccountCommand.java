package dev.tandem.account;

import dev.tandem.bus.LocalMessage;
import dev.tandem.bus.WireName;
import dev.tandem.config.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What may be asked of TickTick accounts. */
public sealed interface AccountCommand extends LocalMessage {

  /** Replies {@link AccountReply.Settings}. */
  @WireName("account.read")
  record Read(long userId) implements AccountCommand {}

  /**
   * Stores a token and connects the account; a paused queue resumes. Replies {@link
   * AccountReply.Settings}.
   *
   * @param expiresIn null when it is not known
   */
  @WireName("account.connect")
  record Connect(
      long userId, Secret accessToken, @Nullable Secret refreshToken, @Nullable Duration expiresIn)
      implements AccountCommand {}

  /** Erases the tokens, keeps tasks and queue. Replies {@link AccountReply.Settings}. */
  @WireName("account.disconnect")
  record Disconnect(long userId) implements AccountCommand {}

  /**
   * Goes on with the account that the present token belongs to, although the tasks are linked with
   * another: unlinks everything. Does nothing in any other state than {@link
   * AccountState#ACCOUNT_MISMATCH}. Replies {@link AccountReply.Settings}.
   */
  @WireName("account.accept")
  record Accept(long userId) implements AccountCommand {}

  /** Replies {@link AccountReply.Settings}. */
  @WireName("account.configure")
  record Configure(long userId, boolean autoPush) implements AccountCommand {}

  /**
   * Replies {@link AccountReply.Tokens}, {@link AccountReply.Missing} (disconnected, or no such
   * account).
   */
  @WireName("account.read_tokens")
  record ReadTokens(long accountId) implements AccountCommand {}

  /**
   * Stores a refreshed pair if the tokens are still of {@code generation}. Replies {@link
   * AccountReply.Tokens}: the pair that holds now, be it this one or another's.
   *
   * @param refreshToken null: the old one stays
   */
  @WireName("account.store_refreshed")
  record StoreRefreshed(
      long accountId,
      long generation,
      Secret accessToken,
      @Nullable Secret refreshToken,
      @Nullable Duration expiresIn)
      implements AccountCommand {}

  /**
   * The token is refused for good; counts only if the tokens are still of {@code generation}.
   * Replies {@link AccountReply.Tokens} or {@link AccountReply.Missing}.
   */
  @WireName("account.refused")
  record TokenRefused(long accountId, long generation) implements AccountCommand {}

  /**
   * No request for {@code length}, by the database's clock; a pause that stands and ends later is
   * kept. Replies {@link AccountReply.Done}.
   */
  @WireName("account.pause")
  record Pause(long accountId, Duration length) implements AccountCommand {}

  /** Remembers what TickTick calls this account's Inbox. Replies {@link AccountReply.Done}. */
  @WireName("account.learn_inbox")
  record LearnInbox(long accountId, String remoteInboxId) implements AccountCommand {}

  /**
   * Any connected account, for the breaker's probe. Replies {@link AccountReply.Tokens}, {@link
   * AccountReply.Missing}.
   */
  @WireName("account.any_connected")
  record ReadAnyConnected() implements AccountCommand {}

  /**
   * Takes one request out of the account's budget. Replies {@link AccountReply.Granted}, {@link
   * AccountReply.Exhausted}, {@link AccountReply.Missing} (not connected, or no such account).
   *
   * @param interactive a person waits: may use the reserve that background work leaves
   */
  @WireName("account.spend")
  record Spend(long accountId, boolean interactive) implements AccountCommand {}
}
