package dev.tandem.task;

import java.util.Locale;
import java.util.Optional;

/** Where a task stands towards TickTick. */
public enum SyncState {
  /** Never linked. */
  LOCAL_ONLY,
  /** Its list is archived or no longer readable. */
  UNREACHABLE,
  /** A change waits. */
  PENDING,
  PUSHING,
  SYNCED,
  /** Failed, will be tried again. */
  RETRYING,
  /** A dead letter: needs a decision. */
  FAILED,
  /** Part of a held mass deletion. */
  HELD,
  /** The account needs re-authorization or is disconnected. */
  PAUSED;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<SyncState> of(String wireName) {
    for (SyncState state : values()) {
      if (state.wireName().equals(wireName)) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }
}
