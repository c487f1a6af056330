package dev.tandem.sync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task as an answer showed it.
 *
 * @param modifiedAt {@code modifiedTime}; null if it cannot be read
 * @param raw the remote object as JSON text, so that fields unknown here survive
 */
public record RemoteSnapshot(
    String id,
    String projectId,
    Fields fields,
    @Nullable String etag,
    @Nullable Long etimestamp,
    @Nullable Instant modifiedAt,
    String raw) {}
