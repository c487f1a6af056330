package dev.tandem.http;

import dev.tandem.sandbox.SandboxProbe;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Random;

/** What happens at TickTick meanwhile: a person works there, and it fails now and then. */
final class FuzzOutsider {
  private static final List<String> ROUTES =
      List.of(
          "create-task",
          "update-task",
          "batch-tasks",
          "move-tasks",
          "project-data",
          "filter-tasks");

  private final SandboxProbe ticktick;

  FuzzOutsider(SandboxProbe ticktick) {
    this.ticktick = ticktick;
  }

  void act(FuzzPerson person, Random random) {
    String account = person.name();
    List<JsonObject> tasks = ticktick.tasks(account);
    String text = person.marker() + " there " + random.nextInt(1_000);
    if (tasks.isEmpty()) {
      ticktick.personCreates(account, new JsonObject().put("title", text));
      return;
    }
    String task = tasks.get(random.nextInt(tasks.size())).getString("id");
    switch (random.nextInt(9)) {
      case 0 -> ticktick.personCreates(account, new JsonObject().put("title", text));
      case 1, 2 ->
          ticktick.personUpdates(
              account, task, new JsonObject().put("title", text).put("content", text));
      case 3 -> ticktick.personCompletes(account, task);
      case 4 -> ticktick.personDeletes(account, task);
      case 5 -> ticktick.personCreatesProject(account, text);
      case 6 -> ticktick.expireToken(account);
      default -> fail(account, random);
    }
  }

  private void fail(String account, Random random) {
    ticktick.fault(
        new JsonObject()
            .put("route", ROUTES.get(random.nextInt(ROUTES.size())))
            .put("account", account)
            .put("kind", List.of("reset", "html", "throttled", "status").get(random.nextInt(4)))
            .put("retryAfter", 1)
            .put("phase", random.nextBoolean() ? "before" : "after")
            .put("count", 1));
  }
}
