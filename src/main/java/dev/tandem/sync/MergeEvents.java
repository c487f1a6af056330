package dev.tandem.sync;

import dev.tandem.task.TaskTopics.TaskChanged;

/** Tells of what a committed merge changed here; the port behind which the bus stands. */
public interface MergeEvents {
  void changed(TaskChanged event);

  void conflicted(ConflictDetected event);

  void held(DeletionsHeld event);
}
