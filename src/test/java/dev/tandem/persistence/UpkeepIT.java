package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.task.FeedQuery;
import dev.tandem.task.FeedReply;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is old goes, what is younger stays, and nobody misses it unawares. */
final class UpkeepIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private static final Vertx VERTX = Vertx.vertx();
  private final Upkeep upkeep = new Upkeep(VERTX, db.pool());
  private long user;

  @AfterAll
  static void close() {
    result(VERTX.close());
  }

  @BeforeEach
  void user() {
    user = db.user();
  }

  @Test
  void forgetsIdempotencyKeysAfterADay() {
    db.rows(
        """
        INSERT INTO idempotency_keys (user_id, key, request_hash, created_at)
        SELECT $1, 'k' || i, '\\x00', now() - (i || ' hours')::interval
        FROM generate_series(1, 1300) i
        """,
        user);
    result(upkeep.run());
    assertThat(db.rows("SELECT FROM idempotency_keys WHERE user_id = $1", user)).hasSize(23);
  }

  @Test
  void forgetsRemovedTasksAfter30DaysAndSaysSoToReadersWhoHadNotHeard() {
    PgFeed feed = new PgFeed(db.pool());
    FeedReply.Changes early = (FeedReply.Changes) result(feed.read(new FeedQuery(user, null, 9)));
    bury("1", 1, "29 days");
    FeedReply.Changes later = changes(feed, early.cursor());
    assertThat(later.changes()).hasSize(1);
    result(upkeep.run());
    assertThat(changes(feed, early.cursor()).changes()).as("young ones stay").hasSize(1);

    bury("2", 600, "31 days");
    FeedReply.Changes heard = changes(feed, later.cursor());
    assertThat(heard.changes()).hasSize(100);
    String end = later.cursor();
    while (true) {
      FeedReply.Changes page = changes(feed, end);
      end = page.cursor();
      if (!page.hasMore()) {
        break;
      }
    }
    result(upkeep.run());
    assertThat(db.rows("SELECT FROM task_tombstones WHERE user_id = $1", user)).hasSize(1);
    assertThat(result(feed.read(new FeedQuery(user, later.cursor(), 100))))
        .isInstanceOf(FeedReply.Expired.class);
    assertThat(result(feed.read(new FeedQuery(user, heard.cursor(), 100))))
        .isInstanceOf(FeedReply.Expired.class);
    assertThat(changes(feed, end).changes()).isEmpty();
  }

  private FeedReply.Changes changes(PgFeed feed, String since) {
    return (FeedReply.Changes) result(feed.read(new FeedQuery(user, since, 100)));
  }

  private void bury(String digit, int count, String age) {
    db.rows(
        """
        INSERT INTO task_tombstones (user_id, task_id, deleted_at)
        SELECT $1, ($2 || '00000' || i)::bigint, now() - $3::text::interval
        FROM generate_series(1, $4) i
        """,
        user,
        digit,
        age,
        count);
  }
}
