package dev.tandem.persistence;

import static dev.tandem.persistence.AccountFixture.account;
import static dev.tandem.persistence.AccountFixture.grant;
import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountCommand.Identified;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTopics.AccountChanged;
import dev.tandem.account.Purpose;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.account.TickTickAccount;
import dev.tandem.account.TokenCheck;
import dev.tandem.sync.ProjectRoutes.StoreProjects;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.QueueRoutes.Settled;
import dev.tandem.sync.RemoteProject;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Going on with another TickTick account: what becomes of the rows that belonged to the old one.
 */
final class PgAcceptIT {
  private static final RemoteIdentity ANNA = new RemoteIdentity("inbox1", "anna@example.com");
  private static final RemoteIdentity BEN = new RemoteIdentity("inbox2", "ben@example.com");

  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final AccountFixture accounts = new AccountFixture(db);
  private final QueueFixture queue = new QueueFixture(db);
  private long user;
  private long account;

  @BeforeEach
  void connect() {
    queue.clear();
    user = db.user();
    account = accounts.connect(user, grant("a", null), ANNA).id();
  }

  @Test
  void nothingIsAcceptedInAnyOtherState() {
    Task linked = queue.linked(user, "linked");

    assertThat(accounts.ask(new AccountCommand.Accept(user)))
        .isInstanceOf(AccountReply.Missing.class);
    assertThat(accounts.ask(new AccountCommand.Accept(db.user())))
        .isInstanceOf(AccountReply.Missing.class);

    assertThat(queue.link(linked.id())).isNotNull();
    assertThat(read().state()).isEqualTo(AccountState.CONNECTED);
  }

  @Test
  void theLinksEndAndTheTasksStayAsTheyAre() {
    Task linked = queue.linked(user, "linked");
    String before = db.revisions(linked).getString(0);
    mismatch();

    TickTickAccount accepted = account(accounts.ask(new AccountCommand.Accept(user)));

    assertThat(accepted.state()).isEqualTo(AccountState.CHECKING);
    assertThat(accepted.identity()).isEqualTo(RemoteIdentity.UNKNOWN);
    assertThat(accounts.changes())
        .last()
        .isEqualTo(new AccountChanged(user, account, AccountState.CHECKING));
    Row link = db.row("SELECT state, ended_because, ended_at IS NOT NULL FROM links");
    assertThat(link.getString(0)).isEqualTo("gone");
    assertThat(link.getString(1)).isEqualTo("dismissed");
    assertThat(link.getBoolean(2)).isTrue();
    Task after = db.find(linked);
    assertThat(after.content()).isEqualTo(linked.content());
    assertThat(after.version()).isEqualTo(linked.version());
    assertThat(after.sync().state()).isEqualTo(SyncState.LOCAL_ONLY);
    assertThat(db.revisions(linked).getString(0)).as("the feed tells").isNotEqualTo(before);
  }

  @Test
  void whatAPersonWroteIsCreatedInTheOtherAccount() {
    Task linked = queue.linked(user, "linked");
    Task dead = db.insert(user, "dead");
    queue.retitle(linked, "Written under the mismatch");
    db.rows("UPDATE push_queue SET is_dead = true, attempts = 3 WHERE entity_id = $1", dead.id());
    acceptBen();

    List<PushJob> jobs = queue.claim(10);

    assertThat(jobs).extracting(job -> job.taskId()).contains(linked.id(), dead.id()).hasSize(2);
    assertThat(jobs)
        .allSatisfy(
            job -> {
              assertThat(job.link()).isNull();
              assertThat(job.inboxId()).isEqualTo("inbox2");
              assertThat(QueueFixture.plan(job).operation()).isEqualTo(Operation.CREATE);
            });
    forgetTheOldTwins();
    jobs.forEach(queue::deliverAll);
    assertThat(db.find(linked).content().title()).isEqualTo("Written under the mismatch");
    assertThat(db.number("SELECT count(*) FROM push_queue")).isZero();
  }

