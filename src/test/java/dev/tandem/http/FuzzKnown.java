package dev.tandem.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** What a person has been told: ids of their things, cursors, versions, keys of requests. */
final class FuzzKnown {
  static final String TASKS = "tasks";

  /** Of TickTick, which were issued to this person. */
  static final String TOKENS = "tokens";

  private static final List<String> LISTS =
      List.of(TASKS, "projects", "conflicts", "suggestions", "users", "keys");
  private static final String CURSOR = "cursor ";
  private static final int NEWEST = 40;

  private final Map<String, List<String>> values = new HashMap<>();
  private final Map<String, Set<String>> owned = new HashMap<>();

  void addId(String kind, Object id) {
    owned.computeIfAbsent(kind, first -> new HashSet<>()).add(id.toString());
    add(kind, id.toString());
  }

  void add(String kind, String value) {
    List<String> known = values.computeIfAbsent(kind, first -> new ArrayList<>());
    if (!known.contains(value)) {
      known.add(value);
      if (known.size() > NEWEST) {
        known.remove(0);
      }
    }
  }

  /** Newer ones more often. */
  Optional<String> any(String kind, Random random) {
    List<String> known = values.getOrDefault(kind, List.of());
    if (known.isEmpty()) {
      return Optional.empty();
    }
    int bound = random.nextBoolean() ? known.size() : Math.min(known.size(), 5);
    return Optional.of(known.get(known.size() - 1 - random.nextInt(bound)));
  }

  Optional<String> cursor(FuzzOperation operation, Random random) {
    return any(CURSOR + operation.path(), random);
  }

  /** Whether an id was ever told to be this person's. */
  boolean owns(String kind, String id) {
    return owned.getOrDefault(kind, Set.of()).contains(id);
  }

  /** Learns from a success. */
  void learn(FuzzOperation operation, JsonObject body) {
    for (String list : LISTS) {
      if (body.getValue(list) instanceof JsonArray things) {
        things.stream()
            .map(JsonObject.class::cast)
            .filter(thing -> thing.containsKey("id"))
            .forEach(thing -> addId(list, thing.getValue("id")));
      }
    }
    if (body.containsKey("id")) {
      addId(kindMade(operation), body.getValue("id"));
    }
    if (body.getValue("task_id") != null && !operation.path().contains("{")) {
      addId(TASKS, body.getValue("task_id"));
    }
    if (body.getValue("sync_version") != null) {
      add("versions", body.getValue("sync_version").toString());
    }
    if (body.getValue("results") instanceof JsonArray results) {
      results.stream()
          .map(result -> ((JsonObject) result).getJsonObject("task"))
          .filter(task -> task != null)
          .forEach(task -> addId(TASKS, task.getValue("id")));
    }
    for (String name : List.of("next_cursor", "cursor")) {
      if (body.getValue(name) instanceof String cursor) {
        add(CURSOR + operation.path(), cursor);
        if (operation.path().equals("/api/changes")) {
          add(CURSOR + "/api/events", cursor);
        }
      }
    }
  }

  /** Of what kind the thing is that an operation answers. */
  private static String kindMade(FuzzOperation operation) {
    String path = operation.path();
    if (path.endsWith("/suggestions")) {
      return "suggestions";
    }
    return LISTS.stream().filter(kind -> path.startsWith("/api/" + kind)).findFirst().orElse(TASKS);
  }
}
