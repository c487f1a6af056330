package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.PollRoutes.ClaimPolls;
import dev.tandem.sync.PollRoutes.ClaimedPolls;
import dev.tandem.sync.PollRoutes.FinishPoll;
import dev.tandem.sync.PollRoutes.HastenPoll;
import dev.tandem.sync.PollRoutes.KnownList;
import dev.tandem.sync.PollRoutes.Poll;
import dev.tandem.sync.PollRoutes.RenewPoll;
import dev.tandem.sync.PullRoutes.FindAbsent;
import dev.tandem.task.SyncError;
import dev.tandem.task.Task;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PgPollsIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private static final Duration LEASE = Duration.ofSeconds(20);
  private static final Instant SWEPT = Instant.parse("2026-12-01T10:00:00Z");
  private static final SyncError ERROR = new SyncError("timeout", "told by a test", SWEPT);

  private final QueueFixture queue = new QueueFixture(db);
  private PgPolls polls;
  private long user;
  private long account;

  @BeforeEach
  void clear() {
    queue.clear();
    polls = new PgPolls(db.pool());
    user = db.connectedUser();
    account = db.number("SELECT id FROM ticktick_accounts");
  }

  @Test
  void anAccountIsOneReadersUntilItIsLetGo() {
    Poll poll = claim("one").polls().get(0);

    assertThat(poll.accountId()).isEqualTo(account);
    assertThat(poll.userId()).isEqualTo(user);
    assertThat(poll.lastSweepAt()).isNull();
    assertThat(poll.lists()).containsExactly(new KnownList("inbox" + user, false, null));
    assertThat(claim("two").polls()).isEmpty();
    assertThat(claim("two", account).polls()).as("asked for").isEmpty();

    assertThat(finish("two", Duration.ZERO)).isFalse();
    assertThat(finish("one", Duration.ZERO)).isTrue();
    assertThat(claim("two").polls()).hasSize(1);
  }

  @Test
  void whatTheReaderTellsIsKept() {
    claim("one");
    assertThat(finish("one", Duration.ofMinutes(1))).isTrue();

    assertThat(claim("one").polls()).as("not due").isEmpty();
    assertThat(claim("one").nextDue()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
    Poll poll = claim("one", account).polls().get(0);
    assertThat(poll.lastSweepAt()).isEqualTo(SWEPT);
    assertThat(poll.completedUntil()).isEqualTo(SWEPT);
    assertThat(poll.quiet()).isEqualTo(3);
    assertThat(db.row("SELECT last_pull_at, last_pull_error ->> 'code' FROM ticktick_accounts"))
        .satisfies(
            row -> {
              assertThat(row.getOffsetDateTime(0)).isNotNull();
              assertThat(row.getString(1)).isEqualTo("timeout");
            });
  }

  @Test
  void aDeadReadersAccountIsTakenOverWhenItsLeaseEnds() {
    claim("dead");
    assertThat(claim("two").nextDue()).isBetween(Duration.ofSeconds(15), LEASE);
    db.rows("UPDATE ticktick_accounts SET poll_until = now()");

    assertThat(claim("two").polls()).hasSize(1);

    assertThat(result(polls.renew(new RenewPoll(account, "dead", LEASE))).held()).isFalse();
    assertThat(finish("dead", Duration.ZERO)).isFalse();
    assertThat(result(polls.renew(new RenewPoll(account, "two", LEASE))).held()).isTrue();
  }

  @Test
  void manyReadersAtOnceGetEachAccountOnce() {
    IntStream.range(0, 19).forEach(i -> db.connectedUser());

    List<Future<ClaimedPolls>> claims =
        IntStream.range(0, 12)
            .mapToObj(i -> polls.claim(new ClaimPolls("reader-" + i, 5, LEASE, Set.of())))
            .toList();

    List<Long> claimed =
        claims.stream()
            .flatMap(claim -> result(claim).polls().stream().map(Poll::accountId))
            .toList();
    assertThat(claimed).doesNotHaveDuplicates();
    List<Long> rest =
        Stream.iterate(
                claim("late").polls(), left -> !left.isEmpty(), left -> claim("late").polls())
            .flatMap(List::stream)
            .map(Poll::accountId)
            .toList();
    assertThat(Stream.concat(claimed.stream(), rest.stream())).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void anAccountThatSomebodyHasLockedIsLeftAlone() {
    result(
        db.pool()
            .withTransaction(
                connection ->
                    connection
                        .query("SELECT FROM ticktick_accounts FOR NO KEY UPDATE")
                        .execute()
                        .compose(locked -> polls.claim(new ClaimPolls("one", 5, LEASE, Set.of())))
                        .onSuccess(claimed -> assertThat(claimed.polls()).isEmpty())));

    assertThat(claim("one").polls()).hasSize(1);
  }

  @Test
  void onlyWhatIsConnectedAndNotPausedIsRead() {
    db.rows("UPDATE ticktick_accounts SET paused_until = now() + interval '1 minute'");
    assertThat(claim("one", account).polls()).isEmpty();
    assertThat(claim("one").nextDue()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));

    db.rows("UPDATE ticktick_accounts SET paused_until = NULL");
    for (String state :
        List.of("checking", "needs_reauthorization", "account_mismatch", "disconnected")) {
      db.accountBecomes(user, state);
      assertThat(claim("one", account).polls()).as(state).isEmpty();
      assertThat(claim("one").nextDue()).as(state).isNull();
    }
  }

  @Test
  void whoWaitsGoesFirst() {
    List<Long> others = IntStream.range(0, 5).mapToObj(i -> db.connectedUser()).toList();
    assertThat(others).hasSize(5);
    long last = db.number("SELECT max(id) FROM ticktick_accounts");
    db.rows(
        "UPDATE ticktick_accounts SET next_pull_at = now() + interval '1 hour' WHERE id = $1",
        last);

    List<Poll> claimed = result(polls.claim(new ClaimPolls("one", 1, LEASE, Set.of(last)))).polls();

    assertThat(claimed).extracting(Poll::accountId).containsExactly(last);
  }

  @Test
  void tellsTheListsTheOneNotReadForLongestFirst() {
    db.project(user, "A", "a");
    db.project(user, "B", "b");
    db.project(user, "C", "c");
    db.rows("UPDATE projects SET is_archived = name = 'C', account_id = $1", account);
    read("inbox" + user, SWEPT.plusSeconds(2));
    read("b", SWEPT.plusSeconds(1));
    read("c", SWEPT);

    assertThat(claim("one").polls().get(0).lists())
        .containsExactly(
            new KnownList("a", false, null),
            new KnownList("c", true, SWEPT),
            new KnownList("b", false, SWEPT.plusSeconds(1)),
            new KnownList("inbox" + user, false, SWEPT.plusSeconds(2)));
  }

  private void read(String list, Instant at) {
    db.rows(
        "INSERT INTO list_reads VALUES ($1, $2, $3, true)", account, list, PgTimes.parameter(at));
  }

  @Test
  void aLocalChangeMakesAnAccountActiveAndItsNextReadingNear() {
    db.rows(
        "UPDATE ticktick_accounts SET next_pull_at = now() + interval '15 minutes', quiet_pulls = 9");

    assertThat(result(polls.hasten(new HastenPoll(user, Duration.ofMinutes(1)))).hastened())
        .isTrue();
    assertThat(result(polls.hasten(new HastenPoll(user, Duration.ofMinutes(1)))).hastened())
        .isFalse();

    Poll quiet = claim("one", account).polls().get(0);
    assertThat(quiet.active()).isFalse();
    assertThat(quiet.quiet()).isZero();
    finish("one", Duration.ofMinutes(15));
    assertThat(claim("one").nextDue()).as("what came meanwhile").isLessThan(Duration.ofMinutes(2));
    db.insert(user, "changed here");
    assertThat(claim("one", account).polls().get(0).active()).isTrue();
  }

  @Test
  void linksThatEndedAMonthAgoAreForgottenSomeAtATime() {
    List<Task> tasks = IntStream.range(0, 3).mapToObj(i -> queue.linked(user, "t" + i)).toList();
    db.rows("UPDATE links SET state = 'gone', ended_because = 'deleted_here', ended_at = now()");
    db.rows(
        "UPDATE links SET ended_at = now() - interval '31 days' WHERE task_id <> $1",
        tasks.get(0).id());
    db.rows("UPDATE links SET state = 'linked' WHERE task_id = $1", tasks.get(1).id());

    claim("one", account);
    finish("one", Duration.ofMinutes(1));

    assertThat(db.rows("SELECT task_id FROM links ORDER BY task_id"))
        .extracting(row -> row.getLong(0))
        .containsExactly(tasks.get(0).id(), tasks.get(1).id());
  }

  @Test
  void findsTheListsOfWhatAReadingLeavesOut() {
    Task shown = queue.linked(user, "shown");
    Task absent = queue.linked(user, "absent");
    Task completed = queue.linked(user, "completed");
    Task written = queue.linked(user, "written since");
    db.rows("UPDATE links SET remote_project_id = 'list-' || task_id");
    db.rows(
        "UPDATE links SET settled_at = now() - interval '1 hour', read_at = now() - interval '1 hour'"
            + " WHERE task_id <> $1",
        written.id());
    db.rows(
        "UPDATE links SET base = jsonb_set(base, '{status}', '\"COMPLETED\"') WHERE task_id = $1",
        completed.id());

    assertThat(
            result(
                    polls.findAbsent(
                        new FindAbsent(
                            account,
                            db.number("SELECT generation FROM ticktick_accounts"),
                            db.row("SELECT now() - interval '1 minute'")
                                .getOffsetDateTime(0)
                                .toInstant(),
                            Set.of(remoteId(shown)))))
                .lists())
        .containsExactly("list-" + absent.id());
  }

  private static String remoteId(Task task) {
    return db.row("SELECT remote_id FROM links WHERE task_id = $1", task.id()).getString(0);
  }

  private ClaimedPolls claim(String owner, Long... asked) {
    return result(polls.claim(new ClaimPolls(owner, 5, LEASE, Set.of(asked))));
  }

  private boolean finish(String owner, Duration next) {
    return result(polls.finish(new FinishPoll(account, owner, SWEPT, SWEPT, 3, next, ERROR)))
        .held();
  }
}
