package dev.tandem.task;

/** Tells of a committed change; the port behind which the bus stands. */
@FunctionalInterface
public interface TaskEvents {
  void changed(TaskTopics.TaskChanged event);
}
