package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.Fields;
import dev.tandem.sync.FieldsBuilder;
import dev.tandem.sync.PullRoutes.Applied;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskStatus;
import dev.tandem.task.TaskTopics.Change;
import dev.tandem.task.TaskTopics.TaskChanged;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bodies that a reading shows of tasks that are linked. */
final class PgPullIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final QueueFixture queue = new QueueFixture(db);
  private final PullFixture pull = new PullFixture(db, queue);
  private long user;
  private Task task;

  @BeforeEach
  void linkOne() {
    queue.clear();
    user = db.connectedUser();
    task = queue.linked(user, "Milk");
    queue.told().changes.clear();
  }

  @Test
  void anEditThereArrives() {
    Applied applied = pull.apply(user, edited("Oat milk"));
    assertThat(applied.updated()).isEqualTo(1);
    Task now = db.find(task);
    assertThat(now.content().title()).isEqualTo("Oat milk");
    assertThat(now.version()).isEqualTo(task.version() + 1);
    assertThat(db.isQueued(task)).isFalse();
    assertThat(queue.told().changes)
        .extracting(TaskChanged::change)
        .containsExactly(Change.UPDATED);
  }

  @Test
  void theSameBodyAgainWritesNothing() {
    RemoteSnapshot twin = edited("Oat milk");
    pull.apply(user, twin);
    String before = storedState();
    assertThat(pull.compare(user, twin).news()).isEmpty();
    assertThat(storedState()).isEqualTo(before);
  }

  @Test
  void anotherEtagIsNewsAndAnOlderTimeIsNot() {
    RemoteSnapshot twin = edited("Oat milk");
    assertThat(pull.compare(user, twin).news()).containsExactly(twin.id());
    Fields fields = twin.fields();
    RemoteSnapshot old = new RemoteSnapshot(twin.id(), "inbox7", fields, "e", 0L, null, "{}");
    assertThat(pull.compare(user, old).news()).isEmpty();
    assertThat(pull.apply(user, old).unchanged()).isEqualTo(1);
    assertThat(db.find(task).content().title()).isEqualTo("Milk");
  }

  @Test
  void aReadingOfBeforeOurLastSettlementIsIgnored() {
    Instant before = pull.now();
    queue.retitle(task, "Bread");
    queue.deliverAll(queue.claimOne());
    RemoteSnapshot old = QueueFixture.snapshot(twinId(), stored("Milk"));
    assertThat(pull.compare(user, 0, before, old).news()).isEmpty();
    assertThat(pull.apply(user, before, old).unchanged()).isEqualTo(1);
    assertThat(db.find(task).content().title()).isEqualTo("Bread");
  }

  @Test
  void anEditHereThatWaitsIsMergedWithOneThere() {
    Task edited = db.find(task);
    db.update(edited, edited.content().but().description("two litres").build());
    pull.apply(user, edited("Oat milk"));
    Task now = db.find(task);
    assertThat(now.content().title()).isEqualTo("Oat milk");
    assertThat(now.content().description()).isEqualTo("two litres");
    assertThat(now.sync().pendingFields()).containsExactly("description");
    PushJob job = queue.claimOne();
    assertThat(QueueFixture.plan(job).fieldNames()).containsExactly("description");
  }

  @Test
  void theSameEditOnBothSidesNeedsNoPush() {
    queue.retitle(task, "Oat milk");
    pull.apply(user, edited("Oat milk"));
    assertThat(db.isQueued(task)).isFalse();
    assertThat(db.find(task).sync().openConflicts()).isZero();
  }

  @Test
  void differentEditsOfOneFieldMakeAConflict() {
    queue.retitle(task, "Bread");
    RemoteSnapshot twin = edited("Oat milk");
    Applied applied = pull.apply(user, twin);
    assertThat(applied.conflicts()).isEqualTo(1);
    Task now = db.find(task);
    assertThat(now.sync().openConflicts()).isEqualTo(1);
    // A body that tells no time loses nothing here: TickTick's value wins, ours is in the log.
    assertThat(now.content().title()).isEqualTo("Oat milk");
    assertThat(db.row("SELECT local #>> '{}' FROM conflicts").getString(0)).isEqualTo("Bread");
  }

  @Test
  void aRowThatIsWorkedOnDefersIt() {
    queue.retitle(task, "Bread");
    queue.claimOne();
    assertThat(pull.apply(user, edited("Oat milk")).deferred()).isEqualTo(1);
    assertThat(db.find(task).content().title()).isEqualTo("Bread");
    queue.expireLeases();
    assertThat(pull.apply(user, edited("Oat milk")).deferred()).as("its worker died").isEqualTo(1);
  }

  @Test
  void aLostAnswerIsToldByTheNextReading() {
    queue.retitle(task, "Bread");
    PushJob job = queue.claimOne();
    queue.settle(job, QueueFixture.plan(job), QueueFixture.outage());
    pull.apply(user, edited("Bread"));
    assertThat(db.isQueued(task)).as("what was sent had arrived").isFalse();
    assertThat(queue.link(task.id()).base().there().title()).isEqualTo("Bread");
    assertThat(db.find(task).sync().openConflicts()).isZero();
  }

  @Test
  void aLostAnswerAndALaterEditHereStayOurs() {
    queue.retitle(task, "Bread");
    PushJob job = queue.claimOne();
    queue.settle(job, QueueFixture.plan(job), QueueFixture.outage());
    queue.retitle(task, "Milk");
    pull.apply(user, edited("Bread"));
    assertThat(db.find(task).content().title()).isEqualTo("Milk");
    assertThat(db.find(task).sync().pendingFields()).containsExactly("title");
    assertThat(db.find(task).sync().openConflicts()).isZero();
  }

  @Test
  void aCompletionThereCompletesItHere() {
    pull.apply(user, pull.twin(task, fields -> fields.status(TaskStatus.COMPLETED)));
    Task now = db.find(task);
    assertThat(now.content().status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(now.completedAt()).isNotNull();
  }

  @Test
  void aDeleteHereThatWaitsFallsBeforeAnEditThere() {
    db.update(task, task.content().but().status(TaskStatus.DELETED).build());
    pull.apply(user, edited("Oat milk"));
    assertThat(db.find(task).content().status()).isEqualTo(TaskStatus.ACTIVE);
    assertThat(db.isQueued(task)).isFalse();
    assertThat(db.find(task).sync().openConflicts()).isEqualTo(1);
  }

  @Test
  void aDeleteHereThatWaitsStandsWithoutOne() {
    db.update(task, task.content().but().status(TaskStatus.DELETED).build());
    pull.apply(user, pull.twin(task, fields -> fields.sortOrder(-9L)));
    assertThat(db.find(task).content().status()).isEqualTo(TaskStatus.DELETED);
    assertThat(db.isQueued(task)).isTrue();
  }

  @Test
  void aPriorityUnderAnOverrideIsPushedBackOnceForEachValue() {
    Task before = db.find(task);
    TaskContent overridden = before.content().but().manualPriorityOverride(5).priority(5).build();
    db.update(before, overridden);
    queue.deliverAll(queue.claimOne());
    pull.apply(user, pull.twin(task, fields -> fields.priority(1)));
    assertThat(db.find(task).content().priority()).isEqualTo(5);
    assertThat(db.find(task).sync().pendingFields()).containsExactly("ticktick_priority");
    queue.deliverAll(queue.claimOne());
    pull.apply(user, pull.twin(task, fields -> fields.priority(1)));
    assertThat(db.isQueued(task)).as("another automation keeps it").isFalse();
    assertThat(db.find(task).sync().openConflicts()).isEqualTo(1);
  }

  @Test
  void aListingProvesWhatWasSent() {
    queue.retitle(task, "Bread");
    queue.deliverAll(queue.claimOne());
    assertThat(unproven()).isEqualTo(1);
    RemoteSnapshot shown = pull.twin(task, fields -> fields);
    assertThat(pull.compare(user, shown).news()).isEmpty();
    assertThat(unproven()).isZero();
  }

  @Test
  void theEstimateIsTickTicksUntilAnotherOneIsSetHere() {
    pull.apply(user, timed(75, 30));
    assertThat(db.find(task).content().timeEstimate()).isEqualTo(75);
    assertThat(db.find(task).focusTime()).isEqualTo(30);
    assertThat(db.find(task).version()).isEqualTo(task.version() + 1);
    pull.apply(user, timed(50, 30));
    assertThat(db.find(task).content().timeEstimate()).isEqualTo(50);
    Task now = db.find(task);
    db.update(now, now.content().but().timeEstimate(10).build());
    pull.apply(user, timed(100, null));
    assertThat(db.find(task).content().timeEstimate()).isEqualTo(10);
    assertThat(db.find(task).focusTime()).isNull();
    assertThat(db.isQueued(task)).as("it is never pushed").isFalse();
  }

  private RemoteSnapshot timed(Integer estimate, Integer focus) {
    RemoteSnapshot twin = edited("Milk");
    return new RemoteSnapshot(
        twin.id(),
        twin.projectId(),
        twin.fields(),
        "timed-" + estimate,
        2L,
        null,
        Duration.ZERO,
        new RemoteSnapshot.Beside(null, null, estimate, focus),
        twin.raw());
  }

  @Test
  void otherTokensMeanwhileMakeItVoid() {
    long generation = pull.generation(user);
    db.rows("UPDATE ticktick_accounts SET generation = generation + 1");
    RemoteSnapshot twin = edited("Oat milk");
    assertThat(pull.compare(user, generation, pull.now(), twin).outdated()).isTrue();
    assertThat(pull.apply(user, generation, pull.now(), twin).outdated()).isTrue();
    assertThat(db.find(task).content().title()).isEqualTo("Milk");
  }

  @Test
  void aBadRowCostsNoOther() {
    Task other = queue.linked(user, "Bread");
    RemoteSnapshot bad =
        new RemoteSnapshot(twinId(), "inbox7", stored("Oat milk"), "e", 2L, null, "no JSON at all");
    Applied applied =
        pull.apply(user, bad, pull.twin(other, fields -> fields.title("Brown bread")));
    assertThat(applied.failed()).containsExactly(twinId());
    assertThat(applied.updated()).isEqualTo(1);
    assertThat(db.find(other).content().title()).isEqualTo("Brown bread");
    assertThat(db.find(task).content().title()).isEqualTo("Milk");
  }

  private RemoteSnapshot edited(String title) {
    return pull.twin(task, fields -> fields.title(title));
  }

  private String twinId() {
    return queue.link(task.id()).remoteId();
  }

  private Fields stored(String title) {
    FieldsBuilder there = queue.link(task.id()).base().there().but();
    return there.title(title).build();
  }

  private long unproven() {
    return db.number("SELECT count(*) FROM links WHERE unproven <> '{}'");
  }

  private String storedState() {
    List<String> rows =
        db
            .rows(
                "SELECT (SELECT string_agg(t.xmin::text, ',') FROM tasks t)"
                    + " || '/' || (SELECT string_agg(l.xmin::text, ',') FROM links l)")
            .stream()
            .map(row -> row.getString(0))
            .toList();
    return String.join(";", rows);
  }
}
