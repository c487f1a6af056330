package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;

import dev.tandem.sync.PullRoutes.EndTwins;
import dev.tandem.sync.PullRoutes.EndedTwin;
import dev.tandem.sync.PullRoutes.ListState;
import dev.tandem.sync.PullRoutes.LookedAt;
import dev.tandem.sync.PullRoutes.Missing;
import dev.tandem.sync.PullRoutes.MissingTwin;
import dev.tandem.sync.PullRoutes.NoteLists;
import dev.tandem.sync.PullRoutes.NoteLooks;
import dev.tandem.sync.PullRoutes.ReadList;
import dev.tandem.sync.PullRoutes.TwinsEnded;
import dev.tandem.sync.SyncRoutes.DecideDeletions;
import dev.tandem.sync.SyncRoutes.Decision;
import dev.tandem.sync.SyncRoutes.DeletionsDecided;
import dev.tandem.task.Task;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Readings of a user's lists, from which tasks vanish. Their times are seconds after the fixture
 * was made, by the database's clock: tests need not wait for them.
 */
final class VanishFixture {
  /** Where {@link QueueFixture}'s tasks are. */
  static final String INBOX = "inbox7";

  private final StoreFixture db;
  private final QueueFixture queue;
  private final long user;
  private final long account;
  private final Instant start;

  VanishFixture(StoreFixture db, QueueFixture queue) {
    this.db = db;
    this.queue = queue;
    this.user = db.connectedUser();
    this.account = db.number("SELECT id FROM ticktick_accounts WHERE user_id = $1", user);
    this.start = db.row("SELECT clock_timestamp()").getOffsetDateTime(0).toInstant();
  }

  long user() {
    return user;
  }

  long account() {
    return account;
  }

  /** A minute and more later: after all that tests do. */
  Instant at(int seconds) {
    return start.plusSeconds(60 + seconds);
  }

  /** Tasks with twins in the Inbox. */
  List<Task> linked(int count) {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tasks.add(queue.linked(user, "Task " + i));
    }
    return tasks;
  }

  /** The same, but many, in one statement. */
  void manyLinked(int count) {
    db.rows(
        "WITH made AS (INSERT INTO tasks (user_id, title, push)"
            + " SELECT $1, 'many', true FROM generate_series(1, $2::integer) RETURNING id)"
            + " INSERT INTO links (user_id, account_id, task_id, remote_id, remote_project_id,"
            + " state, base, etag, confirmed, read_at, settled_at)"
            + " SELECT $1, $3, id, 'remote-' || id, 'inbox7', 'linked',"
            + " '{\"status\": \"ACTIVE\", \"title\": \"many\"}', 'e', true, now(), now() FROM made",
        user,
        count,
        account);
  }

  PgMissing missing() {
    return new PgMissing(db.pool(), queue.told());
  }

  PgDeletions deletions() {
    return new PgDeletions(db.pool(), queue.told());
  }

  PgHeldDeletions held() {
    return new PgHeldDeletions(db.pool(), queue.told());
  }

  Missing read(int seconds, Task... shown) {
    return read(INBOX, seconds, ListState.WHOLE, shown);
  }

  Missing read(String list, int seconds, ListState state, Task... shown) {
    Set<String> open = Arrays.stream(shown).map(VanishFixture::twin).collect(Collectors.toSet());
    return note(false, new ReadList(list, at(seconds), state, open));
  }

  Missing note(boolean all, ReadList... lists) {
    return result(missing().noteLists(new NoteLists(account, 0, List.of(lists), all, false)));
  }

  /** The same, where looks can decide. */
  Missing sweep(int seconds, Task... shown) {
    Set<String> open = Arrays.stream(shown).map(VanishFixture::twin).collect(Collectors.toSet());
    ReadList inbox = new ReadList(INBOX, at(seconds), ListState.WHOLE, open);
    return result(missing().noteLists(new NoteLists(account, 0, List.of(inbox), true, true)));
  }

  /** All that is to be looked at is, in vain. */
  Missing lookAt(int seconds, Missing missing, String... notIn) {
    List<LookedAt> looks =
        missing.twins().stream()
            .map(twin -> new LookedAt(twin.remoteId(), at(seconds), Set.of(notIn)))
            .toList();
    if (!looks.isEmpty()) {
      result(missing().noteLooks(new NoteLooks(account, 0, looks)));
    }
    return missing;
  }

  /** Two readings miss them. */
  void missedTwice(Task... shown) {
    read(0, shown);
    read(10, shown);
  }

  TwinsEnded end(int seconds, List<Task> tasks) {
    return result(ending(seconds, tasks));
  }

  Future<TwinsEnded> ending(int seconds, List<Task> tasks) {
    List<EndedTwin> twins =
        tasks.stream().map(task -> new EndedTwin(twin(task), at(seconds))).toList();
    return deletions().endTwins(new EndTwins(account, 0, twins));
  }

  DeletionsDecided decide(Decision decision) {
    return result(held().decide(new DecideDeletions(user, decision)));
  }

  static String twin(Task task) {
    return "remote-" + task.id();
  }

  static MissingTwin missing(Task task) {
    return new MissingTwin(twin(task), INBOX, false, Set.of());
  }

  /** State, why it ended, since when it is missing and when it was taken for deleted. */
  Row link(Task task) {
    return db.row(
        "SELECT state, ended_because, missing_since, inferred_at FROM links"
            + " WHERE task_id = $1 ORDER BY id DESC LIMIT 1",
        task.id());
  }

  String state(Task task) {
    return link(task).getString("state");
  }

  Instant missingSince(Task task) {
    var since = link(task).getOffsetDateTime("missing_since");
    return since == null ? null : since.toInstant();
  }
}
