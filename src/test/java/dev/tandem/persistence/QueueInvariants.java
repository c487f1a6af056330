package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.Differences;
import dev.tandem.sync.Fields;
import dev.tandem.sync.Link;
import dev.tandem.sync.LocalFields;
import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskStatus;
import io.vertx.sqlclient.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What holds of the queue after every step, whoever took it. */
final class QueueInvariants {
  private static final String ALL_ROWS =
      "SELECT (SELECT jsonb_agg(t ORDER BY t.id) FROM tasks t)::text,"
          + " (SELECT jsonb_agg(q ORDER BY q.entity_id) FROM push_queue q)::text,"
          + " (SELECT jsonb_agg(l ORDER BY l.id) FROM links l)::text";

  private final StoreFixture db;
  private final Map<Long, Long> generations = new HashMap<>();

  /** The texts that were written last; absent where a discard decides. */
  private final Map<TaskField, Map<Long, String>> acknowledged =
      Map.of(TaskField.TITLE, new HashMap<>(), TaskField.DESCRIPTION, new HashMap<>());

  /** Whether a task was deleted or restored last; absent where a discard decides. */
  private final Map<Long, TaskStatus> statuses = new HashMap<>();

  QueueInvariants(StoreFixture db) {
    this.db = db;
  }

  void acknowledged(Task task, TaskField field, String text) {
    acknowledged.get(field).put(task.id(), text);
  }

  void acknowledged(Task task, TaskStatus status) {
    statuses.put(task.id(), status);
  }

  void givenUp(Task task) {
    statuses.remove(task.id());
    acknowledged.values().forEach(texts -> texts.remove(task.id()));
  }

  /** Null: nothing waits. */
  Row row(Task task) {
    List<Row> rows =
        db.rows("SELECT * FROM push_queue WHERE kind = 'task' AND entity_id = $1", task.id());
    return rows.isEmpty() ? null : rows.get(0);
  }

  /** A write under a lease grows the generation, also one that takes a change back. */
  void checkWritten(Task task, Row before) {
    if (before != null && before.getValue("lease_until") != null) {
      assertThat(Objects.requireNonNull(row(task)).getLong("generation"))
          .as("generation of a leased row after a write")
          .isGreaterThan(before.getLong("generation"));
    }
  }

  /** Whoever holds a claim is the only one. */
  void checkHeld(long fence) {
    assertThat(db.rows("SELECT FROM push_queue WHERE fence = $1", fence)).hasSize(1);
  }

  /** All that a worker who lost its claim must leave as it is. */
  String allRows() {
    return db.rows(ALL_ROWS).get(0).deepToString();
  }

  /** Task, base and twin. */
  static void checkAlike(TaskContent present, Link link, Fields twin) {
    Fields local = LocalFields.of(present, null, null);
    assertThat(link.base().editedHere(local)).as("base").isEmpty();
    assertThat(Differences.between(local, twin)).as("TickTick").isEmpty();
  }

  void check(List<Task> tasks) {
    for (Task task : tasks) {
      Task present = db.find(task);
      Row row = row(task);
      assertThat(present.sync().hasPendingChanges()).as("pending").isEqualTo(row != null);
      if (row == null) {
        generations.remove(task.id());
      } else {
        long generation = row.getLong("generation");
        assertThat(generation).isGreaterThanOrEqualTo(generations.getOrDefault(task.id(), 0L));
        generations.put(task.id(), generation);
      }
      check(present.content(), task.id());
    }
  }

  private void check(TaskContent present, long id) {
    String title = acknowledged.get(TaskField.TITLE).get(id);
    String description = acknowledged.get(TaskField.DESCRIPTION).get(id);
    assertThat(present.status())
        .as("acknowledged delete or restore")
        .isEqualTo(statuses.getOrDefault(id, present.status()));
    assertThat(present.title())
        .as("acknowledged title")
        .isEqualTo(title == null ? present.title() : title);
    assertThat(present.description())
        .as("acknowledged description")
        .isEqualTo(description == null ? present.description() : description);
  }
}
