package dev.tandem.ticktick;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far TickTick's clock is from the database's, by the {@code Date} headers of its last answers.
 * The median counts, so that a date out of some cache moves nothing. All moments here are those of
 * {@link System#nanoTime}. For one event loop.
 */
final class HostClock {
  private static final int SAMPLES = 9;

  /**
   * An answer's date is off by half of what it took and half a second at most; if that may be more
   * than two seconds, which count as nothing (sync.md, Merge), it tells too little.
   */
  private static final long SLOWEST = Duration.ofSeconds(3).toNanos();

  /** A header names the second that has begun. */
  private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

  private final Deque<Duration> samples = new ArrayDeque<>();
  private @Nullable Instant database;
  private long databaseAt;

  /** What the database's clock showed at a moment. */
  void database(Instant now, long at) {
    database = now;
    databaseAt = at;
  }

  /**
   * TickTick answered.
   *
   * @param date the header; null: without one
   */
  void answered(@Nullable String date, long sent, long received) {
    Instant remote = read(date);
    if (remote == null || database == null || received - sent > SLOWEST) {
      return;
    }
    Instant here = database.plusNanos(sent + (received - sent) / 2 - databaseAt);
    samples.addLast(Duration.between(here, remote.plus(HALF_A_SECOND)));
    if (samples.size() > SAMPLES) {
      samples.removeFirst();
    }
  }

  /** TickTick's clock minus the database's; zero as long as nothing is known of it. */
  Duration offset() {
    List<Duration> sorted = samples.stream().sorted().toList();
    return sorted.isEmpty() ? Duration.ZERO : sorted.get(sorted.size() / 2);
  }

  private static @Nullable Instant read(@Nullable String date) {
    if (date == null) {
      return null;
    }
    try {
      return ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
