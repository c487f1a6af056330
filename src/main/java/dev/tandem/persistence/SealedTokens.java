package dev.tandem.persistence;

import dev.tandem.config.Secret;
import dev.tandem.persistence.TokenVault.Column;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** New tokens of an account, ready to be stored. */
final class SealedTokens {
  /** What TickTick or a person says beyond this is never, and no time that can be stored. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private SealedTokens() {}

  /** The first seven values of the statements that store tokens. */
  static Tuple of(
      TokenVault vault,
      long accountId,
      Secret accessToken,
      @Nullable Secret refreshToken,
      @Nullable Duration expiresIn) {
    Long lifetime = expiresIn == null ? null : seconds(expiresIn);
    return Tuple.from(
        new @Nullable Object[] {
          accountId,
          Buffer.buffer(vault.encrypt(accountId, Column.ACCESS_TOKEN, accessToken)),
          refreshToken == null
              ? null
              : Buffer.buffer(vault.encrypt(accountId, Column.REFRESH_TOKEN, refreshToken)),
          vault.keyId(),
          lifetime,
          SecretHash.of(accessToken),
          lifetime == null || refreshToken == null ? null : secondsToRenewal(lifetime)
        });
  }

  private static long secondsToRenewal(long lifetime) {
    return RenewalTime.after(Duration.ofSeconds(lifetime), ThreadLocalRandom.current()).toSeconds();
  }

  private static long seconds(Duration expiresIn) {
    return Math.max(0, Math.min(expiresIn.toSeconds(), LONGEST.toSeconds()));
  }
}
