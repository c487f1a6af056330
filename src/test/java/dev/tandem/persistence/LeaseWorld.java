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
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskStatus;
import dev.tandem.task.TaskStore.Written;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tasks, two workers and TickTick, and beside them what has to be true of the queue. */
final class LeaseWorld {
  static final int TASKS = 3;
  static final List<String> WORKERS = List.of("one", "other");

  private static final int AT_ONCE = 2;
  private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
  private static final String ALL_ROWS =
      "SELECT (SELECT jsonb_agg(t ORDER BY t.id) FROM tasks t)::text,"
          + " (SELECT jsonb_agg(q ORDER BY q.entity_id) FROM push_queue q)::text,"
          + " (SELECT jsonb_agg(l ORDER BY l.id) FROM links l)::text";

  private final StoreFixture db;
  private final QueueFixture queue;
  private final RemoteTasks remote = new RemoteTasks();
  private final List<Task> tasks = new ArrayList<>();
  private final Map<String, Deque<Turn>> held = new HashMap<>();
  private final List<PushJob> lost = new ArrayList<>();
  private final QueueInvariants invariants;
  private int edits;

  /** A claimed row and when its claim began. */
  private record Turn(PushJob job, Instant began) {}

  LeaseWorld(StoreFixture db) {
    this.db = db;
    this.queue = new QueueFixture(db);
    this.invariants = new QueueInvariants(db);
    queue.clear();
    long user = db.connectedUser();
    for (int i = 0; i < TASKS; i++) {
      Task task = db.insert(user, "A");
      tasks.add(task);
      invariants.acknowledged(task, TaskField.TITLE, "A");
      invariants.acknowledged(task, TaskField.DESCRIPTION, "");
    }
    WORKERS.forEach(worker -> held.put(worker, new ArrayDeque<>()));
  }

  void retitle(int number, String title) {
    Task task = tasks.get(number);
    if (write(task, Contents.retitled(now(task), title))) {
      invariants.acknowledged(task, TaskField.TITLE, title);
    }
  }

  void describe(int number) {
    Task task = tasks.get(number);
    String words = "words " + ++edits;
    if (write(task, now(task).but().description(words).build())) {
      invariants.acknowledged(task, TaskField.DESCRIPTION, words);
    }
  }

  void delete(int number) {
    become(number, TaskStatus.DELETED);
  }

  void restore(int number) {
    if (now(tasks.get(number)).status() == TaskStatus.DELETED) {
      become(number, TaskStatus.ACTIVE);
    }
  }

  private void become(int number, TaskStatus status) {
    Task task = tasks.get(number);
    if (write(task, now(task).but().status(status).build())) {
      invariants.acknowledged(task, status);
    }
  }

  private boolean write(Task task, TaskContent content) {
    Task present = db.find(task);
    if (present.content().equals(content)) {
      return false;
    }
    Row before = invariants.row(task);
    result(db.store().update(StoreFixture.change(present, content)));
    invariants.checkWritten(task, before);
    return true;
  }

  void retry(int number) {
    Task task = tasks.get(number);
    result(db.store().requestPush(task.userId(), task.id()));
  }

  void discard(int number) {
    Task task = tasks.get(number);
    if (result(db.store().discard(task.userId(), task.id())) instanceof Written.Ok) {
      invariants.givenUp(task);
    }
  }

  /** Nobody gets what another worker holds. */
  void claim(int number) {
    String worker = WORKERS.get(number);
    Set<Long> taken = new HashSet<>();
    held.values().forEach(turns -> turns.forEach(turn -> taken.add(turn.job.taskId())));
    for (PushJob job : queue.claimed(worker, AT_ONCE).jobs()) {
      assertThat(taken).as("leased by another").doesNotContain(job.taskId());
      held.get(worker).add(new Turn(job, job.claimedAt()));
    }
  }

  void deliver(int number) {
    Turn turn = held.get(WORKERS.get(number)).poll();
    if (turn != null) {
      PushJob next = step(turn).next();
      if (next != null) {
        held.get(WORKERS.get(number)).addFirst(new Turn(next, turn.began));
      }
    }
  }

  private Settled step(Turn turn) {
    PushJob job = turn.job;
    PushStep planned = QueueFixture.plan(job);
    return Freshness.mustLook(job, planned, turn.began)
        ? queue.settle(job, PushStep.nothing(), new PushVerdict.Delivered(dated(remote.seen(job))))
        : queue.settle(job, planned, new PushVerdict.Delivered(dated(remote.take(job, planned))));
  }

