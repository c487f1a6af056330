package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;

import dev.tandem.sync.ConflictDetected;
import dev.tandem.sync.DeletionsHeld;
import dev.tandem.sync.Fields;
import dev.tandem.sync.Link;
import dev.tandem.sync.MergeEvents;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushPlan;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.QueueRoutes.Claim;
import dev.tandem.sync.QueueRoutes.Claimed;
import dev.tandem.sync.QueueRoutes.Settle;
import dev.tandem.sync.QueueRoutes.Settled;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.Settlement;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.Send;
import dev.tandem.task.SyncError;
import dev.tandem.task.Task;
import dev.tandem.task.TaskStatus;
import dev.tandem.task.TaskTopics.TaskChanged;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The queue on a store's database, and a worker's part in it as a test plays it. */
final class QueueFixture {
  static final Duration LEASE = Duration.ofSeconds(30);
  static final int ATTEMPTS = 3;

  private final StoreFixture db;
  private final Told told = new Told();

  QueueFixture(StoreFixture db) {
    this.db = db;
  }

  /** What was told of merges. */
  static final class Told implements MergeEvents {
    final List<TaskChanged> changes = new ArrayList<>();
    final List<ConflictDetected> conflicts = new ArrayList<>();
    final List<DeletionsHeld> held = new ArrayList<>();

    @Override
    public void changed(TaskChanged event) {
      changes.add(event);
    }

    @Override
    public void conflicted(ConflictDetected event) {
      conflicts.add(event);
    }

    @Override
    public void held(DeletionsHeld event) {
      held.add(event);
    }
  }

  Told told() {
    return told;
  }

  /** Nothing is left of other tests. */
  void clear() {
    db.rows("TRUNCATE users, budgets RESTART IDENTITY CASCADE");
  }

  PgPushQueue queue() {
    return new PgPushQueue(db.pool());
  }

  PgSettlement settlement() {
    return new PgSettlement(
        db.pool(),
        new Settlement.Limits(ATTEMPTS, Duration.ofSeconds(1), Duration.ofMinutes(5)),
        told);
  }

  Claimed claimed(String owner, int limit, Long... first) {
    return result(queue().claim(new Claim(owner, limit, LEASE, Arrays.asList(first))));
  }

  List<PushJob> claim(int limit, Long... first) {
    return claimed("worker", limit, first).jobs();
  }

  /** The one row that is due. */
  PushJob claimOne() {
    List<PushJob> jobs = claim(10);
    if (jobs.size() != 1) {
      throw new AssertionError(jobs.size() + " rows are due");
    }
    return jobs.get(0);
  }

  Settled settle(PushJob job, PushStep step, PushVerdict verdict) {
    return result(settling(job, step, verdict));
  }

  Future<Settled> settling(PushJob job, PushStep step, PushVerdict verdict) {
    int requests = step.operation() == Operation.NONE ? 0 : 1;
    return settlement().settle(new Settle(job, step, verdict, LEASE, requests));
  }

  /** Carries out what the job wants, and TickTick does as it is told. */
  Settled deliver(PushJob job) {
    PushStep step = plan(job);
    return settle(job, step, new PushVerdict.Delivered(answer(job, step)));
  }

  /** The worker looks at the twin, which is as told. */
  Settled look(PushJob job, Fields there) {
    Link link = Objects.requireNonNull(job.link());
    RemoteSnapshot seen = snapshot(link.remoteId(), stored(there));
    return result(
        settlement()
            .settle(
                new Settle(job, PushStep.nothing(), new PushVerdict.Delivered(seen), LEASE, 1)));
  }

  /** Until nothing more is to be done for the row. */
  Settled deliverAll(PushJob job) {
    Settled settled = deliver(job);
    return settled.next() == null ? settled : deliverAll(settled.next());
  }

  /** A task with a confirmed twin and nothing to push. */
  Task linked(long user, String title) {
    Task task = db.insert(user, title);
    deliverAll(claim(1, task.id()).get(0));
    return db.find(task);
  }

  static PushVerdict retry() {
    return new PushVerdict.Retry(error("refused"), Duration.ofMinutes(1));
  }

