package dev.tandem.persistence;

import dev.tandem.config.DatabaseUrl;

/**
 * A database that is ready for use.
 *
 * @param keys the ring that encrypts tokens at rest
 */
public record DatabaseAccess(DatabaseUrl url, EncryptionKeys keys) {}
