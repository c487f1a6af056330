package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTopics.AccountChanged;
import dev.tandem.account.AccountTopics.KeyRevoked;
import dev.tandem.account.PersonCommand;
import dev.tandem.account.PersonReply;
import dev.tandem.account.UserCommand;
import dev.tandem.account.UserReply;
import dev.tandem.bus.BusException;
import dev.tandem.persistence.PgErasure.Step;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.QueueRoutes.Settled;
import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PgErasureIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final PersonFixture persons = new PersonFixture(db);
  private final QueueFixture queue = new QueueFixture(db);
  private final AccountFixture events = new AccountFixture(db);
  private final PgErasure erasure = new PgErasure(db.pool());
  private final Node node = new Node();

  /** An instance with an event loop of its own. */
  private final class Node {
    private final Context context = db.vertx().getOrCreateContext();
    private final Erasures erasures = new Erasures(db.vertx(), erasure, events);

    Future<PersonReply> erasing(long user) {
      Promise<PersonReply> reply = Promise.promise();
      context.runOnContext(
          go -> erasures.erase(new PersonCommand.Erase(user, PATIENCE)).onComplete(reply));
      return reply.future();
    }

    PersonReply erase(long user) {
      return result(erasing(user));
    }

    void start() {
      context.runOnContext(go -> erasures.start(Duration.ofMillis(50)));
    }

    void stop() {
      Promise<Object> stopped = Promise.promise();
      context.runOnContext(go -> erasures.stop().mapEmpty().onComplete(stopped));
      result(stopped.future());
    }
  }

  @BeforeEach
  void clear() {
    queue.clear();
  }

  @Test
  void leavesNothingOfThePersonInAnyTableAndAllOfOthers() {
    persons.person("ben");
    Map<String, List<String>> others = persons.everything();
    long ada = persons.person("ada");
    assertThat(persons.everything())
        .allSatisfy((table, rows) -> assertThat(rows).hasSizeGreaterThan(others.get(table).size()));

    assertThat(node.erase(ada)).isEqualTo(new PersonReply.Erased(true));

    assertThat(persons.everything()).isEqualTo(others);
    assertThat(node.erase(ada)).isEqualTo(new PersonReply.Missing());
  }

  @Test
  void leavesTheBudgetOfARemoteAccountThatAnotherUses() {
    long ada = persons.person("ada");
    long ben = persons.person("ben");
    db.rows("UPDATE ticktick_accounts SET remote_inbox_id = 'inboxada' WHERE user_id = $1", ben);

    node.erase(ada);
    assertThat(budgets("inboxada")).isEqualTo(2);
    node.erase(ben);
    assertThat(budgets("inboxada")).isZero();
  }

  private static long budgets(String key) {
    return db.number("SELECT count(*) FROM budgets WHERE budget_key = $1", key);
  }

  @Test
  void endsAllRightsWithTheMark() {
    PgUsers users = new PgUsers(db.pool(), events);
    long ada = persons.person("ada");
    UserReply.KeyMade key =
        (UserReply.KeyMade) result(users.handle(new UserCommand.CreateKey(ada, "another", null)));
    long account = db.number("SELECT id FROM ticktick_accounts WHERE user_id = $1", ada);

    node.erase(ada);

    assertThat(result(users.handle(new UserCommand.Authenticate(key.text()))))
        .isInstanceOf(UserReply.Missing.class);
    assertThat(events.erased()).containsExactly(ada);
    assertThat(events.revocations()).contains(new KeyRevoked(key.key().id())).hasSize(2);
    assertThat(events.changes())
        .containsExactly(new AccountChanged(ada, account, AccountState.DISCONNECTED));
  }

  @Test
  void whoeverIsMarkedIsNobodyAnyMore() {
    PgUsers users = new PgUsers(db.pool(), events);
    long ada = persons.person("ada");
    result(erasure.mark(ada));

    assertThat(
            ((UserReply.Users) result(users.handle(new UserCommand.ListUsers(10, null)))).users())
        .isEmpty();
    assertThat(result(users.handle(new UserCommand.CreateKey(ada, "key", null))))
        .isInstanceOf(UserReply.Missing.class);
    assertThat(queue.claim(10)).isEmpty();
    assertThat(
            db.row("SELECT name || coalesce(email, '') FROM users WHERE id = $1", ada).getString(0))
        .isEmpty();
    // The address is free for somebody else.
    assertThat(result(users.handle(new UserCommand.CreateUser("new", "ada@example.org"))))
        .isInstanceOf(UserReply.OneUser.class);
  }

  @Test
  void everyTableOfAUserRefusesWhatComesAfterTheMark() {
    List<String> unguarded =
        db
            .rows(
                "SELECT c.table_name::text FROM information_schema.columns c"
                    + " WHERE c.table_schema = 'public' AND c.column_name = 'user_id'"
                    + " AND NOT EXISTS (SELECT FROM pg_trigger t"
                    + " WHERE t.tgrelid = c.table_name::regclass AND t.tgname = 'NOT_OF_ERASED')")
            .stream()
            .map(row -> row.getString(0))
            .toList();
    assertThat(unguarded).isEmpty();
    long ada = persons.person("ada");
    result(erasure.mark(ada));
    assertThatThrownBy(() -> db.insert(ada, "late"))
        .satisfies(late -> assertThat(PgErrors.isOfErasedUser(late)).isTrue());
    assertThatThrownBy(
            () ->
                result(
                    db.store()
                        .insert(ada, TaskContent.titled("late"), null)
                        .recover(PgErrors::refusingErased)))
        .isInstanceOfSatisfying(
            BusException.class,
            told -> assertThat(told.kind()).isEqualTo(BusException.Kind.OVERLOADED));
  }

  /** An insert that began before the mark is waited for, and goes with the rest. */
  @Test
  void theMarkWaitsForAnInsertUnderWay() {
    long ada = persons.person("ada");
    SqlConnection writer = result(db.pool().getConnection());
    Transaction open = result(writer.begin());
    result(
        writer
            .preparedQuery("INSERT INTO tasks (user_id, title, push) VALUES ($1, 'early', false)")
            .execute(Tuple.of(ada)));

    Future<PersonReply> erasing = node.erasing(ada);
    awaitSomebodyWaiting();
    assertThat(erasing.isComplete()).isFalse();
    result(open.commit());
    result(writer.close());

    assertThat(result(erasing)).isEqualTo(new PersonReply.Erased(true));
    assertThat(db.number("SELECT count(*) FROM tasks")).isZero();
  }

  /** An insert whose statement began before the mark's commit is refused all the same. */
  @Test
  void anInsertThatTheMarkOvertakesIsRefused() {
    long ada = persons.person("ada");
    SqlConnection marker = result(db.pool().getConnection());
    Transaction open = result(marker.begin());
    result(marker.preparedQuery(ErasureSql.LOCK_USER).execute(Tuple.of(ada)));
    result(marker.preparedQuery(ErasureSql.MARK).execute(Tuple.of(ada)));

    Future<?> inserting = db.store().insert(ada, TaskContent.titled("overtaken"), false);
    awaitSomebodyWaiting();
    result(open.commit());
    result(marker.close());

    assertThatThrownBy(() -> result(inserting))
        .satisfies(late -> assertThat(PgErrors.isOfErasedUser(late)).isTrue());
  }

  private static void awaitSomebodyWaiting() {
    Awaitility.await()
        .until(() -> db.number("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0);
  }

  @Test
  void aSettlementAfterTheMarkKeepsNothing() {
    long ada = db.connectedUser();
    db.insert(ada, "in flight");
    PushJob job = queue.claimOne();
    result(erasure.mark(ada));

    Settled marked = queue.deliver(job);
    assertThat(marked.fenced()).isTrue();
    assertThat(queue.link(job.taskId())).isNull();

    node.erase(ada);
    assertThat(queue.deliver(job).fenced()).isTrue();
    assertThat(persons.everything()).allSatisfy((table, rows) -> assertThat(rows).isEmpty());
  }

  @Test
  void whatADeadProcessLeftIsFoundAndFinished() {
    long ada = persons.person("ada");
    result(erasure.mark(ada));
    result(erasure.deletePiece(ada, 0));

    node.start();
    awaitGone(ada);
    long ben = persons.person("ben");
    result(erasure.mark(ben));
    awaitGone(ben);
    node.stop();

    assertThat(persons.everything()).allSatisfy((table, rows) -> assertThat(rows).isEmpty());
  }

  private void awaitGone(long user) {
    Awaitility.await().until(() -> result(erasure.isGone(user)));
  }

  @Test
  void leavesTheWorkToWhoHasTheClaim() {
    long ada = persons.person("ada");
    result(erasure.mark(ada));
    SqlConnection holder = result(db.pool().getConnection());
    Transaction open = result(holder.begin());
    result(
        holder
            .preparedQuery("SELECT id FROM users WHERE id = $1 FOR NO KEY UPDATE")
            .execute(Tuple.of(ada)));

    assertThat(result(erasure.deletePiece(ada, 0))).isEqualTo(Step.NOT_OURS);
    assertThat(result(erasure.deleteUser(ada))).isEqualTo(Step.NOT_OURS);

    result(open.rollback());
    result(holder.close());
    assertThat(result(erasure.deletePiece(ada, 0))).isEqualTo(Step.DONE);
  }

  @Test
  void deletesInPiecesHoweverMuchThereIs() {
    long ada = db.connectedUser();
    Task parent = db.insert(ada, "parent");
    db.rows(
        "INSERT INTO tasks (user_id, title, push, parent_id)"
            + " SELECT $1, 'task ' || n, true, $2 FROM generate_series(1, 2500) n",
        ada,
        parent.id());

    result(erasure.mark(ada));
    int tasks = 5;
    assertThat(result(erasure.deletePiece(ada, tasks))).isEqualTo(Step.MORE);
    assertThat(db.number("SELECT count(*) FROM tasks")).isEqualTo(2501 - ErasureSql.PIECE);
    assertThat(node.erase(ada)).isEqualTo(new PersonReply.Erased(true));
    assertThat(db.number("SELECT count(*) FROM tasks")).isZero();
  }
}
