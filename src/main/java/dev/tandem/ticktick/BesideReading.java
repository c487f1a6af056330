package dev.tandem.ticktick;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.sync.RemoteSnapshot.Beside;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a task of TickTick's tells beside the mapped fields. Work is estimated in pomodoros of
 * 25 minutes, and timed in seconds: {@code pomodoroSummaries} is the older form of {@code
 * focusSummaries}, both undocumented.
 */
final class BesideReading {
  private static final long POMODORO_MINUTES = 25;

  private BesideReading() {}

  static Beside of(JsonNode task) {
    JsonNode older = task.path("pomodoroSummaries");
    JsonNode focus = task.path("focusSummaries");
    long pomodoros =
        sum(older, "estimatedPomo", "count") + sum(focus, "estimatedPomo", "pomoCount");
    long estimated = pomodoros * POMODORO_MINUTES + minutes(sum(focus, "estimatedDuration"));
    long timed =
        sum(older, "duration")
            + sum(focus, "duration")
            + sum(focus, "pomoDuration")
            + sum(focus, "stopwatchDuration");
    return new Beside(
        RemoteDates.read(TaskReading.text(task, "createdTime")),
        RemoteDates.read(TaskReading.text(task, "completedTime")),
        orNull(estimated),
        orNull(minutes(timed)));
  }

  /** Of each entry the first of the names that says something. */
  private static long sum(JsonNode entries, String... names) {
    long sum = 0;
    for (JsonNode entry : entries) {
      for (String name : names) {
        long value = entry.path(name).asLong(0);
        if (value > 0) {
          sum += Math.min(value, Integer.MAX_VALUE);
          break;
        }
      }
    }
    return sum;
  }

  private static long minutes(long seconds) {
    return Duration.ofSeconds(seconds).toMinutes();
  }

  /** Nothing is not told apart from nothing yet. */
  private static @Nullable Integer orNull(long minutes) {
    return minutes == 0 ? null : Integer.valueOf((int) Math.min(minutes, Integer.MAX_VALUE));
  }
}
