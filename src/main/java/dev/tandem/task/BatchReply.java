package dev.tandem.task;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.WireName;
import java.util.List;

/** The outcomes of a {@link BatchCommand}; the unexpected fails the ask. */
public sealed interface BatchReply extends BusMessage {
  /**
   * @param results one for each operation, in their order
   * @param done whether any of them was carried out
   */
  @WireName("task.batch.reply.ran")
  record Ran(List<BatchResult> results, boolean done) implements BatchReply {
    public Ran {
      results = List.copyOf(results);
    }
  }

  @WireName("task.batch.reply.tasks")
  record Tasks(List<Task> tasks) implements BatchReply {
    public Tasks {
      tasks = List.copyOf(tasks);
    }
  }
}
