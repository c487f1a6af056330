package dev.tandem.ticktick;

import static org.awaitility.Awaitility.await;

import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTopics;
import dev.tandem.account.AccountTopics.AccountChanged;
import dev.tandem.task.TaskStatus;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;

/** Readings of TickTick, one at a time, on a stage that otherwise reads once a minute. */
final class Polls {
  private static final Duration MOST = Duration.ofSeconds(20);
  private static final Duration OFTEN = Duration.ofMillis(10);

  private static final String NEVER_DUE =
      """
      CREATE FUNCTION never_due() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.next_pull_at := '2100-01-01T00:00:00Z';
        RETURN NEW;
      END $$;
      CREATE TRIGGER never_due BEFORE INSERT OR UPDATE ON ticktick_accounts
      FOR EACH ROW EXECUTE FUNCTION never_due()""";

  private static final String WAS_READ =
      "SELECT 1 FROM ticktick_accounts"
          + " WHERE user_id = $1 AND last_pull_at IS NOT NULL AND poll_owner IS NULL";

  private final PushStage stage;
  private final Duration most;

  Polls(PushStage stage) {
    this(stage, MOST);
  }

  /**
   * @param most that a reading takes
   */
  Polls(PushStage stage, Duration most) {
    this.stage = stage;
    this.most = most;
  }

  /** Accounts of this database are only read when somebody asks. */
  static void never(Pool pool) {
    PushStage.get(pool.query(NEVER_DUE).execute());
  }

  /** The reading that a connection brings. */
  void first(long userId) {
    await().pollInterval(OFTEN).atMost(most).until(() -> !stage.query(WAS_READ, userId).isEmpty());
  }

  /** What the person's next reading in the background finds is here. */
  void next() {
    OffsetDateTime before = lastAt();
    begin();
    await().pollInterval(OFTEN).atMost(most).until(() -> !lastAt().equals(before));
  }

  /** The same, but of all lists. */
  void sweep() {
    stage.query("UPDATE ticktick_accounts SET last_sweep_at = last_sweep_at - interval '1 hour'");
    stage.query("UPDATE list_reads SET read_at = read_at - interval '1 hour'");
    next();
  }

  /** Makes the account due, and says so. */
  void begin() {
    stage.query("UPDATE ticktick_accounts SET next_pull_at = now()");
    nudge();
  }

  void nudge() {
    long account = stage.account(stage.user()).id();
    stage
        .bus()
        .publish(
            AccountTopics.CHANGED,
            new AccountChanged(stage.user(), account, AccountState.CONNECTED));
  }

  private OffsetDateTime lastAt() {
    return account().getOffsetDateTime("last_pull_at");
  }

  Row account() {
    return stage.query("SELECT * FROM ticktick_accounts WHERE user_id = $1", stage.user()).get(0);
  }

  /** The code of what the last reading ran into; null: nothing. */
  String error() {
    var error = account().getJsonObject("last_pull_error");
    return error == null ? null : error.getString("code");
  }

  /** Titles of the tasks here in one state. */
  List<String> titles(TaskStatus status) {
    return stage
        .query(
            "SELECT title FROM tasks WHERE user_id = $1 AND status = $2 ORDER BY title",
            stage.user(),
            status.wireName())
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  /** Which versions of rows there are: a write changes some. */
  List<String> versions() {
    return stage
        .query(
            """
            SELECT 'task ' || id || ' ' || xmin || ' ' || ctid FROM tasks
            UNION ALL SELECT 'link ' || id || ' ' || xmin || ' ' || ctid FROM links
            UNION ALL SELECT 'row ' || entity_id || ' ' || xmin || ' ' || ctid FROM push_queue
            ORDER BY 1""")
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
