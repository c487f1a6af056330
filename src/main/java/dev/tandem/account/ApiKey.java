package dev.tandem.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An API key as it may be listed: its text was shown once, at its making, and is stored hashed. */
public record ApiKey(
    long id,
    long userId,
    String name,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt) {}
