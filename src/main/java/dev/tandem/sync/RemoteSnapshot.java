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
 * @param beside what is told of the task beside the mapped fields
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
    Beside beside,
    String raw) {
  /**
   * What is only read.
   *
   * @param createdAt {@code createdTime}; null if it cannot be read
   * @param completedAt {@code completedTime}, which outlives a reopening; null if there is none
   * @param estimateMinutes of work, as estimated there; null: not estimated
   * @param focusMinutes of work, as timed there; null: not timed
   */
  public record Beside(
      @Nullable Instant createdAt,
      @Nullable Instant completedAt,
      @Nullable Integer estimateMinutes,
      @Nullable Integer focusMinutes) {
    public static final Beside NOTHING = new Beside(null, null, null, null);
  }

  /** The same, but as if it showed this. */
  public RemoteSnapshot showing(Fields other) {
    return new RemoteSnapshot(
        id, projectId, other, etag, etimestamp, modifiedAt, clockOffset, beside, raw);
  }

  /** With times that are the database's, and nothing told beside. */
  public RemoteSnapshot(
      String id,
      String projectId,
      Fields fields,
      @Nullable String etag,
      @Nullable Long etimestamp,
      @Nullable Instant modifiedAt,
      String raw) {
    this(id, projectId, fields, etag, etimestamp, modifiedAt, Duration.ZERO, Beside.NOTHING, raw);
  }
}
