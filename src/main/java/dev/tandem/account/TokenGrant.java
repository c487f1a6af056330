package dev.tandem.account;

import dev.tandem.config.Secret;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tokens as they came.
 *
 * @param refreshToken null: none was given, as TickTick does today
 * @param expiresIn null when it is not known
 * @param scopes what the token allows; empty when it is not told
 */
public record TokenGrant(
    TokenSource source,
    Secret accessToken,
    @Nullable Secret refreshToken,
    @Nullable Duration expiresIn,
    List<String> scopes) {
  public TokenGrant {
    scopes = List.copyOf(scopes);
  }
}
