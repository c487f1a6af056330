package dev.tandem.account;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user's connection to TickTick, without its tokens.
 *
 * @param remoteInboxId {@code inbox<uid>} once it is known
 * @param pausedUntil no request before this time (TickTick's limit was hit)
 */
public record TickTickAccount(
    long id,
    long userId,
    AccountState state,
    @Nullable Instant expiresAt,
    List<String> scopes,
    @Nullable String remoteInboxId,
    @Nullable Instant pausedUntil) {
  public TickTickAccount {
    scopes = List.copyOf(scopes);
  }
}