  static PushVerdict outage() {
    return new PushVerdict.Postpone(error("timeout"), Duration.ofMinutes(1), true);
  }

  static PushVerdict postpone() {
    return new PushVerdict.Postpone(error("breaker_open"), Duration.ofMinutes(1), false);
  }

  static SyncError error(String code) {
    return new SyncError(code, "told by a test", Instant.parse("2026-11-22T10:00:00Z"));
  }

  static PushStep plan(PushJob job) {
    return PushPlan.next(job);
  }

  /** Creates and updates are answered with the task, the rest without. */
  static RemoteSnapshot answer(PushJob job, PushStep step) {
    return switch (step.operation()) {
      case CREATE -> {
        Fields sent = Objects.requireNonNull(step.sent());
        yield snapshot("remote-" + job.taskId(), stored(sent));
      }
      case UPDATE -> {
        Link link = Objects.requireNonNull(job.link());
        yield snapshot(
            link.remoteId(), stored(link.base().there().with(step.carries(), step.sent())));
      }
      default -> null;
    };
  }

  /** As TickTick stores it: a list always, a parent's id or none, tags in lower case. */
  private static Fields stored(Fields whole) {
    return new Fields(
        whole.title(),
        whole.description(),
        whole.priority(),
        whole.startDate() == null ? whole.dueDate() : whole.startDate(),
        whole.dueDate(),
        whole.allDay(),
        whole.timeZone(),
        whole.repeatFlag(),
        whole.tags().stream().map(tag -> tag.toLowerCase(Locale.ROOT)).sorted().toList(),
        whole.reminders(),
        Objects.requireNonNullElse(whole.projectId(), "inbox7"),
        whole.status(),
        whole.items(),
        Objects.requireNonNullElse(whole.parentId(), ""),
        Objects.requireNonNullElse(whole.sortOrder(), -7L),
        whole.columnId(),
        whole.kind());
  }

  static RemoteSnapshot snapshot(String id, Fields fields) {
    String project = Objects.requireNonNull(fields.projectId());
    return new RemoteSnapshot(
        id, project, fields, "etag-" + fields.hashCode(), 1L, null, "{\"id\":\"" + id + "\"}");
  }

  /** The live link as it is stored, or null. */
  Link link(long taskId) {
    return db
        .rows(
            "SELECT "
                + LinkRows.COLUMNS
                + " FROM links l WHERE l.task_id = $1 AND l.state <> 'gone'",
            taskId)
        .stream()
        .map(row -> LinkRows.read(new Cells(row, 0)))
        .findFirst()
        .orElse(null);
  }

  /** So many new tasks of a user, each with its queue row. */
  void many(long owner, int count) {
    db.rows(
        "WITH made AS (INSERT INTO tasks (user_id, title, push) SELECT $1, 'many', true"
            + " FROM generate_series(1, $2::integer) RETURNING id)"
            + " INSERT INTO push_queue (kind, entity_id, user_id, account_id)"
            + " SELECT 'task', made.id, $1, a.id FROM made, ticktick_accounts a"
            + " WHERE a.user_id = $1",
        owner,
        count);
  }

  /** As if the time until they are due had passed. */
  void makeDue() {
    db.rows(
        "UPDATE push_queue SET next_attempt_at = now() - interval '1 second'"
            + " WHERE lease_until IS NULL");
  }

  /** As if the worker had died and its lease had run out. */
  void expireLeases() {
    db.rows(
        "UPDATE push_queue SET lease_until = now() - interval '1 second',"
            + " next_attempt_at = now() - interval '1 second' WHERE lease_until IS NOT NULL");
  }

  /** Fields of which only the description says something. */
  static Fields described(String description) {
    return Fields.BLANK.but().description(description).build();
  }

  List<Send> sends(Task task) {
    return result(db.store().sends(task.userId(), task.id()));
  }

  void retitle(Task task, String title) {
    Task now = db.find(task);
    db.update(now, Contents.retitled(now.content(), title));
  }

  void setStatus(Task task, TaskStatus status) {
    Task now = db.find(task);
    db.update(now, now.content().but().status(status).build());
  }

  void move(Task task, Long project) {
    Task now = db.find(task);
    db.update(now, now.content().but().projectId(project).build());
  }
}