  @Test
  void aDeleteOfTheOldTwinIsForgottenAndATaskThatComesBackIsNew() {
    Task soft = queue.linked(user, "soft");
    Task hard = queue.linked(user, "hard");
    queue.setStatus(soft, TaskStatus.DELETED);
    result(db.store().remove(user, hard.id(), hard.version()));
    assertThat(db.number("SELECT count(*) FROM push_queue")).isEqualTo(2);
    acceptBen();

    assertThat(queue.claim(10)).isEmpty();
    assertThat(db.number("SELECT count(*) FROM push_queue")).isZero();
    queue.setStatus(soft, TaskStatus.ACTIVE);
    assertThat(QueueFixture.plan(queue.claimOne()).operation()).isEqualTo(Operation.CREATE);
  }

  @Test
  void doubtsAboutTheOldTwinEndWithIt() {
    Task linked = queue.linked(user, "linked");
    queue.retitle(linked, "sent");
    PushJob job = queue.claimOne();
    queue.settle(job, QueueFixture.plan(job), QueueFixture.outage());
    queue.setStatus(linked, TaskStatus.DELETED);
    queue.makeDue();
    PushJob delete = queue.claimOne();
    queue.settle(delete, QueueFixture.plan(delete), QueueFixture.outage());
    queue.setStatus(linked, TaskStatus.ACTIVE);
    assertThat(db.queueRow(linked).getValue("intent")).isNotNull();

    acceptBen();

    PushJob anew = queue.claimOne();
    assertThat(anew.outages()).isZero();
    assertThat(QueueFixture.plan(anew).operation()).isEqualTo(Operation.CREATE);
    forgetTheOldTwins();
    queue.deliverAll(anew);
    assertThat(db.isQueued(linked)).isFalse();
  }

  @Test
  void aPushUnderWayWritesNoLinkOnceTheOtherAccountIsAccepted() {
    Task known = queue.linked(user, "known");
    db.insert(user, "new");
    queue.retitle(known, "changed");
    List<PushJob> underWay = queue.claim(10);
    acceptBen();

    for (PushJob job : underWay) {
      PushStep step = QueueFixture.plan(job);
      assertThat(spend(job)).as("nothing more is sent").isInstanceOf(AccountReply.Missing.class);
      Settled settled =
          queue.settle(job, step, new PushVerdict.Delivered(QueueFixture.answer(job, step)));
      assertThat(settled.fenced()).isTrue();
    }

    assertThat(db.number("SELECT count(*) FROM links WHERE state <> 'gone'")).isZero();
    assertThat(queue.claim(10)).as("both again, for the other account").hasSize(2);
  }

  @Test
  void whicheverComesFirstNoLinkOfTheOldAccountOutlivesTheAcceptance() {
    for (int i = 0; i < 20; i++) {
      queue.linked(user, "known " + i);
      Task task = db.insert(user, "new " + i);
      PushJob job = queue.claim(1, task.id()).get(0);
      mismatch();
      PushStep step = QueueFixture.plan(job);

      Future<Settled> settling =
          queue.settling(job, step, new PushVerdict.Delivered(QueueFixture.answer(job, step)));
      Future<AccountReply> accepting = accounts.asking(new AccountCommand.Accept(user));
      result(settling);
      result(accepting);

      assertThat(db.number("SELECT count(*) FROM links WHERE state <> 'gone'")).isZero();
      accounts.connect(user, grant("a", null), ANNA);
      db.rows("DELETE FROM push_queue");
      db.rows("DELETE FROM links");
    }
  }

