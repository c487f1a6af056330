package dev.tandem.exam;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * All that was asked for of one task, and what of it was acknowledged. A change whose answer did
 * not come may have happened or not; an acknowledged one puts an end to that for its field. One
 * writer tells it; it is read when that has stopped.
 */
final class TaskStory {
  private final String marker;
  private final boolean recurring;
  private final Map<String, Set<String>> possible = new TreeMap<>();
  private long id;
  private int acknowledged;
  private Fate created = Fate.NEVER;
  private Fate completed = Fate.NEVER;
  private Fate deleted = Fate.NEVER;

  /** What is known of something that was asked for. */
  enum Fate {
    NEVER,
    IN_DOUBT,
    ACKNOWLEDGED
  }

  /**
   * @param marker the first word of each of its titles, which no other task has
   */
  TaskStory(String marker, boolean recurring, Lists lists) {
    this.marker = marker;
    this.recurring = recurring;
    Shown.unset(lists).forEach((field, value) -> possible.put(field, new HashSet<>(Set.of(value))));
  }

  /** Before a change is sent. */
  void asked(Change change) {
    switch (change.kind()) {
      case CREATE -> created = Fate.IN_DOUBT;
      case COMPLETE -> completed = Fate.IN_DOUBT;
      case DELETE -> deleted = Fate.IN_DOUBT;
      case EDIT -> {}
    }
    change.values().forEach((field, value) -> possible.get(field).add(value));
  }

  /** After its 2xx. */
  void acknowledged(Change change) {
    acknowledged++;
    switch (change.kind()) {
      case CREATE -> created = Fate.ACKNOWLEDGED;
      case COMPLETE -> completed = Fate.ACKNOWLEDGED;
      case DELETE -> deleted = Fate.ACKNOWLEDGED;
      case EDIT -> {}
    }
    change.values().forEach((field, value) -> possible.put(field, new HashSet<>(Set.of(value))));
  }

  void has(long taskId) {
    id = taskId;
  }

  String marker() {
    return marker;
  }

  long id() {
    return id;
  }

  boolean isRecurring() {
    return recurring;
  }

  int acknowledgements() {
    return acknowledged;
  }

  Fate created() {
    return created;
  }

  Fate completed() {
    return completed;
  }

  Fate deleted() {
    return deleted;
  }

  /** Whether more may be asked of it. */
  boolean isOpen() {
    return created == Fate.ACKNOWLEDGED && completed == Fate.NEVER && deleted == Fate.NEVER;
  }

  /** The values that each field may have in the end. */
  Map<String, Set<String>> possible() {
    return possible;
  }
}
