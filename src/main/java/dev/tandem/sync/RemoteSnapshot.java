package dev.tandem.sync;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task as an answer showed it.
 *
 * @param modifiedAt {@code modifiedTime}; null if it cannot be read
 * @param clockOffset of the times and the id, see {@link RemoteTime}: TickTick's clock minus the
 *     database's
 * @param raw the remote object as JSON text, so that fields unknown here survive
 */
public record RemoteSnapshot(
    String id,
    String projectId,
    Fields fields,
    @Nullable String etag,
    @Nullable Long etimestamp,
    @Nullable Instant modifiedAt,
    Duration clockOffset,
    String raw) {
  /** With times that are the database's. */
  public RemoteSnapshot(
      String id,
      String projectId,
      Fields fields,
      @Nullable String etag,
      @Nullable Long etimestamp,
      @Nullable Instant modifiedAt,
      String raw) {
    this(id, projectId, fields, etag, etimestamp, modifiedAt, Duration.ZERO, raw);
  }
}