  @Test
  void aFirstLinkOfTheOldAccountIsSeenOrNeverMade() {
    for (int i = 0; i < 20; i++) {
      Task task = db.insert(user, "new " + i);
      PushJob job = queue.claim(1, task.id()).get(0);
      PushStep step = QueueFixture.plan(job);

      Future<Settled> settling =
          queue.settling(job, step, new PushVerdict.Delivered(QueueFixture.answer(job, step)));
      Future<AccountReply> connecting =
          accounts.asking(new AccountCommand.Connect(user, grant("b", null), TokenCheck.of(BEN)));
      boolean fenced = result(settling).fenced();
      AccountState state = account(result(connecting)).state();

      assertThat(state).isEqualTo(fenced ? AccountState.CONNECTED : AccountState.ACCOUNT_MISMATCH);
      assertThat(queue.link(task.id()) == null).isEqualTo(fenced);
      db.rows("DELETE FROM push_queue");
      db.rows("DELETE FROM links");
      accounts.connect(user, grant("a", null), ANNA);
    }
  }

  @Test
  void aTaskInAListOfTheOldAccountWaitsUntilItIsMoved() {
    queue.linked(user, "linked");
    db.rows(
        "INSERT INTO projects (user_id, account_id, name, remote_id) VALUES ($1, $2, 'Old', 'old')",
        user,
        account);
    long old = db.number("SELECT id FROM projects");
    Task task = db.insert(user, "in a list");
    queue.move(task, old);
    acceptBen();

    assertThat(queue.claim(10)).isEmpty();
    assertThat(db.find(task).sync().lastError().code()).isEqualTo("project_detached");
    assertThat(db.find(task).sync().lastError().detail()).contains("move the task to a list");

    long generation = db.number("SELECT generation FROM ticktick_accounts");
    stores(generation - 1, "stale");
    assertThat(db.number("SELECT count(*) FROM projects")).as("read with old tokens").isEqualTo(1);
    stores(generation, "new");
    queue.move(task, db.number("SELECT id FROM projects WHERE remote_id = 'new'"));
    assertThat(queue.claimOne().local().projectId()).isEqualTo("new");
  }

  @Test
  void aSubtaskDoesNotWaitForAParentThatNobodySends() {
    Task parent = queue.linked(user, "parent");
    Task child = queue.linked(user, "child");
    db.rows("UPDATE tasks SET parent_id = $2 WHERE id = $1", child.id(), parent.id());
    queue.retitle(child, "changed");
    acceptBen();
    forgetTheOldTwins();

    queue.deliverAll(queue.claimOne());
    assertThat(db.isQueued(child)).isFalse();

    queue.retitle(parent, "changed too");
    queue.deliverAll(queue.claim(1, parent.id()).get(0));
    queue.deliverAll(queue.claim(1, child.id()).get(0));
    assertThat(queue.link(child.id()).base().there().parentId()).isEqualTo("remote-" + parent.id());
  }

  private void stores(long generation, String list) {
    result(
        new PgProjects(db.pool())
            .store(
                new StoreProjects(
                    account,
                    generation,
                    List.of(new RemoteProject(list, list, null, 0, false)),
                    true,
                    Duration.ZERO)));
  }

  private AccountReply spend(PushJob job) {
    return accounts.ask(
        new AccountCommand.Spend(
            account, Purpose.PERSON, new AccountCommand.Claim(job.taskId(), job.fence())));
  }

  private void mismatch() {
    assertThat(accounts.connect(user, grant("b", null), BEN).state())
        .isEqualTo(AccountState.ACCOUNT_MISMATCH);
  }

  /** The person accepts Ben's account, and the check finds him. */
  private void acceptBen() {
    mismatch();
    accounts.ask(new AccountCommand.Accept(user));
    long generation = db.number("SELECT generation FROM ticktick_accounts");
    accounts.ask(new Identified(account, generation, TokenCheck.of(BEN)));
    assertThat(read().state()).isEqualTo(AccountState.CONNECTED);
    assertThat(read().identity()).isEqualTo(BEN);
  }

  /** The fixture gives a task the same remote id in every account. */
  private static void forgetTheOldTwins() {
    db.rows("DELETE FROM links WHERE state = 'gone'");
  }

  private TickTickAccount read() {
    return account(accounts.ask(new AccountCommand.Read(user)));
  }
}
