package dev.tandem.persistence;

import static dev.tandem.persistence.AccountFixture.tokens;
import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountCommand.DenyRefresh;
import dev.tandem.account.AccountCommand.EndRefresh;
import dev.tandem.account.AccountCommand.LeaseRefresh;
import dev.tandem.account.AccountCommand.RefreshClaim;
import dev.tandem.account.AccountCommand.StoreRefreshed;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountReply.RefreshHeld;
import dev.tandem.account.AccountReply.RefreshLeased;
import dev.tandem.account.AccountReply.RefreshResting;
import dev.tandem.account.AccountState;
import dev.tandem.account.TokenSource;
import dev.tandem.config.Secret;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may refresh, and what counts of what they were told. */
final class PgRefreshesIT {
  private static final Duration LENGTH = Duration.ofMinutes(1);

  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final AccountFixture accounts = new AccountFixture(db);
  private long user;
  private long id;

  @BeforeEach
  void connect() {
    user = db.user();
    id = accounts.connect(user, "old", "refresh").id();
  }

  @Test
  void ofTwentyNodesThatAskAtOnceOneHasTheLease() {
    List<Future<AccountReply>> replies =
        IntStream.range(0, 20).mapToObj(i -> accounts.asking(lease("node " + i))).toList();

    assertThat(replies.stream().map(reply -> result(reply)))
        .filteredOn(RefreshLeased.class::isInstance)
        .hasSize(1);
  }

  @Test
  void itIsItsOwnersAgainAndAnothersOnceItRanOut() {
    assertThat(accounts.ask(lease("one"))).isEqualTo(new RefreshLeased(0));
    assertThat(accounts.ask(lease("two"))).isEqualTo(new RefreshHeld());
    assertThat(accounts.ask(lease("one"))).as("its reply was lost").isEqualTo(new RefreshLeased(0));

    runOut();

    assertThat(accounts.ask(lease("two"))).isEqualTo(new RefreshLeased(0));
    assertThat(accounts.ask(lease("one"))).isEqualTo(new RefreshHeld());
  }

  @Test
  void itIsOfOneGenerationAndNeedsSomethingToRefresh() {
    accounts.connect(user, "new", "another");
    assertThat(tokens(accounts.ask(lease("one"))).generation()).isEqualTo(2);
    accounts.connect(user, "newest", null);
    assertThat(
            tokens(accounts.ask(new LeaseRefresh(claim("one", 3), LENGTH, false))).refreshToken())
        .isNull();
    accounts.ask(new AccountCommand.Disconnect(user));
    assertThat(accounts.ask(lease("one"))).isInstanceOf(AccountReply.Missing.class);
  }

  @Test
  void anOutageRestsForAllAndIsCounted() {
    accounts.ask(lease("one"));
    accounts.ask(new EndRefresh(claim("two"), LENGTH));
    assertThat(accounts.ask(lease("two"))).as("not theirs").isEqualTo(new RefreshHeld());
    accounts.ask(new EndRefresh(claim("one"), LENGTH));
    assertThat(accounts.ask(lease("one"))).isEqualTo(new RefreshResting());
    assertThat(accounts.ask(lease("two"))).isEqualTo(new RefreshResting());
    runOut();
    assertThat(accounts.ask(lease("two"))).isEqualTo(new RefreshLeased(1));
    accounts.ask(new EndRefresh(claim("two"), Duration.ZERO));
    assertThat(accounts.ask(lease("one"))).as("not asked").isEqualTo(new RefreshLeased(1));
  }

  @Test
  void whoInsistsCutsARestShortButTakesNoLeaseFromAnother() {
    accounts.ask(lease("one"));
    accounts.ask(new EndRefresh(claim("one"), LENGTH));
    LeaseRefresh insisting = new LeaseRefresh(claim("two"), LENGTH, true);
    assertThat(accounts.ask(insisting)).isEqualTo(new RefreshLeased(1));
    assertThat(accounts.ask(new LeaseRefresh(claim("one"), LENGTH, true)))
        .isEqualTo(new RefreshHeld());
  }

  @Test
  void newTokensEndTheLeaseAndItsRest() {
    accounts.ask(lease("one"));
    accounts.ask(new EndRefresh(claim("one"), LENGTH));
    accounts.connect(user, "new", "another");
    assertThat(accounts.ask(new LeaseRefresh(claim("two", 2), LENGTH, false)))
        .isEqualTo(new RefreshLeased(0));
    accounts.ask(refreshed(2, "newer"));
    assertThat(accounts.ask(new LeaseRefresh(claim("one", 3), LENGTH, false)))
        .isEqualTo(new RefreshLeased(0));
  }

  @Test
  void aRefusalCountsUnderItsLeaseAlone() {
    accounts.ask(lease("one"));
    runOut();
    assertThat(tokens(accounts.ask(new DenyRefresh(claim("one"), true))).state())
        .isEqualTo(AccountState.CONNECTED);
    accounts.ask(lease("two"));
    assertThat(tokens(accounts.ask(new DenyRefresh(claim("one"), true))).state())
        .isEqualTo(AccountState.CONNECTED);
    assertThat(tokens(accounts.ask(new DenyRefresh(claim("two"), true))).state())
        .isEqualTo(AccountState.NEEDS_REAUTHORIZATION);
    assertThat(accounts.changes())
        .last()
        .extracting("state")
        .isEqualTo(AccountState.NEEDS_REAUTHORIZATION);
  }

  @Test
  void thePairOfALateHolderIsStoredAfterTheNextOnesRefusal() {
    accounts.ask(lease("late"));
    runOut();
    accounts.ask(lease("next"));
    assertThat(tokens(accounts.ask(new DenyRefresh(claim("next"), true))).state())
        .isEqualTo(AccountState.NEEDS_REAUTHORIZATION);

    assertThat(tokens(accounts.ask(refreshed(1, "new"))).state()).isEqualTo(AccountState.CHECKING);
    assertThat(accounts.tokens(id).accessToken().reveal()).isEqualTo("new");
  }

  @Test
  void aPairWhosePlaceAnotherRefreshTookIsNotRevoked() {
    accounts.ask(refreshed(1, "first"));
    assertThat(accounts.ask(refreshed(1, "second")))
        .isInstanceOfSatisfying(
            AccountReply.TooLate.class,
            late -> {
              assertThat(late.revocable()).as("of one consent with what is used").isFalse();
              assertThat(late.present().accessToken().reveal()).isEqualTo("first");
            });
    accounts.connect(user, "another consent's", "its refresh");
    assertThat(((AccountReply.TooLate) accounts.ask(refreshed(2, "third"))).revocable()).isTrue();
  }

  private LeaseRefresh lease(String owner) {
    return new LeaseRefresh(claim(owner), LENGTH, false);
  }

  private RefreshClaim claim(String owner) {
    return claim(owner, 1);
  }

  private RefreshClaim claim(String owner, long generation) {
    return new RefreshClaim(id, generation, owner);
  }

  private StoreRefreshed refreshed(long generation, String access) {
    return new StoreRefreshed(
        id,
        generation,
        TokenSource.CONSENT,
        new Secret(access),
        new Secret("refresh of " + access),
        Duration.ofDays(1));
  }

  private void runOut() {
    db.rows("UPDATE ticktick_accounts SET refresh_until = now() WHERE id = $1", id);
  }
}
