package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountCommand.StoreRefreshed;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTokens;
import dev.tandem.account.AccountTopics.AccountChanged;
import dev.tandem.account.TokenSource;
import dev.tandem.config.Secret;
import dev.tandem.persistence.PgKeyRotation.Done;
import dev.tandem.persistence.PgKeyRotation.Standing;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class KeyRotationIT {
  private static final String OLD = "a:" + TokenVaultTest.key(1);
  private static final String NEW = "b:" + TokenVaultTest.key(2);
  private static final String ROTATED = NEW + "," + OLD;

  @RegisterExtension static final StoreFixture db = new StoreFixture();

  /** Of one connection, as a look has it. */
  private static Pool pool;

  private final AccountFixture before = new AccountFixture(db, OLD);
  private final AccountFixture after = new AccountFixture(db, ROTATED);

  @BeforeAll
  static void connect() {
    pool = PgPools.create(db.vertx(), db.login(), 1);
  }

  @AfterAll
  static void disconnect() {
    result(pool.close());
  }

  @BeforeEach
  void clear() {
    db.rows("TRUNCATE users, token_key RESTART IDENTITY CASCADE");
  }

  @Test
  void everyTokenComesUnderTheFirstKeyAndStaysTheSame() {
    List<Long> ids = connected(PgKeyRotation.LOT * 2 + 1);
    db.rows("UPDATE ticktick_accounts SET state = 'account_mismatch' WHERE id = $1", ids.get(7));
    List<AccountTokens> stored = ids.stream().map(before::tokens).toList();

    assertThat(look(ROTATED)).isEqualTo(new Standing(ids.size(), 0, 0, ""));
    assertThat(rotate(ROTATED)).isEqualTo(new Done(ids.size(), 3, 0));

    assertThat(look(ROTATED)).isEqualTo(new Standing(0, 0, 0, ""));
    AccountFixture withoutTheOldKey = new AccountFixture(db, NEW);
    assertThat(ids.stream().map(withoutTheOldKey::tokens)).isEqualTo(stored);
    assertThat(rotate(ROTATED)).as("nothing is done twice").isEqualTo(new Done(0, 0, 0));
  }

  @Test
  void aRefreshAtTheSameTimeIsNeverOverwritten() {
    List<Long> ids = connected(300);
    declare(ROTATED);
    List<Future<AccountReply>> refreshes =
        ids.stream()
            .map(
                id ->
                    after.asking(
                        new StoreRefreshed(
                            id,
                            1,
                            TokenSource.CONSENT,
                            new Secret("new " + id),
                            new Secret("new refresh " + id),
                            Duration.ofDays(1))))
            .toList();
    Future<Done> rotation = rotating(ROTATED, () -> false);
    refreshes.forEach(
        refresh -> assertThat(result(refresh)).isInstanceOf(AccountReply.Tokens.class));
    result(rotation);
    rotate(ROTATED);

    AccountFixture withoutTheOldKey = new AccountFixture(db, NEW);
    assertThat(ids)
        .allSatisfy(
            id -> {
              AccountTokens tokens = withoutTheOldKey.tokens(id);
              assertThat(tokens.accessToken().reveal()).isEqualTo("new " + id);
              assertThat(tokens.refreshToken().reveal()).isEqualTo("new refresh " + id);
              assertThat(tokens.generation()).isEqualTo(2);
            });
  }

  @Test
  void whatWasLeftHalfDoneIsGoneOnWith() {
    connected(PgKeyRotation.LOT + 20);
    declare(ROTATED);
    AtomicInteger asked = new AtomicInteger();

    assertThat(result(rotating(ROTATED, () -> asked.incrementAndGet() > 1)))
        .isEqualTo(new Done(PgKeyRotation.LOT, 1, 0));

    assertThat(look(ROTATED).old()).isEqualTo(20);
    assertThat(rotate(ROTATED)).isEqualTo(new Done(20, 1, 0));
  }

  @Test
  void aLotWhoseProcessDiesIsAsIfItHadNotBegun() {
    connected(3);
    declare(ROTATED);
    db.rows(
        "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END'");
    db.rows(
        "CREATE TRIGGER die BEFORE UPDATE OF key_id ON ticktick_accounts"
            + " FOR EACH ROW WHEN (NEW.id = 2) EXECUTE FUNCTION die()");

    Future<Done> rotation = rotating(ROTATED, () -> false);
    assertThat(rotation.transform(end -> Future.succeededFuture(end.failed())))
        .satisfies(failed -> assertThat(result(failed)).isTrue());

    db.rows("DROP TRIGGER die ON ticktick_accounts");
    db.rows("DROP FUNCTION die");
    assertThat(look(ROTATED).old()).isEqualTo(3);
    assertThat(rotate(ROTATED)).isEqualTo(new Done(3, 1, 0));
  }

  @Test
  void anAccountThatSomebodyWorksOnIsLeftForTheNextPass() {
    List<Long> ids = connected(3);
    declare(ROTATED);
    result(
        db.pool()
            .withTransaction(
                busy ->
                    busy.preparedQuery(TokenSql.LOCK)
                        .execute(Tuple.of(ids.get(1)))
                        .compose(locked -> rotating(ROTATED, () -> false))
                        .onSuccess(done -> assertThat(done).isEqualTo(new Done(2, 1, 0)))));

    assertThat(rotate(ROTATED)).isEqualTo(new Done(1, 1, 0));
  }

  @Test
  void aKeyThatWasDroppedTooEarlyTakesNothingWithIt() {
    long id = connected(1).get(0);
    AccountTokens tokens = before.tokens(id);
    AccountFixture tooEarly = new AccountFixture(db, NEW);

    assertThat(look(NEW)).isEqualTo(new Standing(0, 0, 1, "a"));
    assertThat(rotate(NEW)).isEqualTo(new Done(0, 0, 0));
    assertThat(tooEarly.ask(new AccountCommand.ReadTokens(id)))
        .isInstanceOf(AccountReply.Missing.class);
    assertThat(tooEarly.changes())
        .extracting(AccountChanged::state)
        .containsExactly(AccountState.NEEDS_REAUTHORIZATION);

    assertThat(look(ROTATED)).isEqualTo(new Standing(1, 1, 0, ""));
    assertThat(rotate(ROTATED)).isEqualTo(new Done(1, 1, 0));
    assertThat(after.changes())
        .extracting(AccountChanged::state)
        .containsExactly(AccountState.CHECKING);
    AccountTokens back = tooEarly.tokens(id);
    assertThat(back.accessToken()).isEqualTo(tokens.accessToken());
    assertThat(back.state()).as("asked about anew").isEqualTo(AccountState.CHECKING);
    assertThat(back.generation()).isEqualTo(tokens.generation());
  }

  @Test
  void whatDoesNotDecryptIsLeftAsItIsAndStopsNobodyElse() {
    List<Long> ids = connected(3);
    db.rows("UPDATE ticktick_accounts SET access_token = '\\x00' WHERE id = $1", ids.get(1));

    assertThat(rotate(ROTATED)).isEqualTo(new Done(2, 1, 1));

    assertThat(
            db.row(
                    "SELECT access_token = '\\x00' AND key_id = 'a' FROM ticktick_accounts"
                        + " WHERE id = $1",
                    ids.get(1))
                .getBoolean(0))
        .isTrue();
    assertThat(look(ROTATED)).isEqualTo(new Standing(1, 0, 0, ""));
  }

  @Test
  void oneIsAtItAtATimeAndTheNextWhenItsSessionEnds() {
    Pool other = PgPools.create(db.vertx(), db.login(), 1);
    Function<SqlConnection, Future<Boolean>> lock = rotation(ROTATED, () -> false)::lock;
    result(
        pool.withConnection(
            connection ->
                lock.apply(connection)
                    .onSuccess(ours -> assertThat(ours).isTrue())
                    .compose(ours -> other.withConnection(lock))
                    .onSuccess(theirs -> assertThat(theirs).isFalse())));
    result(pool.close());
    connect();

    assertThat(result(other.withConnection(lock))).isTrue();
    result(other.close());
  }

  @Test
  void aNodeThatStillHasTheOldKeyFirstDoesNotUndoIt() {
    List<Long> ids = connected(2);
    String old = OLD + "," + NEW;
    declare(old);
    assertThat(rotate(ROTATED).encrypted()).isEqualTo(2);

    assertThat(result(using(old, () -> false, PgKeyRotation::look))).isEmpty();
    assertThat(result(rotating(old, () -> false))).isEqualTo(new Done(0, 0, 0));
    new AccountFixture(db, old).connect(db.user(), "stored under the old one", null);

    assertThat(rotate(ROTATED).encrypted()).as("found at the next look").isEqualTo(1);
    assertThat(new AccountFixture(db, NEW).tokens(ids.get(0))).isNotNull();
  }

  private List<Long> connected(int accounts) {
    return IntStream.range(0, accounts)
        .mapToObj(
            i -> before.connect(db.user(), "access " + i, i % 2 == 0 ? null : "refresh " + i).id())
        .toList();
  }

  private Standing look(String ring) {
    declare(ring);
    return result(using(ring, () -> false, PgKeyRotation::look)).orElseThrow();
  }

  private Done rotate(String ring) {
    declare(ring);
    return result(rotating(ring, () -> false));
  }

  private void declare(String ring) {
    result(using(ring, () -> false, (rotation, session) -> rotation.declare(session).mapEmpty()));
  }

  private Future<Done> rotating(String ring, BooleanSupplier stopping) {
    return using(ring, stopping, PgKeyRotation::run);
  }

  private interface Work<T> {
    Future<T> of(PgKeyRotation rotation, SqlConnection session);
  }

  private <T> Future<T> using(String ring, BooleanSupplier stopping, Work<T> work) {
    return pool.withConnection(session -> work.of(rotation(ring, stopping), session));
  }

  private PgKeyRotation rotation(String ring, BooleanSupplier stopping) {
    return new PgKeyRotation(TokenVaultTest.vault(ring), after, stopping);
  }
}
