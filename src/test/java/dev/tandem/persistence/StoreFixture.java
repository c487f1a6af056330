package dev.tandem.persistence;

import dev.tandem.config.DatabaseUrl;
import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskStore.Change;
import dev.tandem.task.TaskStore.Placement;
import dev.tandem.task.TaskStore.Written;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A store on a new database for each test class, and the rows that tests begin with. */
final class StoreFixture implements BeforeAllCallback, AfterAllCallback {
  private Vertx vertx;
  private DatabaseUrl login;
  private Pool pool;
  private PgTaskStore store;

  @Override
  public void beforeAll(ExtensionContext context) {
    login = TestDatabase.fresh();
    vertx = Vertx.vertx();
    pool = PgPools.create(vertx, login);
    store = new PgTaskStore(pool);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    result(pool.close());
    result(vertx.close());
  }

  Vertx vertx() {
    return vertx;
  }

  DatabaseUrl login() {
    return login;
  }

  Pool pool() {
    return pool;
  }

  PgTaskStore store() {
    return store;
  }

  static <T> T result(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  List<Row> rows(String sql, Object... values) {
    List<Row> rows = new ArrayList<>();
    result(pool.preparedQuery(sql).execute(Tuple.wrap(values))).forEach(rows::add);
    return rows;
  }

  Row row(String sql, Object... values) {
    List<Row> rows = rows(sql, values);
    if (rows.size() != 1) {
      throw new AssertionError(rows.size() + " rows for " + sql);
    }
    return rows.get(0);
  }

  /** A statement is held up by another's lock. */
  void untilSomebodyWaits() {
    Awaitility.await()
        .until(
            () ->
                !rows("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                        + " AND datname = current_database()")
                    .isEmpty());
  }

  long number(String sql, Object... values) {
    return row(sql, values).getLong(0);
  }

  long user() {
    return number("INSERT INTO users (name) VALUES ('somebody') RETURNING id");
  }

  /** A user whose tasks are pushed. */
  long connectedUser() {
    long user = user();
    account(user, "connected");
    return user;
  }

  long account(long user, String state) {
    return number(
        "INSERT INTO ticktick_accounts (user_id, state, access_token, key_id, remote_inbox_id)"
            + " VALUES ($1, $2, '\\x00', 'k', 'inbox' || $1::bigint) RETURNING id",
        user,
        state);
  }

  void accountBecomes(long user, String state) {
    rows("UPDATE ticktick_accounts SET state = $2 WHERE user_id = $1", user, state);
  }

  long project(long user, String name, String remoteId) {
    return number(
        "INSERT INTO projects (user_id, name, remote_id) VALUES ($1, $2, $3) RETURNING id",
        user,
        name,
        remoteId);
  }

  /** A twin in TickTick, as the dispatcher would have noted it. */
  void link(Task task, String state) {
    rows(
        "INSERT INTO links (user_id, account_id, task_id, remote_id, remote_project_id, state, base)"
            + " SELECT $1, id, $2, 'remote-' || $2::bigint, 'list', $3, '{}'"
            + " FROM ticktick_accounts WHERE user_id = $1",
        task.userId(),
        task.id(),
        state);
  }

  /** As if the dispatcher had pushed all that waits. */
  void settle(Task task) {
    rows("DELETE FROM push_queue WHERE kind = 'task' AND entity_id = $1", task.id());
  }

  Row queueRow(Task task) {
    return row("SELECT * FROM push_queue WHERE kind = 'task' AND entity_id = $1", task.id());
  }

  boolean isQueued(Task task) {
    return !rows("SELECT 1 FROM push_queue WHERE kind = 'task' AND entity_id = $1", task.id())
        .isEmpty();
  }

  boolean isDue(Task task) {
    return row("SELECT next_attempt_at <= now() FROM push_queue WHERE entity_id = $1", task.id())
        .getBoolean(0);
  }

  /** {@code revision, content_revision, created_revision} as text. */
  Row revisions(Task task) {
    return row(
        "SELECT revision::text, content_revision::text, created_revision::text"
            + " FROM tasks WHERE id = $1",
        task.id());
  }

  Task insert(long user, TaskContent content) {
    return task(result(store.insert(user, content, null)));
  }

  Task insert(long user, String title) {
    return insert(user, TaskContent.titled(title));
  }

  Task update(Task task, TaskContent content) {
    return task(result(store.update(change(task, content))));
  }

  Task find(Task task) {
    return result(store.find(task.userId(), task.id())).orElseThrow();
  }

  static Change change(Task task, TaskContent content) {
    return change(task, content, new Placement(null, null, null));
  }

  static Change change(Task task, TaskContent content, Placement placement) {
    return new Change(
        task.userId(),
        task.id(),
        task.version(),
        content,
        placement,
        TaskField.changed(task.content(), content));
  }

  static Task task(Written written) {
    if (written instanceof Written.Ok ok) {
      return ok.task();
    }
    throw new AssertionError("not written: " + written);
  }
}
