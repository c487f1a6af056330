package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.CallEnd;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.QueueRoutes.Settled;
import dev.tandem.sync.QueueRoutes.Sighted;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import dev.tandem.task.TaskStore.Written;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two users share a TickTick account, and one of them imports what a create of the other made. */
final class ImportedTwinsIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final QueueFixture queue = new QueueFixture(db);
  private final CreateFixture lost = new CreateFixture(db, queue);
  private long mine;
  private long theirs;

  @BeforeEach
  void share() {
    queue.clear();
    mine = db.connectedUser();
    theirs = db.connectedUser();
    db.rows("UPDATE ticktick_accounts SET remote_inbox_id = 'inbox7'");
  }

  @Test
  void aTwinThatAnotherUserImportedIsAdopted() {
    Task task = lostCreate(mine, "Milk");
    RemoteSnapshot twin = lost.orphan(1, "Milk");
    link(theirs, twin, true);

    Settled settled = resolvedTwice(task, twin);

    assertThat(settled.result().outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(queue.link(task.id()).remoteId()).isEqualTo(twin.id());
    assertThat(db.rows("SELECT FROM links WHERE remote_id = $1", twin.id()))
        .as("the other user keeps it")
        .hasSize(2);
    assertThat(db.number("SELECT count(*) FROM links WHERE imported")).isEqualTo(1);
  }

  @Test
  void oneThatAnotherUserPushedIsNot() {
    Task task = lostCreate(mine, "Milk");
    RemoteSnapshot twin = lost.orphan(1, "Milk");
    link(theirs, twin, false);

    assertThat(resolvedTwice(task, twin).next().intent()).as("to be sent again").isNull();
    assertThat(queue.link(task.id())).isNull();
  }

  @Test
  void norOneThatTheAccountItselfImportedEvenBetweenTheListings() {
    Task task = lostCreate(mine, "Milk");
    RemoteSnapshot twin = lost.orphan(1, "Milk");
    lost.longAgo();
    resolved(task, twin);
    link(mine, twin, true);
    lost.longAgo();

    assertThat(resolved(task, twin).next().intent()).as("to be sent again").isNull();
    assertThat(queue.link(task.id())).isNull();
  }

  /** It began before, so that of two that could have the twin it would get it. */
  @Test
  void aCreateOfWhoImportedItDoesNotKeepItFromTheOther() {
    lostCreate(theirs, "Milk");
    Task task = lostCreate(mine, "Milk");
    RemoteSnapshot twin = lost.orphan(1, "Milk");
    link(theirs, twin, true);

    resolvedTwice(task, twin);

    assertThat(queue.link(task.id()).remoteId()).isEqualTo(twin.id());
  }

  @Test
  void aLateTwinIsToldOfUnlessTheAccountItselfHasIt() {
    Task task = lostCreate(mine, "Milk");
    resolvedTwice(task);
    RemoteSnapshot imported = lost.orphan(1, "Milk");
    RemoteSnapshot own = lost.orphan(2, "Milk");
    link(theirs, imported, true);
    link(mine, own, true);
    long account = db.number("SELECT id FROM ticktick_accounts WHERE user_id = $1", mine);

    Row before = db.revisions(task);

    Sighted sighted = new Sighted(account, List.of(imported, own));
    assertThat(result(lost.creates().sighted(sighted)).twins()).isEqualTo(1);
    assertThat(
            db.row("SELECT remote #>> '{}' FROM conflicts WHERE rule = 'late_twin'").getString(0))
        .isEqualTo(imported.id());
    Row told = db.revisions(task);
    assertThat(told.getString(0)).as("the feed tells").isNotEqualTo(before.getString(0));
    assertThat(told.getString(1)).as("content").isEqualTo(before.getString(1));
    assertThat(result(lost.creates().sighted(sighted)).twins()).isZero();
    assertThat(db.revisions(task).getString(0)).as("no news").isEqualTo(told.getString(0));
  }

  @Test
  void aDiscardedTaskThatIsPushedAgainFindsWhatAnotherUserImportedMeanwhile() {
    Task task = lost.dead(mine, "Milk");
    result(db.store().discard(mine, task.id()));
    RemoteSnapshot twin = lost.orphan(1, "Milk");
    link(theirs, twin, true);

    assertThat(result(db.store().requestPush(mine, task.id()))).isInstanceOf(Written.Ok.class);
    resolvedTwice(task, twin);

    assertThat(queue.link(task.id()).remoteId()).isEqualTo(twin.id());
  }

  private Task lostCreate(long user, String title) {
    Task task = lost.begun(user, title);
    lost.settle(lost.job(), QueueFixture.outage(), CallEnd.BROKEN);
    return task;
  }

  private Settled resolvedTwice(Task task, RemoteSnapshot... tasks) {
    lost.longAgo();
    resolved(task, tasks);
    lost.longAgo();
    return resolved(task, tasks);
  }

  private Settled resolved(Task task, RemoteSnapshot... tasks) {
    queue.makeDue();
    PushJob job = queue.claim(1, task.id()).get(0);
    return lost.resolve(job, tasks);
  }

  /** As a pull does, or a push. */
  private void link(long user, RemoteSnapshot twin, boolean imported) {
    Task task = db.insert(user, "found there");
    db.settle(task);
    db.rows(
        "INSERT INTO links (user_id, account_id, task_id, remote_id, remote_project_id, state, base,"
            + " imported) SELECT $1, id, $2, $3, 'inbox7', 'linked', $4, $5"
            + " FROM ticktick_accounts WHERE user_id = $1",
        user,
        task.id(),
        twin.id(),
        new JsonObject(Jsonb.write(twin.fields())),
        imported);
  }
}
