package dev.tandem.persistence;

import dev.tandem.task.Quadrant;
import dev.tandem.task.SyncState;
import dev.tandem.task.TaskQuery;
import dev.tandem.task.TaskQuery.Extent;
import dev.tandem.task.TaskQuery.Sort;
import dev.tandem.task.TaskQuery.TaskFilter;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import java.util.Optional;

/** Questions about lists for tests: one filter each. */
final class Queries {
  private Queries() {}

  static TaskQuery all(TaskFilter filter) {
    return new TaskQuery(filter, Sort.MANUAL, false, 500, Optional.empty(), true);
  }

  static TaskQuery next(TaskQuery query, String cursor) {
    return new TaskQuery(
        query.filter(),
        query.sort(),
        query.descending(),
        query.limit(),
        Optional.ofNullable(cursor),
        query.count());
  }

  static TaskFilter status(TaskStatus status) {
    return new Parts().status(status).filter();
  }

  static TaskFilter quadrant(Quadrant quadrant) {
    return new Parts().quadrant(quadrant).filter();
  }

  static TaskFilter project(long project) {
    return new Parts().project(project).filter();
  }

  static TaskFilter tag(String tag) {
    return new Parts().tag(tag).filter();
  }

  static TaskFilter search(String text) {
    return new Parts().search(text).filter();
  }

  static TaskFilter due(Instant after, Instant before) {
    return new Parts().due(after, before).filter();
  }

  static TaskFilter sorted(boolean sorted) {
    return new Parts().sorted(sorted).filter();
  }

  static TaskFilter below(long parent) {
    return new Parts().parent(parent).filter();
  }

  static TaskFilter syncState(SyncState state) {
    return new Parts().syncState(state).filter();
  }

  static TaskFilter pending() {
    return new Parts().pending().filter();
  }

  /** Filters that hold together. */
  static final class Parts {
    private Optional<TaskStatus> status = Optional.empty();
    private Optional<Quadrant> quadrant = Optional.empty();
    private Optional<Long> project = Optional.empty();
    private Optional<String> tag = Optional.empty();
    private Optional<String> search = Optional.empty();
    private Optional<Instant> dueBefore = Optional.empty();
    private Optional<Instant> dueAfter = Optional.empty();
    private Optional<Boolean> sorted = Optional.empty();
    private Optional<Long> parent = Optional.empty();
    private Optional<SyncState> syncState = Optional.empty();
    private Extent extent = Extent.PRESENT;

    Parts status(TaskStatus value) {
      status = Optional.of(value);
      return this;
    }

    Parts quadrant(Quadrant value) {
      quadrant = Optional.of(value);
      return this;
    }

    Parts project(long value) {
      project = Optional.of(value);
      return this;
    }

    Parts tag(String value) {
      tag = Optional.of(value);
      return this;
    }

    Parts search(String value) {
      search = Optional.of(value);
      return this;
    }

    Parts due(Instant after, Instant before) {
      dueAfter = Optional.ofNullable(after);
      dueBefore = Optional.ofNullable(before);
      return this;
    }

    Parts sorted(boolean value) {
      sorted = Optional.of(value);
      return this;
    }

    Parts parent(long value) {
      parent = Optional.of(value);
      return this;
    }

    Parts syncState(SyncState value) {
      syncState = Optional.of(value);
      return this;
    }

    Parts pending() {
      extent = Extent.PENDING;
      return this;
    }

    TaskFilter filter() {
      return new TaskFilter(
          status, quadrant, project, tag, search, dueBefore, dueAfter, sorted, parent, syncState,
          extent);
    }
  }
}
