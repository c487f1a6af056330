package dev.tandem.ticktick;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tandem.bus.WireJson;
import dev.tandem.sandbox.SandboxProbe;
import dev.tandem.sync.Fields;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What TickTick has of one account. */
record ExamTwins(SandboxProbe ticktick, String account) {

  Optional<JsonObject> find(String marker) {
    return find("live", marker)
        .or(() -> find("completed", marker))
        .or(() -> find("abandoned", marker));
  }

  Optional<JsonObject> find(String state, String marker) {
    Set<String> copies = copies();
    return ticktick.tasks(account, state).stream()
        .filter(task -> task.getString("title").startsWith(marker + " "))
        .filter(task -> !copies.contains(task.getString("id")))
        .findFirst();
  }

  /** Completed occurrences. */
  Set<String> copies() {
    Set<String> copies = new HashSet<>();
    for (JsonObject entry :
        ticktick.ledger(Map.of("account", account, "effect", "task.occurrence-completed"))) {
      for (Object effect : entry.getJsonArray("effects")) {
        if (effect instanceof JsonObject one
            && one.getString("kind").equals("task.occurrence-completed")) {
          copies.add(one.getString("id"));
        }
      }
    }
    return copies;
  }

  /** All that its lists show, and what was completed and abandoned. */
  List<JsonObject> all() {
    JsonObject dump = ticktick.dump(account);
    List<JsonObject> all = new ArrayList<>();
    for (String state : List.of("live", "completed", "abandoned")) {
      dump.getJsonArray(state).forEach(task -> all.add((JsonObject) task));
    }
    return all;
  }

  static Fields fields(JsonObject task) {
    try {
      return TaskReading.read(WireJson.MAPPER.readTree(task.encode()), Duration.ZERO)
          .orElseThrow()
          .fields();
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
