package dev.tandem.exam;

import dev.tandem.ApiClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * How long single changes of one task took from being sent here until they were in TickTick.
 *
 * @param sorted shortest first
 */
record Delays(List<Duration> sorted) {
  private static final String WAITING = "wait=30";
  private static final String NOT_WAITING = "respond-async";

  Delays {
    sorted = sorted.stream().sorted().toList();
  }

  /** Each change is waited for by its own request. */
  static Delays ofWhoWaits(ApiClient person, long task, int tries) {
    return of(person, task, tries, WAITING);
  }

  /** Nobody waits; the task is looked at until it is synced. */
  static Delays ofTheBackground(ApiClient person, long task, int tries) {
    return of(person, task, tries, NOT_WAITING);
  }

  private static Delays of(ApiClient person, long task, int tries, String prefer) {
    List<Duration> delays = new ArrayList<>();
    for (int i = 0; i < tries; i++) {
      long sent = System.nanoTime();
      String change = "{\"title\": \"" + prefer + " " + sent + "\"}";
      ApiClient.Answer answer = person.put("/api/tasks/" + task, change, "Prefer", prefer);
      if (!isSynced(answer)) {
        Signal.await()
            .pollInterval(Duration.ofMillis(10))
            .until(() -> isSynced(person.get("/api/tasks/" + task)));
      }
      delays.add(Duration.ofNanos(System.nanoTime() - sent));
    }
    return new Delays(delays);
  }

  private static boolean isSynced(ApiClient.Answer task) {
    return task.body().at("/sync/state").asText().equals("synced");
  }

  Duration median() {
    return sorted.get(sorted.size() / 2);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "median %d ms, longest %d ms",
        median().toMillis(),
        Collections.max(sorted).toMillis());
  }
}
