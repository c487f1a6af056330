package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.PersonCommand;
import dev.tandem.account.PersonReply;
import dev.tandem.task.Task;
import dev.tandem.task.TaskStore.Written;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Tasks that were deleted for good, with their person or without, and what must be true of them.
 */
final class PurgedTasks {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Where a task or its person could have left something that a worker would go by. */
  private static final List<String> TABLES =
      List.of("tasks", "push_queue", "links", "create_intents", "sends", "conflicts");

  private final StoreFixture db;
  private final QueueFixture queue;
  private final List<Task> purged = new ArrayList<>();
  private final List<Long> erased = new ArrayList<>();

  PurgedTasks(StoreFixture db, QueueFixture queue) {
    this.db = db;
    this.queue = queue;
  }

  void purge(Task task) {
    Task present = db.find(task);
    assertThat(result(db.store().remove(task.userId(), task.id(), present.version())))
        .isInstanceOf(Written.Removed.class);
    purged.add(task);
  }

  /** With all that is the person's. */
  void erase(long user) {
    Erasures erasures = new Erasures(db.vertx(), new PgErasure(db.pool()), new AccountFixture(db));
    Promise<PersonReply> reply = Promise.promise();
    db.vertx()
        .getOrCreateContext()
        .runOnContext(
            go -> erasures.erase(new PersonCommand.Erase(user, PATIENCE)).onComplete(reply));
    assertThat(result(reply.future())).isEqualTo(new PersonReply.Erased(true));
    purged.removeIf(task -> task.userId() == user);
    erased.add(user);
  }

  /** None comes back, and the delete of none is given up: nobody could find it. */
  void check() {
    for (Task task : purged) {
      assertThat(db.rows("SELECT FROM tasks WHERE id = $1", task.id())).as("purged").isEmpty();
      for (Row row : db.rows("SELECT is_dead FROM push_queue WHERE entity_id = $1", task.id())) {
        assertThat(row.getBoolean(0)).as("the purged task's delete is given up").isFalse();
      }
    }
    for (long user : erased) {
      for (String table : TABLES) {
        assertThat(db.number("SELECT count(*) FROM " + table + " WHERE user_id = $1", user))
            .as(table + " of who was erased")
            .isZero();
      }
    }
  }

  /** Nothing of them is left to do, nor tied to them. */
  void checkAtRest() {
    for (Task task : purged) {
      assertThat(db.isQueued(task)).isFalse();
      assertThat(queue.link(task.id())).isNull();
    }
  }
}
