package dev.tandem.task;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.WireName;
import java.util.List;

/** What may be asked of many of a user's tasks at once. Another user's task counts as missing. */
public sealed interface BatchCommand extends BusMessage {
  long userId();

  /**
   * Does the operations as if one followed the other, in one transaction and with a number of
   * statements that does not depend on theirs. Replies {@link BatchReply.Ran}.
   *
   * @param atomic whether nothing is done if one of them is refused
   */
  @WireName("task.batch.run")
  record Run(long userId, List<BatchOperation> operations, boolean atomic) implements BatchCommand {
    public Run {
      operations = List.copyOf(operations);
    }
  }

  /** Replies {@link BatchReply.Tasks} with those that there are. */
  @WireName("task.batch.read")
  record Read(long userId, List<Long> taskIds) implements BatchCommand {
    public Read {
      taskIds = List.copyOf(taskIds);
    }
  }
}
