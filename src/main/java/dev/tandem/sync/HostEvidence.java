package dev.tandem.sync;

/**
 * How other requests to the same host fared around a row's failures. A row that keeps timing out
 * while all others succeed is its own trouble, not TickTick's; whether the others succeeded after a
 * failure is known only when it fails again, so two failures in a row are looked at.
 *
 * @param afterPreviousFailure another request succeeded within a minute after the row's previous
 *     failure
 * @param beforeThisFailure another request succeeded within the minute before this one
 */
public record HostEvidence(boolean afterPreviousFailure, boolean beforeThisFailure) {
  /** Nothing is known of others. */
  public static final HostEvidence NONE = new HostEvidence(false, false);

  /** Whether the host was well while the row failed. */
  public boolean hostWasWell() {
    return afterPreviousFailure && beforeThisFailure;
  }
}
