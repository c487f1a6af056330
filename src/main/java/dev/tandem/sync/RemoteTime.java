package dev.tandem.sync;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a twin was last changed there, by the database's clock. TickTick's own times are corrected
 * by its clock's offset and held between what we know: the value was not there at the last reading
 * before, and it was at this one. {@code modifiedTime} is not moved by an API's edit, {@code
 * etimestamp} is moved by our own too (ticktick-api.md, 3.1).
 */
public final class RemoteTime {
  /** Clocks that are no further apart count as one. */
  private static final Duration SAME_CLOCK = Duration.ofSeconds(2);

  private RemoteTime() {}

  /**
   * @param modifiedAt as the body says; null: unreadable
   * @param etimestamp the same, of any write; null: unreadable, or moved by our own last send
   */
  public record Told(@Nullable Instant modifiedAt, @Nullable Instant etimestamp) {}

  /**
   * @param notBefore begin of the last reading that did not show the value; null: there was none
   * @param notAfter end of the first that did
   */
  public record Seen(@Nullable Instant notBefore, Instant notAfter) {}

  /**
   * @param clockOffset TickTick's clock minus ours
   * @return null if TickTick's answer tells no time
   */
  public static @Nullable Instant of(Told told, Seen seen, Duration clockOffset) {
    Instant latest = later(told.modifiedAt(), told.etimestamp());
    if (latest == null) {
      return null;
    }
    Instant here = here(latest, clockOffset);
    if (here.isAfter(seen.notAfter())) {
      return seen.notAfter();
    }
    Instant notBefore = seen.notBefore();
    return notBefore != null && here.isBefore(notBefore) ? notBefore : here;
  }

  /** A time of TickTick's by our clock. */
  static Instant here(Instant there, Duration clockOffset) {
    return clockOffset.abs().compareTo(SAME_CLOCK) < 0 ? there : there.minus(clockOffset);
  }

  private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isAfter(other) ? one : other;
  }
}
