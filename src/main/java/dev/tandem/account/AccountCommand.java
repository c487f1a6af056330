package dev.tandem.account;

import dev.tandem.bus.LocalMessage;
import dev.tandem.bus.WireName;
import dev.tandem.config.Secret;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What may be asked of TickTick accounts. */
public sealed interface AccountCommand extends LocalMessage {

  /** Replies {@link AccountReply.Settings}. */
  @WireName("account.read")
  record Read(long userId) implements AccountCommand {}

  /**
   * Remembers a consent under way for ten minutes; of a user's more than twenty the oldest are
   * given up. Replies {@link AccountReply.Done}.
   *
   * @param stateHash SHA-256 of the state, in hexadecimal; likewise the browser's secret
   */
  @WireName("account.open_consent")
  record OpenConsent(long userId, String stateHash, String browserHash) implements AccountCommand {}

  /**
   * Uses a consent up: it can be closed once, in time, and with the browser it was opened for.
   * Replies {@link AccountReply.Consented}, {@link AccountReply.Missing}.
   */
  @WireName("account.close_consent")
  record CloseConsent(String stateHash, String browserHash) implements AccountCommand {}

  /**
   * Stores tokens. Whether the account is connected with them depends on whose they are; if it is,
   * a paused queue resumes. Replies {@link AccountReply.Stored}, {@link AccountReply.Kept} (a
   * personal token of which it cannot be told whose it is does not replace a connection that
   * works).
   *
   * @param check null: TickTick could not be asked whose they are, so that they have to be checked
   *     before they are used
   */
  @WireName("account.connect")
  record Connect(long userId, TokenGrant grant, @Nullable TokenCheck check)
      implements AccountCommand {}

  /** Erases the tokens, keeps tasks and queue. Replies {@link AccountReply.Erased}. */
  @WireName("account.disconnect")
  record Disconnect(long userId) implements AccountCommand {}

  /** Replies {@link AccountReply.Prepared}: the account that a token of this user would get. */
  @WireName("account.prepare_check")
  record PrepareCheck(long userId) implements AccountCommand {}

  /**
   * Whom the tasks of an account are linked with, and some of their twins. Replies {@link
   * AccountReply.LinkedWith}, {@link AccountReply.Missing} (no such account).
   */
  @WireName("account.read_linked")
  record ReadLinked(long accountId) implements AccountCommand {}

  /** Whether an account here holds this access token. Replies {@link AccountReply.TokenUse}. */
  @WireName("account.read_token_use")
  record ReadTokenUse(Secret accessToken) implements AccountCommand {}

  /**
   * Takes one request out of the account's own budget, for a token whose TickTick account is not
   * known, and out of the one of the TickTick account that is stored: it may be that one's. What
   * was spent on another is added to its budget once it is known. Replies {@link
   * AccountReply.Granted}, {@link AccountReply.Exhausted}, {@link AccountReply.Missing} (no such
   * account).
   */
  @WireName("account.spend_on_check")
  record SpendOnCheck(long accountId, Purpose purpose) implements AccountCommand {}

  /**
   * Some of the accounts whose tokens are to be checked now, for this caller alone. Replies {@link
   * AccountReply.Unchecked}.
   *
   * @param lease how long nobody else is told of them
   */
  @WireName("account.read_unchecked")
  record ReadUnchecked(Duration lease) implements AccountCommand {}

  /**
   * Whose tokens an account holds; counts only while it is to be checked and its tokens are still
   * of {@code generation}, and changes nothing if it cannot be told from that. Replies {@link
   * AccountReply.Done}.
   */
  @WireName("account.identified")
  record Identified(long accountId, long generation, TokenCheck check) implements AccountCommand {}

  /**
   * Tells of every token that ends within {@code ahead} and cannot be refreshed, each once. Replies
   * {@link AccountReply.Done}.
   */
  @WireName("account.announce_expiry")
  record AnnounceExpiry(Duration ahead) implements AccountCommand {}

