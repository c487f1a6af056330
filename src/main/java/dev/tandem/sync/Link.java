package dev.tandem.sync;

import org.jspecify.annotations.Nullable;

/**
 * What ties a task to its remote twin.
 *
 * @param remoteId unique per account
 * @param remoteProjectId the list the twin was last known in
 * @param base the remote values last agreed on
 * @param etag of the last body that was merged; null if none was
 * @param confirmed whether a body with the twin's present etag was merged
 */
public record Link(
    String remoteId,
    String remoteProjectId,
    Fields base,
    @Nullable String etag,
    @Nullable Long etimestamp,
    boolean confirmed,
    State state) {
  /** As in sync.md, Words. */
  public enum State {
    LINKED,
    GONE,
    HELD,
    UNREACHABLE
  }
}
