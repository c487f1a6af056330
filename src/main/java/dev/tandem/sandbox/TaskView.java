package dev.tandem.sandbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;

/** How stored tasks look on the wire. */
final class TaskView {
  private final Quirks quirks;

  TaskView(Quirks quirks) {
    this.quirks = quirks;
  }

  JsonObject render(Account account, StoredTask task) {
    var fields = new LinkedHashMap<>(task.fields().getMap());
    var children = account.childrenOf(task.id());
    if (!children.isEmpty()) {
      fields.put("childIds", new JsonArray(List.copyOf(children)));
    }
    if (quirks.has(Quirk.EXTRA_FIELDS)) {
      fields.putIfAbsent("focusSummaries", new JsonArray());
      fields.put("creator", account.uid());
    }
    return new JsonObject(fields);
  }

  JsonArray render(Account account, List<StoredTask> tasks) {
    var array = new JsonArray();
    tasks.forEach(task -> array.add(render(account, task)));
    return array;
  }
}
