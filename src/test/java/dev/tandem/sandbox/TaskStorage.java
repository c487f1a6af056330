package dev.tandem.sandbox;

import dev.tandem.sandbox.TaskWrites.Actor;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;

/** What TickTick makes of the tasks that it is sent, without a server. */
public final class TaskStorage {
  private final Quirks quirks = new Quirks();
  private final ObjectIds ids = new ObjectIds(Clock.systemUTC());
  private final DateRules dates = new DateRules(quirks);
  private final TaskRules rules = new TaskRules(quirks, dates, new ItemRules(ids, dates));

  /**
   * @param collapsing whether an update of a timed task moves its start to its due date
   */
  public TaskStorage(boolean collapsing) {
    quirks.patch(new JsonObject().put(Quirk.UPDATE_COLLAPSES_SPAN.key(), collapsing));
  }

  /** The task that a create makes in the list that it names. */
  public JsonObject create(JsonObject request) {
    JsonObject blank =
        TaskRules.blank(ids.next(), request.getString("projectId"), -1, "Europe/Rome");
    return rules.create(blank, request, Instant.EPOCH);
  }

  /** The task after an update. */
  public JsonObject update(JsonObject task, JsonObject request) {
    return rules.update(task, request, Actor.API, Instant.EPOCH).orElse(task);
  }
}
