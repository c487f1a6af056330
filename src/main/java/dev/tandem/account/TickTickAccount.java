package dev.tandem.account;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user's connection to TickTick, without its tokens.
 *
 * @param identity which TickTick account the tasks are linked with, as far as it is known
 * @param pausedUntil no request before this time (TickTick's limit was hit)
 * @param expiresSoon whether a connection that cannot renew itself ends within {@link
 *     #EXPIRY_NOTICE}, by the database's clock
 */
public record TickTickAccount(
    long id,
    long userId,
    AccountState state,
    @Nullable Instant expiresAt,
    List<String> scopes,
    RemoteIdentity identity,
    @Nullable Instant pausedUntil,
    boolean expiresSoon) {
  /** How long before its end a person is told that a consent has to be renewed. */
  public static final Duration EXPIRY_NOTICE = Duration.ofDays(14);

  public TickTickAccount {
    scopes = List.copyOf(scopes);
  }
}
