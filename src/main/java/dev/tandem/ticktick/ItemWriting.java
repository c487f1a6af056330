package dev.tandem.ticktick;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.bus.WireJson;
import dev.tandem.task.ChecklistItem;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a checklist. TickTick replaces the whole array and takes what is left out for cleared, so
 * that a line goes back with all that TickTick showed of it: its own date, its zone, and whatever
 * else a person gave it there.
 */
final class ItemWriting {
  private ItemWriting() {}

  /**
   * @param shown the array as TickTick last showed it; null: it has none
   */
  static void write(ArrayNode array, List<ChecklistItem> items, @Nullable String shown) {
    Map<String, ObjectNode> known = known(shown);
    Map<String, ObjectNode> same = new HashMap<>();
    items.forEach(item -> same.computeIfAbsent(item.id(), known::remove));
    for (int i = 0; i < items.size(); i++) {
      ChecklistItem item = items.get(i);
      ObjectNode line = same.remove(item.id());
      if (line == null) {
        line = takeByTitle(known, item.title());
      }
      line.put("id", item.id())
          .put("title", item.title())
          .put("status", item.completed() ? 1 : 0)
          .put("sortOrder", i);
      if (!item.completed()) {
        line.remove("completedTime");
      }
      array.add(line);
    }
  }

  /** TickTick may have given what we sent another id. */
  private static ObjectNode takeByTitle(Map<String, ObjectNode> known, String title) {
    for (Map.Entry<String, ObjectNode> line : known.entrySet()) {
      if (TaskReading.text(line.getValue(), "title").equals(title)) {
        known.remove(line.getKey());
        return line.getValue();
      }
    }
    return WireJson.MAPPER.createObjectNode();
  }

  private static Map<String, ObjectNode> known(@Nullable String shown) {
    Map<String, ObjectNode> known = new LinkedHashMap<>();
    if (shown == null) {
      return known;
    }
    try {
      for (var node : WireJson.MAPPER.readTree(shown)) {
        if (node instanceof ObjectNode line) {
          known.put(TaskReading.text(line, "id"), line);
        }
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored checklist cannot be read", e);
    }
    return known;
  }
}
