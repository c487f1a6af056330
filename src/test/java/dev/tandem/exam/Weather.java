package dev.tandem.exam;

import dev.tandem.sandbox.SandboxProbe;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Random;

/** What goes wrong on the way to TickTick, by a seed. */
final class Weather {
  private static final List<String> ROUTES =
      List.of(
          "create-task",
          "update-task",
          "get-task",
          "delete-task",
          "complete-task",
          "move-tasks",
          "batch-tasks",
          "project-data");
  private static final List<Integer> BROKEN = List.of(500, 502, 503, 504);
  private static final int LONGEST = 3;

  private final SandboxProbe ticktick;
  private final Random random;

  Weather(SandboxProbe ticktick, Random random) {
    this.ticktick = ticktick;
    this.random = random;
  }

  /** Something that is over after a few requests and a few hundred milliseconds. */
  void breeze() {
    lay(passing());
  }

  /** Anything at all. */
  void gust() {
    lay(random.nextInt(3) == 0 ? grave() : passing());
  }

  private void lay(JsonObject rule) {
    ticktick.fault(
        rule.put("count", 1 + random.nextInt(LONGEST)).put("skip", random.nextInt(LONGEST)));
  }

  private JsonObject passing() {
    String route = ROUTES.get(random.nextInt(ROUTES.size()));
    JsonObject rule = new JsonObject().put("route", route).put("phase", phase());
    return switch (random.nextInt(8)) {
      case 0 -> rule.put("kind", "status").put("status", BROKEN.get(random.nextInt(BROKEN.size())));
      case 1 -> rule.put("kind", "status").put("status", 500).put("body", "no JSON at all");
      case 2 -> rule.put("kind", "html");
      case 3 -> rule.put("kind", "truncated");
      case 4 -> rule.put("kind", "latency").put("millis", 50 + random.nextInt(250));
      case 5 -> rule.put("kind", "throttled").put("retryAfter", 1).put("phase", "before");
      case 6 -> rule.put("kind", "stale").put("route", "get-task");
      default -> rule.put("kind", "empty").put("route", "update-task");
    };
  }

  /**
   * Without a delete that is answered with 200 and keeps the task: that only a listing shows, and
   * nothing that writes reads one.
   */
  private JsonObject grave() {
    String route = ROUTES.get(random.nextInt(ROUTES.size()));
    JsonObject rule = new JsonObject().put("route", route).put("phase", phase());
    return switch (random.nextInt(5)) {
      case 0 -> rule.put("kind", "reset");
      case 1 -> rule.put("kind", "hang");
      case 2 -> rule.put("kind", "expired");
      case 3 ->
          // A refusal, so nothing was done.
          rule.put("kind", "status")
              .put("status", 500)
              .put("body", new JsonObject().put("errorCode", "unknown_exception"))
              .put("phase", "before");
      default ->
          rule.put("kind", "person")
              .put("route", "get-task")
              .put("phase", "after")
              .put("fields", new JsonObject().put("sortOrder", random.nextInt()));
    };
  }

  private String phase() {
    return random.nextBoolean() ? "before" : "after";
  }
}
