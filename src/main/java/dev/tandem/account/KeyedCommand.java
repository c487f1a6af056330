package dev.tandem.account;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.LocalMessage;
import dev.tandem.bus.WireName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What takes effect once for its idempotency key, however often it is asked: IETF draft "The
 * Idempotency-Key HTTP Header Field". A key is known for 24 hours.
 */
public sealed interface KeyedCommand extends LocalMessage {
  Key key();

  /**
   * @param text the client's, unique among one user's
   * @param fingerprint of the request that it came with: the same key with another one is a mistake
   */
  record Key(long userId, String text, String fingerprint) {}

  /**
   * Asks something and keeps the reply in the transaction of what it writes, so that no crash can
   * come between. Only a reply that says that it was done is kept. Replies {@link
   * KeyedReply.Answered}, {@link KeyedReply.Busy}, {@link KeyedReply.Mismatch}.
   *
   * @param command a command that writes tasks, suggestions, lists, users or keys
   */
  @WireName("keyed.run")
  record Run(Key key, BusMessage command) implements KeyedCommand {}

  /**
   * Claims a key for what takes several transactions, each of which may be repeated. Replies {@link
   * KeyedReply.Claimed}, {@link KeyedReply.Kept}, {@link KeyedReply.Busy}, {@link
   * KeyedReply.Mismatch}.
   *
   * @param owner whoever claims, unlike all others
   * @param life after which somebody else may, should this one have died
   */
  @WireName("keyed.claim")
  record Claim(Key key, String owner, Duration life) implements KeyedCommand {}

  /**
   * Ends a claim. Replies {@link KeyedReply.Noted}; somebody else's claim stays as it is.
   *
   * @param answer null: nothing was done, and the key is free again
   */
  @WireName("keyed.settle")
  record Settle(Key key, String owner, @Nullable KeptAnswer answer) implements KeyedCommand {}
}
