package dev.tandem.ticktick;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.sync.RemoteSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The open tasks of a list, as {@code GET /project/{id}/data} told them.
 *
 * @param whole whether all of them could be read
 */
record ListContents(List<RemoteSnapshot> tasks, boolean whole) {
  /** At so many rows an answer across all lists is cut off, and does not say so. */
  static final int CAP = 200;

  ListContents {
    tasks = List.copyOf(tasks);
  }

  /** Empty for what is no list: that of an unknown one is answered with {@code {}}. */
  static Optional<ListContents> of(JsonNode data, Duration clockOffset) {
    return data.path("tasks").isArray() || data.has("project")
        ? Optional.of(ofTasks(data.path("tasks"), clockOffset))
        : Optional.empty();
  }

  static ListContents ofTasks(JsonNode nodes, Duration clockOffset) {
    List<RemoteSnapshot> tasks = new ArrayList<>();
    for (JsonNode node : nodes) {
      TaskReading.read(node, clockOffset).ifPresent(tasks::add);
    }
    return new ListContents(tasks, tasks.size() == nodes.size());
  }
}
