package dev.tandem.task;

/** What is wrong with what a task points at. */
public final class References {
  private References() {}

  public static Fault unknownProject() {
    return Fault.of(TaskField.PROJECT, "is no project of yours");
  }

  public static Fault unknownParent() {
    return Fault.of(TaskField.PARENT, "is no task of yours");
  }

  public static Fault circularParent() {
    return Fault.of(TaskField.PARENT, "must not be the task itself or one below it");
  }
}