  /**
   * As TickTick's tasks are: an update through the API leaves the time of the last edit as it was.
   */
  private static RemoteSnapshot dated(RemoteSnapshot seen) {
    return seen == null
        ? null
        : new RemoteSnapshot(
            seen.id(),
            seen.projectId(),
            seen.fields(),
            seen.etag(),
            seen.etimestamp(),
            LONG_AGO,
            seen.raw());
  }

  void refuse(int number) {
    end(number, false, QueueFixture.retry());
  }

  void loseRequest(int number) {
    end(number, false, QueueFixture.outage());
  }

  void loseAnswer(int number) {
    end(number, true, QueueFixture.outage());
  }

  private void end(int number, boolean arrived, PushVerdict verdict) {
    Turn turn = held.get(WORKERS.get(number)).peek();
    if (turn == null || (arrived && !canBeSent(turn))) {
      return;
    }
    held.get(WORKERS.get(number)).remove();
    PushStep step = QueueFixture.plan(turn.job);
    if (arrived) {
      remote.take(turn.job, step);
    }
    queue.settle(turn.job, step, verdict);
  }

  void sendAndDie(int number) {
    Turn turn = held.get(WORKERS.get(number)).peek();
    if (turn != null && canBeSent(turn)) {
      remote.take(turn.job, QueueFixture.plan(turn.job));
      leasesRunOut();
    }
  }

  /** Lost creates are told apart by reading TickTick first, not by the queue. */
  private static boolean canBeSent(Turn turn) {
    PushStep step = QueueFixture.plan(turn.job);
    return step.operation() != Operation.CREATE && !Freshness.mustLook(turn.job, step, turn.began);
  }

  void leasesRunOut() {
    queue.expireLeases();
    held.values()
        .forEach(
            turns -> {
              turns.forEach(turn -> lost.add(turn.job));
              turns.clear();
            });
  }

  /** Whose claim another worker has taken over writes nothing but the record of what it sent. */
  void finishLate() {
    if (lost.isEmpty()) {
      return;
    }
    PushJob job = lost.remove(0);
    if (db.rows("SELECT FROM push_queue WHERE fence = $1", job.fence()).isEmpty()) {
      String before = allRows();
      Settled settled = queue.settle(job, QueueFixture.plan(job), new PushVerdict.Delivered(null));
      assertThat(settled.fenced()).isTrue();
      assertThat(settled.next()).isNull();
      assertThat(allRows()).as("after a late finish").isEqualTo(before);
    }
  }

  void becomeDue() {
    queue.makeDue();
  }

  void check() {
    invariants.check(tasks);
    held.values().forEach(turns -> turns.forEach(turn -> invariants.checkHeld(turn.job.fence())));
  }

  /** The last edit makes the worker look, as a pull would. */
  void comeToRest() {
    leasesRunOut();
    db.rows("UPDATE links SET read_at = now() - interval '1 minute', settled_at = NULL");
    for (int i = 0; i < TASKS; i++) {
      if (now(tasks.get(i)).status() != TaskStatus.DELETED) {
        retitle(i, "at rest");
      }
    }
    for (int round = 0; round < 60; round++) {
      if (held.get(WORKERS.get(0)).isEmpty()) {
        queue.expireLeases();
        queue.makeDue();
        db.rows("UPDATE push_queue SET is_dead = false, attempts = 0");
        claim(0);
      }
      if (held.get(WORKERS.get(0)).isEmpty()) {
        return;
      }
      deliver(0);
    }
    throw new AssertionError("does not come to rest");
  }

  void checkAtRest() {
    while (!lost.isEmpty()) {
      finishLate();
    }
    check();
    Set<String> twins = new HashSet<>();
    for (Task task : tasks) {
      assertThat(db.isQueued(task)).isFalse();
      Link link = queue.link(task.id());
      if (now(task).status() == TaskStatus.DELETED) {
        assertThat(link).isNull();
        continue;
      }
      Fields local = LocalFields.of(now(task), null, null);
      twins.add(link.remoteId());
      assertThat(link.base().editedHere(local)).as("base").isEmpty();
      assertThat(Differences.between(local, remote.live().get(link.remoteId())))
          .as("TickTick")
          .isEmpty();
    }
    assertThat(remote.live().keySet()).as("no twin but those").isEqualTo(twins);
  }

  private String allRows() {
    return db.rows(ALL_ROWS).get(0).deepToString();
  }

  private TaskContent now(Task task) {
    return db.find(task).content();
  }
}
