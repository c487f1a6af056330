package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.Differences;
import dev.tandem.sync.Fields;
import dev.tandem.sync.Freshness;
import dev.tandem.sync.Link;
import dev.tandem.sync.LocalFields;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.QueueRoutes.Settled;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever people, workers and the network do to a task: when all has come to rest, TickTick has
 * what the task says.
 */
final class PushQueuePropertyIT {
  private static final StoreFixture db = new StoreFixture();

  @BeforeContainer
  static void start() {
    db.beforeAll(null);
  }

  @AfterContainer
  static void stop() {
    db.afterAll(null);
  }

  /** What can happen next. */
  enum Action {
    RETITLE_A,
    RETITLE_B,
    TAG,
    COMPLETE,
    REOPEN,
    DESCRIBE_THERE,
    RETITLE_THERE,
    DRAG_THERE,
    GROW_OLD,
    DELETE,
    RESTORE,
    CLAIM,
    SETTLE,
    REFUSE,
    LOSE_ANSWER,
    LOSE_REQUEST,
    POSTPONE,
    DIE_BEFORE_SENDING,
    DIE_AFTER_SENDING,
    SETTLE_LATE,
    BECOME_DUE
  }

  @Provide
  Arbitrary<List<Action>> chains() {
    return Arbitraries.frequencyOf(
            Tuple.of(2, Arbitraries.of(Action.class)),
            Tuple.of(1, Arbitraries.of(Action.CLAIM, Action.SETTLE, Action.BECOME_DUE)))
        .list()
        .ofMinSize(5)
        .ofMaxSize(40);
  }

  @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
  void whatEndsIsInStep(@ForAll("chains") List<Action> chain) {
    QueueFixture queue = new QueueFixture(db);
    db.rows("DELETE FROM push_queue");
    World world = new World(queue, db.insert(db.connectedUser(), "A"));
    chain.forEach(world::act);
    world.comeToRest();
    world.check();
  }

  /** A task, its worker, and TickTick as it would be. */
  private static final class World {
    private final QueueFixture queue;
    private final Task task;
    private final RemoteTasks remote = new RemoteTasks();
    private PushJob held;
    private PushJob lost;
    private Instant turnBegan = Instant.MIN;
    private int edits;

    World(QueueFixture queue, Task task) {
      this.queue = queue;
      this.task = task;
    }

    void act(Action action) {
      switch (action) {
        case RETITLE_A -> write(Contents.retitled(now(), "A"));
        case RETITLE_B -> write(Contents.retitled(now(), "B"));
        case TAG ->
            write(
                Contents.with(
                    now(),
                    TaskField.TAGS,
                    Contents.tagged("", now().tags().isEmpty() ? "Home" : "Work", "x")));
        case COMPLETE -> setStatus(TaskStatus.COMPLETED);
        case REOPEN -> setStatus(TaskStatus.ACTIVE);
        case DELETE -> write(now().but().status(TaskStatus.DELETED).build());
        case RESTORE -> {
          if (now().status() == TaskStatus.DELETED) {
            write(now().but().status(TaskStatus.ACTIVE).build());
          }
        }
        case DESCRIBE_THERE -> remote.edit(but -> but.description("theirs " + ++edits));
        case RETITLE_THERE -> remote.edit(but -> but.title("T" + ++edits));
        case DRAG_THERE -> remote.edit(but -> but.sortOrder((long) ++edits));
        case GROW_OLD ->
            db.rows("UPDATE links SET read_at = now() - interval '1 minute', settled_at = NULL");
        case BECOME_DUE -> queue.makeDue();
        case CLAIM -> claim();
        default -> work(action);
      }
    }

    private void claim() {
      if (held == null) {
        held = queue.claim(1).stream().findFirst().orElse(null);
        turnBegan = held == null ? Instant.MIN : held.claimedAt();
      }
    }

    /** One worker's step: a look, or what is planned. */
    private Settled step(PushJob job) {
      PushStep planned = QueueFixture.plan(job);
      return Freshness.mustLook(job, planned, turnBegan)
          ? queue.settle(job, PushStep.nothing(), new PushVerdict.Delivered(remote.seen(job)))
          : deliver(job, planned);
    }

    private void work(Action action) {
      if (action == Action.SETTLE_LATE) {
        settleLate();
        return;
      }
      if (held == null) {
        return;
      }
      PushStep step = QueueFixture.plan(held);
      switch (action) {
        case SETTLE -> held = step(held).next();
        case REFUSE -> end(step, QueueFixture.retry());
        case POSTPONE -> end(step, QueueFixture.postpone());
        case LOSE_REQUEST -> end(step, QueueFixture.outage());
        case LOSE_ANSWER -> {
          if (canBeSent(step)) {
            remote.take(held, step);
            end(step, QueueFixture.outage());
          }
        }
        case DIE_BEFORE_SENDING -> die();
        case DIE_AFTER_SENDING -> {
          if (canBeSent(step)) {
            remote.take(held, step);
            die();
          }
        }
        default -> throw new IllegalArgumentException(action.name());
      }
    }

    /** Lost creates are told apart by reading TickTick first, not by the queue. */
    private boolean canBeSent(PushStep step) {
      return step.operation() != Operation.CREATE && !Freshness.mustLook(held, step, turnBegan);
    }

    private void die() {
      queue.expireLeases();
      lost = held;
      held = null;
    }

    private void settleLate() {
      if (lost != null && held != null) {
        Settled settled =
            queue.settle(lost, QueueFixture.plan(lost), new PushVerdict.Delivered(null));
        assertThat(settled.fenced()).isTrue();
      }
      lost = null;
    }

    private void end(PushStep step, PushVerdict verdict) {
      queue.settle(held, step, verdict);
      held = null;
    }

    private Settled deliver(PushJob job, PushStep step) {
      return queue.settle(job, step, new PushVerdict.Delivered(remote.take(job, step)));
    }

    /** The last edit makes the worker look, as a pull would. */
    void comeToRest() {
      if (now().status() != TaskStatus.DELETED) {
        act(Action.GROW_OLD);
        write(Contents.retitled(now(), "at rest"));
      }
      for (int round = 0; round < 30; round++) {
        if (held == null) {
          queue.expireLeases();
          queue.makeDue();
          db.rows("UPDATE push_queue SET is_dead = false, attempts = 0");
          claim();
        }
        if (held == null) {
          return;
        }
        held = step(held).next();
      }
      throw new AssertionError("does not come to rest");
    }

    void check() {
      assertThat(db.isQueued(task)).isFalse();
      Link link = queue.link(task.id());
      if (now().status() == TaskStatus.DELETED) {
        assertThat(link).isNull();
        assertThat(remote.live()).isEmpty();
        return;
      }
      assertThat(remote.live()).containsOnlyKeys(link.remoteId());
      Fields local = local();
      assertThat(link.base().editedHere(local)).as("base").isEmpty();
      assertThat(Differences.between(local, remote.live().get(link.remoteId())))
          .as("remote")
          .isEmpty();
    }

    private Fields local() {
      return LocalFields.of(now(), null, null);
    }

    private void setStatus(TaskStatus status) {
      if (now().status() != TaskStatus.DELETED) {
        write(now().but().status(status).build());
      }
    }

    private TaskContent now() {
      return db.find(task).content();
    }

    private void write(TaskContent content) {
      Task present = db.find(task);
      if (!present.content().equals(content)) {
        result(db.store().update(StoreFixture.change(present, content)));
      }
    }
  }
}
