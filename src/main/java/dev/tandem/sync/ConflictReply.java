package dev.tandem.sync;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.WireName;
import dev.tandem.task.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The expected outcomes of a {@link ConflictCommand}; the unexpected fails the ask. */
public sealed interface ConflictReply extends BusMessage {
  @WireName("conflict.reply.one")
  record One(LoggedConflict conflict) implements ConflictReply {}

  /**
   * @param nextCursor null at the end
   */
  @WireName("conflict.reply.page")
  record Page(List<LoggedConflict> conflicts, @Nullable String nextCursor)
      implements ConflictReply {
    public Page {
      conflicts = List.copyOf(conflicts);
    }
  }

  @WireName("conflict.reply.missing")
  record Missing() implements ConflictReply {}

  /** The request cannot be carried out as it stands; all faults at once. */
  @WireName("conflict.reply.refused")
  record Refused(List<Fault> faults) implements ConflictReply {
    public Refused {
      faults = List.copyOf(faults);
    }
  }

  /** The task's state forbids it; {@code detail} says why, for people. */
  @WireName("conflict.reply.conflicted")
  record Conflicted(String detail) implements ConflictReply {}
}
