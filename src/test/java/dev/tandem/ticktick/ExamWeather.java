package dev.tandem.ticktick;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** What goes wrong on the way to TickTick. */
final class ExamWeather {
  private static final List<String> WRITES =
      List.of(
          "create-task",
          "update-task",
          "delete-task",
          "complete-task",
          "move-tasks",
          "batch-tasks");
  private static final List<String> READS =
      List.of("get-task", "project-data", "filter-tasks", "completed-tasks", "list-projects");

  private ExamWeather() {}

  /** A rule of the sandbox for one account. */
  static JsonObject of(ExamStep step, String account) {
    int dice = step.dice();
    boolean writes = dice % 3 > 0;
    List<String> routes = writes ? WRITES : READS;
    String route = routes.get(dice / 3 % routes.size());
    String phase = dice / 20 % 2 == 0 ? "before" : "after";
    JsonObject rule =
        new JsonObject()
            .put("account", account)
            .put("route", route)
            .put("phase", phase)
            .put("count", 1 + dice / 40 % 2)
            .put("skip", dice / 80 % 2);
    return switch (dice / 100) {
      case 0, 1 -> rule.put("kind", "reset");
      case 2 -> rule.put("kind", "status").put("status", 503);
      case 3 -> rule.put("kind", "truncated");
      case 4 -> rule.put("kind", "throttled").put("retryAfter", 1).put("phase", "before");
      case 5 -> rule.put("kind", "latency").put("millis", 300);
      case 6 ->
          rule.put("kind", writes ? "empty" : "stale").put("route", writes ? "update-task" : route);
      case 7 ->
          rule.put("kind", "status")
              .put("status", 500)
              .put("body", new JsonObject().put("errorCode", "unknown_exception"))
              .put("phase", "before");
      case 8 -> rule.put("kind", "expired").put("phase", "before");
      default -> rule.put("kind", "html");
    };
  }
}