  /**
   * Goes on with the account that the present token belongs to, although the tasks are linked with
   * another: unlinks everything. Replies {@link AccountReply.Settings}, {@link
   * AccountReply.Missing}: it is not in the state {@link AccountState#ACCOUNT_MISMATCH}, and
   * nothing was done.
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
   * AccountReply.Tokens}: the pair that holds now, {@link AccountReply.TooLate}.
   *
   * @param source of the tokens that were refreshed
   * @param refreshToken null: the old one stays
   */
  @WireName("account.store_refreshed")
  record StoreRefreshed(
      long accountId,
      long generation,
      TokenSource source,
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
   * No request of this account for {@code length}, by the database's clock; a pause that stands and
   * ends later is kept. Replies {@link AccountReply.Done}.
   */
  @WireName("account.pause")
  record Pause(long accountId, Duration length) implements AccountCommand {}

  /**
   * TickTick refused a request for the number of them. As {@link Pause}, for all accounts here that
   * are the same one there; and from then on they are granted less for a while, unless the request
   * was granted before that was last decided. Replies {@link AccountReply.Done}.
   *
   * @param grantedAt of the request, by the database's clock
   */
  @WireName("account.limited")
  record Limited(long accountId, Duration length, Instant grantedAt) implements AccountCommand {}

  /**
   * Remembers what TickTick calls this account's Inbox, if that is not known yet and the account is
   * connected with tokens of {@code generation}. Replies {@link AccountReply.Done}.
   */
  @WireName("account.learn_inbox")
  record LearnInbox(long accountId, long generation, String remoteInboxId)
      implements AccountCommand {}

  /**
   * Any connected account, for the breaker's probe. Replies {@link AccountReply.Tokens}, {@link
   * AccountReply.Missing}.
   */
  @WireName("account.any_connected")
  record ReadAnyConnected() implements AccountCommand {}

  /**
   * Takes one request out of the account's budget. Replies {@link AccountReply.Granted}, {@link
   * AccountReply.Exhausted}, {@link AccountReply.Missing} (not connected, no such account, or the
   * claim has ended).
   *
   * @param claim under which the request is made: once it has ended, nothing is granted; null: the
   *     request is about no row
   */
  @WireName("account.spend")
  record Spend(long accountId, Purpose purpose, @Nullable Claim claim) implements AccountCommand {}

  /**
   * A claim on a queue row, proved by its fence.
   *
   * @param taskId or a list's id
   */
  record Claim(long taskId, long fence) {}

  /** What the nodes do so that one of them at a time refreshes an account's tokens. */
  sealed interface Refresh extends AccountCommand {}

  /**
   * Takes the right to ask TickTick for new tokens, if nobody has it. Replies {@link
   * AccountReply.RefreshLeased}, {@link AccountReply.RefreshHeld}, {@link
   * AccountReply.RefreshResting}, {@link AccountReply.Tokens}: those that hold now, as there is
   * nothing to refresh any more, {@link AccountReply.Missing} (disconnected, or no such account).
   *
   * @param length after which it ends by itself
   * @param insists whether to take it although TickTick is not to be asked for now; never from
   *     another who has it
   */
  @WireName("account.lease_refresh")
  record LeaseRefresh(RefreshClaim claim, Duration length, boolean insists) implements Refresh {}

  /**
   * Gives the right back without new tokens, if it is still the claim's. Replies {@link
   * AccountReply.Done}.
   *
   * @param rest how long nobody asks again, on any node; zero: TickTick was not asked
   */
  @WireName("account.end_refresh")
  record EndRefresh(RefreshClaim claim, Duration rest) implements Refresh {}

  /**
   * The refresh token is void; counts only under the claim, as it may be void because somebody else
   * has used it. Replies {@link AccountReply.Tokens}: those that hold now, {@link
   * AccountReply.Missing}.
   *
   * @param accessRefused whether the access token is void too, so that the person must consent
   *     again; otherwise it is used to its end
   */
  @WireName("account.deny_refresh")
  record DenyRefresh(RefreshClaim claim, boolean accessRefused) implements Refresh {}

  /**
   * Some of the accounts whose tokens are to be refreshed ahead of their end and that nobody works
   * on. Replies {@link AccountReply.Renewable}.
   */
  @WireName("account.read_renewable")
  record ReadRenewable() implements Refresh {}

  /**
   * On the refresh of an account's tokens.
   *
   * @param generation of the tokens that are to be replaced
   * @param owner the node's name
   */
  record RefreshClaim(long accountId, long generation, String owner) {}
}
