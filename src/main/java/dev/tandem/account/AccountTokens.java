package dev.tandem.account;

import dev.tandem.config.Secret;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of an account, decrypted.
 *
 * @param generation grows with every change of the tokens; a refresh is stored only over the
 *     generation it started from
 */
public record AccountTokens(
    long accountId,
    long generation,
    AccountState state,
    TokenSource source,
    Secret accessToken,
    @Nullable Secret refreshToken,
    @Nullable Instant expiresAt) {}
