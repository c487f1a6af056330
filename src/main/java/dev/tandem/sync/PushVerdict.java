package dev.tandem.sync;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.tandem.task.SyncError;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an attempt means for its queue row (sync.md, Push 12). */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "verdict")
@JsonSubTypes({
  @JsonSubTypes.Type(value = PushVerdict.Delivered.class, name = "delivered"),
  @JsonSubTypes.Type(value = PushVerdict.Retry.class, name = "retry"),
  @JsonSubTypes.Type(value = PushVerdict.Postpone.class, name = "postpone"),
  @JsonSubTypes.Type(value = PushVerdict.Abandon.class, name = "abandon"),
  @JsonSubTypes.Type(value = PushVerdict.Adopted.class, name = "adopted"),
  @JsonSubTypes.Type(value = PushVerdict.Absent.class, name = "absent")
})
public sealed interface PushVerdict {
  /**
   * TickTick has it.
   *
   * @param stored the task as the answer showed it; null for answers without a body
   * @param listed whether that was a list, which proves that the task is there
   */
  record Delivered(@Nullable RemoteSnapshot stored, boolean listed) implements PushVerdict {
    /** Without a proof of its being there. */
    public Delivered(@Nullable RemoteSnapshot stored) {
      this(stored, false);
    }
  }

  /**
   * It failed for a reason of its own: counted, tried again after {@code delay}, a dead letter
   * after the last attempt.
   *
   * @param outage whether it failed as in an outage, of which others know nothing: what was sent
   *     may have been done
   */
  record Retry(SyncError error, Duration delay, boolean outage) implements PushVerdict {
    /** Refused. */
    public Retry(SyncError error, Duration delay) {
      this(error, delay, false);
    }
  }

  /**
   * It could not be tried, or failed for a reason that is not its own: not counted.
   *
   * @param outage whether it was an outage, which lengthens the backoff
   */
  record Postpone(SyncError error, Duration delay, boolean outage) implements PushVerdict {}

  /** It will never succeed as it stands: a dead letter at once. */
  record Abandon(SyncError error) implements PushVerdict {}

  /**
   * A search found what a create of unknown outcome had made.
   *
   * @param found as the listing showed it
   * @param sent what the create had carried
   * @param listedAt when the listing was begun
   */
  record Adopted(RemoteSnapshot found, Fields sent, Instant listedAt) implements PushVerdict {}

  /** A search found that a create of unknown outcome made nothing. */
  record Absent() implements PushVerdict {}

  /** Calls the one case that fits. */
  default <T> T match(Cases<T> cases) {
    if (this instanceof Delivered delivered) {
      return cases.delivered(delivered);
    }
    if (this instanceof Retry retry) {
      return cases.retry(retry);
    }
    if (this instanceof Postpone postpone) {
      return cases.postpone(postpone);
    }
    if (this instanceof Adopted adopted) {
      return cases.adopted(adopted);
    }
    if (this instanceof Absent absent) {
      return cases.absent(absent);
    }
    return cases.abandon((Abandon) this);
  }

  /** One method a case, so that none is forgotten. */
  interface Cases<T> {
    T delivered(Delivered verdict);

    T retry(Retry verdict);

    T postpone(Postpone verdict);

    T abandon(Abandon verdict);

    T adopted(Adopted verdict);

    T absent(Absent verdict);
  }
}
