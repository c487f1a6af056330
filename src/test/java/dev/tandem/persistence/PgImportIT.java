package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.Fields;
import dev.tandem.sync.PullRoutes.Applied;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.QueueRoutes.Intend;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.task.Task;
import dev.tandem.task.TaskStatus;
import dev.tandem.task.TaskTopics.Change;
import dev.tandem.task.TaskTopics.TaskChanged;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Twins that are not known here, and those whose link had ended. */
final class PgImportIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final QueueFixture queue = new QueueFixture(db);
  private final PullFixture pull = new PullFixture(db, queue);
  private long user;

  @BeforeEach
  void connect() {
    queue.clear();
    user = db.connectedUser();
  }

  @Test
  void anUnknownTwinBecomesATask() {
    Applied applied = pull.apply(user, twin("a", "Milk"));
    assertThat(applied.created()).isEqualTo(1);
    Task made = only();
    assertThat(made.content().title()).isEqualTo("Milk");
    assertThat(made.content().sorted()).isFalse();
    assertThat(queue.link(made.id()).remoteId()).isEqualTo("a");
    assertThat(db.isQueued(made)).isFalse();
    assertThat(queue.told().changes)
        .extracting(TaskChanged::change)
        .containsExactly(Change.CREATED);
    assertThat(pull.apply(user, twin("a", "Milk")).created()).isZero();
    assertThat(pull.compare(user, twin("a", "Milk")).news()).isEmpty();
  }

  @Test
  void whatIsImportedManyTimesAtOnceIsMadeOnce() {
    List<Future<?>> runs =
        IntStream.range(0, 8)
            .<Future<?>>mapToObj(
                run -> db.vertx().executeBlocking(() -> pull.apply(user, twin("a", "Milk")), false))
            .toList();
    result(Future.all(runs));
    assertThat(db.number("SELECT count(*) FROM tasks")).isEqualTo(1);
    assertThat(db.number("SELECT count(*) FROM links")).isEqualTo(1);
  }

  @Test
  void listAndParentAreFoundWhenTheyAreKnown() {
    RemoteSnapshot child =
        QueueFixture.snapshot(
            "b", fields("Semi-skimmed").but().parentId("a").projectId("list").build());
    pull.apply(user, child);
    Task made = only();
    assertThat(made.content().parentId()).isNull();
    assertThat(made.content().projectId()).isNull();
    assertThat(db.isQueued(made)).isFalse();
    long list = db.project(user, "Shopping", "list");
    db.rows("UPDATE projects SET account_id = $1 WHERE id = $2", pull.accountOf(user), list);
    pull.apply(user, twin("a", "Milk"));
    assertThat(pull.compare(user, child).news()).containsExactly("b");
    pull.apply(user, child);
    Task known = db.find(made);
    assertThat(known.content().projectId()).isEqualTo(list);
    assertThat(known.content().parentId()).isNotNull();
    assertThat(db.isQueued(made)).isFalse();
    assertThat(pull.compare(user, child).news()).isEmpty();
  }

  @Test
  void whatACreateOfUnknownOutcomeMayHaveMadeIsLeftAlone() {
    db.insert(user, "Milk");
    PushJob job = queue.claimOne();
    PgCreates creates = new PgCreates(db.pool(), queue.told());
    result(creates.intend(new Intend(job.taskId(), job.fence(), job.local())));
    RemoteSnapshot orphan = twin(idNow(1), "Milk");
    assertThat(pull.apply(user, orphan, twin(idNow(2), "Bread")).deferred()).isEqualTo(1);
    assertThat(db.number("SELECT count(*) FROM tasks")).isEqualTo(2);
    db.rows("UPDATE create_intents SET watched_until = now() + interval '1 day'");
    Applied watched = pull.apply(user, orphan);
    assertThat(watched.created()).isZero();
    assertThat(watched.deferred()).isEqualTo(1);
    assertThat(db.number("SELECT count(*) FROM conflicts WHERE rule = 'late_twin'")).isEqualTo(1);
    db.rows("DELETE FROM create_intents");
    assertThat(pull.apply(user, orphan).created()).isEqualTo(1);
  }

  @Test
  void aCompletedCopyIsAnOccurrence() {
    Fields rule =
        fields("Water the plants")
            .but()
            .dueDate(Instant.parse("2026-12-01T08:00:00Z"))
            .startDate(Instant.parse("2026-12-01T08:00:00Z"))
            .repeatFlag("RRULE:FREQ=DAILY")
            .build();
    String created = "\"createdTime\":\"2026-10-09T20:34:00.761+0000\"";
    pull.apply(user, raw("a", rule, created));
    Task recurring = only();
    Fields done = rule.but().repeatFlag(null).status(TaskStatus.COMPLETED).build();
    pull.apply(user, raw("b", done, created), raw("c", done, "\"createdTime\":\"2026-10-09\""));
    assertThat(db.number("SELECT occurrence_of FROM tasks WHERE id = $1", taskOf("b")))
        .isEqualTo(recurring.id());
    assertThat(db.row("SELECT occurrence_of FROM tasks WHERE id = $1", taskOf("c")).getLong(0))
        .isNull();
  }

  @Test
  void aTwinThatWeDeletedAndIsStillThereIsDeletedAgainThreeTimes() {
    Task task = queue.linked(user, "Milk");
    RemoteSnapshot kept = pull.twin(task, fields -> fields);
    db.update(task, task.content().but().status(TaskStatus.DELETED).build());
    queue.deliverAll(queue.claimOne());
    for (int i = 0; i < 3; i++) {
      endedLongAgo();
      assertThat(pull.compare(user, kept).news()).containsExactly(kept.id());
      pull.apply(user, kept);
      assertThat(queue.link(task.id())).isNotNull();
      queue.deliverAll(queue.claimOne());
      assertThat(queue.link(task.id())).isNull();
    }
    endedLongAgo();
    assertThat(pull.compare(user, kept).news()).isEmpty();
    pull.apply(user, kept);
    assertThat(db.isQueued(task)).isFalse();
    assertThat(db.row("SELECT rule FROM conflicts").getString(0)).isEqualTo("delete_not_done");
    RemoteSnapshot edited = QueueFixture.snapshot(kept.id(), fields("Oat milk"));
    assertThat(pull.compare(user, edited).news()).containsExactly(kept.id());
    pull.apply(user, edited);
    assertThat(db.find(task).content().status()).isEqualTo(TaskStatus.ACTIVE);
    assertThat(db.find(task).content().title()).isEqualTo("Oat milk");
  }

  @Test
  void aTwinOfATaskDeletedForGoodThatWasEditedIsANewTask() {
    Task task = queue.linked(user, "Milk");
    RemoteSnapshot edited = pull.twin(task, fields -> fields.title("Oat milk"));
    result(db.store().remove(user, task.id(), db.find(task).version()));
    queue.deliverAll(queue.claimOne());
    endedLongAgo();
    assertThat(pull.apply(user, edited).created()).isEqualTo(1);
    assertThat(only().content().title()).isEqualTo("Oat milk");
    assertThat(db.number("SELECT count(*) FROM links")).isEqualTo(1);
  }

  @Test
  void aTwinTakenOutOfTheTrashBringsItsTaskBack() {
    Task task = queue.linked(user, "Milk");
    RemoteSnapshot back = pull.twin(task, fields -> fields.description("two litres"));
    db.rows(
        "UPDATE links SET state = 'gone', ended_because = 'deleted_there',"
            + " ended_at = now() - interval '1 hour'");
    db.rows("UPDATE tasks SET status = 'deleted', sync_version = sync_version + 1");
    assertThat(pull.apply(user, back).updated()).isEqualTo(1);
    Task now = db.find(task);
    assertThat(now.content().status()).isEqualTo(TaskStatus.ACTIVE);
    assertThat(now.content().description()).isEqualTo("two litres");
    assertThat(db.isQueued(task)).isFalse();
    assertThat(queue.link(task.id())).isNotNull();
  }

  @Test
  void aTaskThatGotAnotherTwinKeepsIt() {
    Task task = queue.linked(user, "Milk");
    RemoteSnapshot old = pull.twin(task, fields -> fields);
    db.rows(
        "UPDATE links SET state = 'gone', ended_because = 'deleted_there',"
            + " ended_at = now() - interval '1 hour', remote_id = 'old'");
    db.link(task, "linked");
    assertThat(pull.apply(user, QueueFixture.snapshot("old", old.fields())).created()).isEqualTo(1);
    assertThat(db.number("SELECT count(*) FROM tasks")).isEqualTo(2);
    assertThat(queue.told().changes).isNotEmpty();
  }

  @Test
  void otherTokensMeanwhileMakeItVoid() {
    long generation = pull.generation(user);
    db.rows("UPDATE ticktick_accounts SET generation = generation + 1");
    assertThat(pull.apply(user, generation, pull.now(), twin("a", "Milk")).outdated()).isTrue();
    assertThat(db.number("SELECT count(*) FROM tasks")).isZero();
  }

  private Task only() {
    return result(db.store().find(user, db.number("SELECT id FROM tasks"))).orElseThrow();
  }

  private long taskOf(String remoteId) {
    return db.number("SELECT task_id FROM links WHERE remote_id = $1", remoteId);
  }

  private void endedLongAgo() {
    db.rows(
        "UPDATE links SET ended_at = ended_at - interval '1 minute',"
            + " settled_at = settled_at - interval '1 minute',"
            + " read_at = read_at - interval '1 minute' WHERE state = 'gone'");
  }

  private static String idNow(int number) {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(Instant.now().getEpochSecond(), 8) + hex.toHexDigits(number, 16);
  }

  private static Fields fields(String title) {
    return Fields.BLANK.but().title(title).projectId("inbox7").parentId("").build();
  }

  private static RemoteSnapshot twin(String id, String title) {
    return QueueFixture.snapshot(id, fields(title));
  }

  private static RemoteSnapshot raw(String id, Fields fields, String more) {
    return new RemoteSnapshot(
        id, "inbox7", fields, "etag", 1L, null, "{\"id\":\"" + id + "\"," + more + "}");
  }
}
