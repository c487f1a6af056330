package dev.tandem.task;

/** Tells of a committed change of a list; the port behind which the bus stands. */
@FunctionalInterface
public interface ProjectEvents {
  void changed(ProjectTopics.ProjectChanged event);
}
