package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.config.DatabaseUrl;
import dev.tandem.task.FeedProbe;
import dev.tandem.task.FeedQuery;
import dev.tandem.task.FeedReply;
import dev.tandem.task.FeedReply.Change;
import dev.tandem.task.FeedReply.Changes;
import dev.tandem.task.FeedReply.News;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskStore.Written;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The feed skips nothing, whatever commits when. */
class PgFeedIT {
  private Vertx vertx;
  private Pool pool;
  private PgFeed feed;
  private long user;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    DatabaseUrl database = TestDatabase.fresh();
    pool = PgPools.create(vertx, database, 40);
    feed = new PgFeed(pool);
    user = number("INSERT INTO users (name) VALUES ('ann') RETURNING id");
  }

  @AfterEach
  void close() {
    await(pool.close());
    await(vertx.close());
  }

  @Test
  void tellsNobodyWhoBeginsNowOfThePast() {
    insert("old");
    Changes now = read(null);
    assertThat(now.changes()).isEmpty();
    assertThat(now.hasMore()).isFalse();
    long id = insert("new");
    assertThat(ids(read(now.cursor()))).containsExactly(id);
  }

  @Test
  void tellsEverythingPageByPage() {
    List<Long> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      made.add(insert("t" + i));
    }
    Changes first = changes(FeedQuery.BEGINNING, 3);
    assertThat(ids(first)).containsExactlyElementsOf(made.subList(0, 3));
    assertThat(first.hasMore()).isTrue();
    Changes second = changes(first.cursor(), 3);
    assertThat(ids(second)).containsExactlyElementsOf(made.subList(3, 6));
    Changes third = changes(second.cursor(), 3);
    assertThat(ids(third)).containsExactly(made.get(6));
    assertThat(third.hasMore()).isFalse();
    assertThat(read(third.cursor()).changes()).isEmpty();
  }

  @Test
  void tellsAllOfOneTransactionThoughItSpansPages() {
    execute(
        "INSERT INTO tasks (user_id, title, push) SELECT $1, 't' || i, false FROM generate_series(1, 5) i");
    List<Long> seen = new ArrayList<>();
    Changes page = changes(FeedQuery.BEGINNING, 2);
    while (true) {
      seen.addAll(ids(page));
      if (!page.hasMore()) {
        break;
      }
      page = changes(page.cursor(), 2);
    }
    assertThat(seen).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void waitsForASlowCommitAndDoesNotPassIt() {
    String start = read(null).cursor();
    SqlConnection slow = await(pool.getConnection());
    await(slow.query("BEGIN").execute());
    await(
        slow.preparedQuery("INSERT INTO tasks (user_id, title, push) VALUES ($1, 'slow', false)")
            .execute(Tuple.of(user)));
    long fast = insert("fast");
    Changes meanwhile = read(start);
    assertThat(meanwhile.unsettled()).isTrue();
    assertThat(ids(meanwhile)).as("what was written behind an open transaction").isEmpty();
    await(slow.query("COMMIT").execute());
    await(slow.close());
    assertThat(ids(read(meanwhile.cursor()))).hasSize(2).contains(fast);
  }

  @Test
  void tellsWhatIsNewOfATask() {
    long id = insert("t");
    Changes made = read(FeedQuery.BEGINNING);
    assertThat(made.changes().get(0).news()).containsExactlyInAnyOrder(News.CREATED, News.EDITED);
    execute(
        "UPDATE tasks SET synced_revision = pg_current_xact_id(), revision = pg_current_xact_id() WHERE user_id = $1");
    Changes synced = read(made.cursor());
    assertThat(synced.changes().get(0).news()).containsExactly(News.SYNCED);
    execute("UPDATE tasks SET revision = pg_current_xact_id() WHERE user_id = $1");
    Changes moved = read(synced.cursor());
    assertThat(ids(moved)).containsExactly(id);
    assertThat(moved.changes().get(0).news()).isEmpty();
  }

  @Test
  void tellsOfARemovedTaskOnlyWhoMayHaveSeenIt() {
    long gone = insert("gone");
    String seen = read(FeedQuery.BEGINNING).cursor();
    remove(gone);
    Changes changes = read(seen);
    assertThat(ids(changes)).containsExactly(gone);
    assertThat(changes.changes().get(0).task()).isNull();
    assertThat(read(FeedQuery.BEGINNING).changes()).as("somebody new").isEmpty();
  }

  @Test
  void tellsAWalkFromTheBeginningOfWhatIsRemovedBehindIt() {
    long first = insert("first");
    insert("second");
    Changes page = changes(FeedQuery.BEGINNING, 1);
    assertThat(ids(page)).containsExactly(first);
    remove(first);
    List<Change> rest = read(page.cursor()).changes();
    assertThat(rest).extracting(Change::taskId).contains(first);
    assertThat(rest.get(rest.size() - 1).task()).isNull();
  }

  @Test
  void endsWhereItIsToldTo() {
    String start = read(null).cursor();
    long first = insert("first");
    String middle = read(start).cursor();
    long second = insert("second");
    Changes part = (Changes) await(feed.read(new FeedQuery(user, start, middle, 10)));
    assertThat(ids(part)).containsExactly(first);
    assertThat(part.cursor()).isEqualTo(middle);
    assertThat(ids(read(middle))).containsExactly(second);
  }

  @Test
  void tellsNothingToWhoIsBehindTheGivenEndAlready() {
    String early = read(null).cursor();
    insert("moves the feed on");
    String late = read(null).cursor();
    Changes none = (Changes) await(feed.read(new FeedQuery(user, late, early, 10)));
    assertThat(none.changes()).isEmpty();
    assertThat(none.cursor()).isEqualTo(late);
    assertThat(none.hasMore()).isFalse();
  }

  @Test
  void findsTheUsersWhoHaveSomethingToRead() {
    String place = read(null).cursor();
    FeedProbe probe = new FeedProbe(List.of(new FeedProbe.Place(user, place)));
    assertThat(await(feed.probe(probe)).userIds()).isEmpty();
    insert("new");
    assertThat(await(feed.probe(probe)).userIds()).containsExactly(user);
    String behind = read(place).cursor();
    probe = new FeedProbe(List.of(new FeedProbe.Place(user, behind)));
    assertThat(await(feed.probe(probe)).userIds()).isEmpty();
  }

  @Test
  void keepsUsersApart() {
    insert("mine");
    long other = number("INSERT INTO users (name) VALUES ('ben') RETURNING id");
    FeedReply reply = await(feed.read(new FeedQuery(other, FeedQuery.BEGINNING, 10)));
    assertThat(((Changes) reply).changes()).isEmpty();
  }

  @Test
  void refusesWhatIsNoCursor() {
    for (String bad :
        List.of(
            "x",
            "",
            "e30",
            Cursors.write(new IdCursor(1)),
            Cursors.write(new FeedCursor(1, -1, 0, 0)))) {
      assertThat(ask(bad, 10)).isInstanceOf(FeedReply.Refused.class);
    }
  }

  @Test
  void expiresCursorsOfARestoredDatabaseAndNumbersItAnew() {
    String cursor = read(FeedQuery.BEGINNING).cursor();
    long id = insert("restored");
    // As a dump of a busier server brings it.
    execute(
        "UPDATE tasks SET revision = '900000000000', created_revision = '900000000000', content_revision = '900000000000' WHERE user_id = $1");
    execute("UPDATE feed_epoch SET server = 'another/00000001' WHERE $1 > 0");
    assertThat(ask(cursor, 10)).isInstanceOf(FeedReply.Expired.class);
    assertThat(ids(read(FeedQuery.BEGINNING))).containsExactly(id);
  }

  @Test
  void expiresACursorFromTheFuture() {
    String now = read(null).cursor();
    FeedCursor place = FeedCursor.read(now);
    String future =
        Cursors.write(new FeedCursor(place.epoch(), place.revision() + 1_000_000, 0, 0));
    assertThat(ask(future, 10)).isInstanceOf(FeedReply.Expired.class);
  }

  @Test
  void expiresACursorBelowForgottenTombstones() {
    insert("t");
    String old = changes(FeedQuery.BEGINNING, 1).cursor();
    insert("later");
    execute("UPDATE users SET feed_floor = pg_current_xact_id() WHERE id = $1");
    assertThat(ask(old, 10)).isInstanceOf(FeedReply.Expired.class);
    Changes anew = read(FeedQuery.BEGINNING);
    assertThat(anew.changes()).hasSize(2);
    assertThat(ask(anew.cursor(), 10)).isInstanceOf(Changes.class);
  }

  @Test
  void endsAPageByItsBytes() {
    execute(
        "INSERT INTO tasks (user_id, title, description, push) SELECT $1, 't', repeat('x', 400000), false FROM generate_series(1, 6)");
    Changes page = changes(FeedQuery.BEGINNING, 500);
    assertThat(page.changes()).hasSize(3);
    assertThat(page.hasMore()).isTrue();
  }

  /** 32 writers whose transactions overlap, and a reader who never stops. */
  @Test
  void missesNothingOf32Writers() {
    int writers = 32;
    int rounds = 20;
    Set<Long> written = ConcurrentHashMap.newKeySet();
    Set<Long> removed = ConcurrentHashMap.newKeySet();
    List<Future<?>> all = new ArrayList<>();
    AtomicInteger left = new AtomicInteger(writers);
    for (int w = 0; w < writers; w++) {
      all.add(
          write(new Random(w), rounds, written, removed)
              .onComplete(done -> left.decrementAndGet()));
    }
    Set<Long> known = new HashSet<>();
    String cursor = FeedQuery.BEGINNING;
    while (true) {
      boolean last = left.get() == 0;
      Changes page = changes(cursor, 7);
      for (Change change : page.changes()) {
        if (change.task() == null) {
          known.remove(change.taskId());
        } else {
          known.add(change.taskId());
        }
      }
      cursor = page.cursor();
      if (last && !page.hasMore()) {
        break;
      }
    }
    all.forEach(PgFeedIT::await);
    written.removeAll(removed);
    assertThat(known).isEqualTo(written);
    assertThat(removed).isNotEmpty();
  }

  private Future<Void> write(Random random, int rounds, Set<Long> written, Set<Long> removed) {
    if (rounds == 0) {
      return Future.succeededFuture();
    }
    boolean removes = random.nextInt(4) == 0;
    return pool.withTransaction(
            transaction ->
                transaction
                    .preparedQuery(
                        "INSERT INTO tasks (user_id, title, push) VALUES ($1, 'w', false) RETURNING id")
                    .execute(Tuple.of(user))
                    .map(rows -> rows.iterator().next().getLong(0))
                    .compose(
                        id ->
                            transaction
                                .preparedQuery("SELECT pg_sleep($1)")
                                .execute(Tuple.of(random.nextDouble() * 0.01))
                                .map(slept -> id)))
        .compose(
            id -> {
              written.add(id);
              if (!removes) {
                return Future.succeededFuture();
              }
              removed.add(id);
              return new PgTaskStore(pool).remove(user, id, 1).mapEmpty();
            })
        .compose(done -> write(random, rounds - 1, written, removed));
  }

  private long insert(String title) {
    Written written = await(new PgTaskStore(pool).insert(user, TaskContent.titled(title), false));
    return ((Written.Ok) written).task().id();
  }

  private void remove(long id) {
    assertThat(await(new PgTaskStore(pool).remove(user, id, 1)))
        .isInstanceOf(Written.Removed.class);
  }

  private Changes read(@Nullable String since) {
    return changes(since, 100);
  }

  private Changes changes(@Nullable String since, int limit) {
    FeedReply reply = ask(since, limit);
    assertThat(reply).isInstanceOf(Changes.class);
    return (Changes) reply;
  }

  private FeedReply ask(@Nullable String since, int limit) {
    return await(feed.read(new FeedQuery(user, since, limit)));
  }

  private static List<Long> ids(Changes changes) {
    return changes.changes().stream().map(Change::taskId).toList();
  }

  private void execute(String sql) {
    await(pool.preparedQuery(sql).execute(Tuple.of(user)));
  }

  private long number(String sql) {
    return await(pool.query(sql).execute()).iterator().next().getLong(0);
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(30, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
