package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.Freshness;
import dev.tandem.sync.Link;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.QueueRoutes.Settled;
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
import java.util.stream.Stream;

/** Tasks, two workers and TickTick, and beside them what has to be true of the queue. */
final class LeaseWorld {
  static final int TASKS = 3;
  static final List<String> WORKERS = List.of("one", "other");

  private static final int AT_ONCE = 2;

  private final StoreFixture db;
  private final QueueFixture queue;
  private final PurgedTasks purged;
  private RemoteTasks remote = new RemoteTasks();
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
    this.purged = new PurgedTasks(db, queue);
    queue.clear();
    addTasks();
    WORKERS.forEach(worker -> held.put(worker, new ArrayDeque<>()));
  }

  private void addTasks() {
    long user = db.connectedUser();
    Stream.generate(() -> added(user)).limit(TASKS).forEach(tasks::add);
  }

  private Task added(long user) {
    Task task = db.insert(user, "A");
    invariants.acknowledged(task, TaskField.TITLE, "A");
    invariants.acknowledged(task, TaskField.DESCRIPTION, "");
    return task;
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
    write(task, now(task).but().description(words).build());
    invariants.acknowledged(task, TaskField.DESCRIPTION, words);
  }

  void delete(int number) {
    become(number, TaskStatus.DELETED);
  }

  void restore(int number) {
    if (now(tasks.get(number)).status() == TaskStatus.DELETED) {
      become(number, TaskStatus.ACTIVE);
    }
  }

  /** For good; a new task takes its place. */
  void purge(int number) {
    Task task = tasks.get(number);
    Row before = invariants.row(task);
    purged.purge(task);
    invariants.checkWritten(task, before);
    tasks.set(number, added(task.userId()));
  }

  /** Somebody else comes, and has another account. What the workers hold is nobody's. */
  void erase() {
    loseAll();
    purged.erase(tasks.get(0).userId());
    tasks.clear();
    remote = new RemoteTasks();
    addTasks();
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
        ? queue.settle(
            job, PushStep.nothing(), new PushVerdict.Delivered(RemoteTasks.dated(remote.seen(job))))
        : queue.settle(
            job, planned, new PushVerdict.Delivered(RemoteTasks.dated(remote.take(job, planned))));
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
    loseAll();
  }

  private void loseAll() {
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
      String before = invariants.allRows();
      Settled settled = queue.settle(job, QueueFixture.plan(job), new PushVerdict.Delivered(null));
      assertThat(settled.fenced()).isTrue();
      assertThat(settled.next()).isNull();
      assertThat(invariants.allRows()).as("after a late finish").isEqualTo(before);
    }
  }

  void becomeDue() {
    queue.makeDue();
  }

  void check() {
    invariants.check(tasks);
    purged.check();
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
    purged.checkAtRest();
    Set<String> twins = new HashSet<>();
    for (Task task : tasks) {
      assertThat(db.isQueued(task)).isFalse();
      Link link = queue.link(task.id());
      if (now(task).status() == TaskStatus.DELETED) {
        assertThat(link).isNull();
        continue;
      }
      twins.add(link.remoteId());
      QueueInvariants.checkAlike(now(task), link, remote.live().get(link.remoteId()));
    }
    assertThat(remote.live().keySet()).as("no twin but those").isEqualTo(twins);
  }

  private TaskContent now(Task task) {
    return db.find(task).content();
  }
}
