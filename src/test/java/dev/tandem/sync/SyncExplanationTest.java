package dev.tandem.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.AccountState;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.account.TickTickAccount;
import dev.tandem.account.TokenSource;
import dev.tandem.sync.RemoteAnswer.Broken;
import dev.tandem.sync.RemoteAnswer.NoAnswer;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import dev.tandem.sync.RemoteAnswer.Refused;
import dev.tandem.sync.RemoteAnswer.Silence;
import dev.tandem.sync.SyncExplanation.Surroundings;
import dev.tandem.sync.SyncRoutes.BreakerState;
import dev.tandem.task.SyncDetail;
import dev.tandem.task.SyncError;
import dev.tandem.task.SyncState;
import dev.tandem.task.TaskSync;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One sentence where a task stands, one what follows: for every state and every error. */
final class SyncExplanationTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Instant LATER = Instant.parse("2026-11-22T10:05:07.250Z");
  private static final SyncDetail DOUBT = new SyncDetail(true, false, false, false, false, 0);
  private static final SyncDetail DISCARDING = new SyncDetail(false, true, false, false, false, 0);
  private static final SyncDetail DETACHED = new SyncDetail(false, false, true, false, false, 0);

  static Stream<Arguments> states() {
    return Stream.of(
        Arguments.of(SyncState.LOCAL_ONLY, "kept here only", "unless the task is pushed"),
        Arguments.of(SyncState.UNREACHABLE, "archived", "can be read again"),
        Arguments.of(SyncState.HELD, "vanished from TickTick at once", "approved or dismissed"),
        Arguments.of(SyncState.SYNCED, "hold the same", "Nothing waits"),
        Arguments.of(SyncState.PUSHING, "is on its way", "known shortly"),
        Arguments.of(SyncState.PENDING, "waits for its turn", "asked at once"));
  }

  @ParameterizedTest
  @MethodSource("states")
  void everyStateIsTold(SyncState state, String summary, String next) {
    assertTold(of(sync(state, 0, null, null), SyncDetail.NONE), summary, next);
  }

  @ParameterizedTest
  @EnumSource(SyncState.class)
  void everyStateIsToldInWholeSentences(SyncState state) {
    for (SyncDetail detail : List.of(SyncDetail.NONE, DOUBT, DISCARDING, DETACHED)) {
      for (SyncError error : new SyncError[] {null, error("x", "No full stop")}) {
        SyncExplanation told = of(sync(state, 2, LATER, error), detail);
        assertThat(told.summary()).matches("[A-Z][^\\n]*\\.").doesNotContain("null", "..");
        assertThat(told.next()).matches("[A-Z][^\\n]*\\.").doesNotContain("null", "..");
      }
    }
  }

  static Stream<Arguments> errors() {
    Refused refused = new Refused(400, "bad_title");
    NoAnswer lost = new NoAnswer(Silence.TIMEOUT);
    Broken broken = new Broken(502);
    return Stream.of(
        Arguments.of(told(Obstacle.BUDGET_SPENT), "share of requests is spent", "a share again"),
        Arguments.of(told(Obstacle.BREAKER_OPEN), "TickTick has trouble", "TickTick is well"),
        Arguments.of(told(Obstacle.ACCOUNT_PAUSED), "rest for a while", "10:05:07Z"),
        Arguments.of(told(Obstacle.NOT_CONNECTED), "No TickTick account", "is connected"),
        Arguments.of(told(Obstacle.PROJECT_PENDING), "list is not in TickTick", "list is there"),
        Arguments.of(told(Obstacle.PARENT_PENDING), "parent is not in TickTick", "follows once"),
        Arguments.of(told(Obstacle.CREATE_UNCONFIRMED), "it is looked for", "if not, it is sent"),
        Arguments.of(told(Obstacle.DELETION_HELD), "whether that was meant", "10:05:07Z"),
        Arguments.of(told(Obstacle.COMPLETION_PENDING), "not sent twice", "10:05:07Z"),
        Arguments.of(told(Obstacle.LEASE_SHORT), "no time left", "10:05:07Z"),
        Arguments.of(told(Obstacle.STOPPING), "being stopped", "10:05:07Z"),
        Arguments.of(Reason.NEEDS_REAUTHORIZATION.at(NOW), "no longer accepts", "connected again"),
        Arguments.of(Reason.NOT_FOUND.at(NOW), "no longer has the task", "moved or deleted"),
        Arguments.of(Reason.LIMITED.at(NOW), "no more requests", "10:05:07Z"),
        Arguments.of(Reason.NOT_APPLIED.at(NOW), "did not apply", "10:05:07Z"),
        Arguments.of(Reason.NOT_SENDABLE.at(NOW), "Nothing can be sent", "10:05:07Z"),
        Arguments.of(Reason.UNREADABLE_ROW.at(NOW), "cannot be read", "10:05:07Z"),
        Arguments.of(
            error(refused.code(), refused.detail()),
            "refused the change (status 400, bad_title)",
            "10:05:07Z"),
        Arguments.of(error(lost.code(), lost.detail()), "did not answer in time", "10:05:07Z"),
        Arguments.of(error(broken.code(), broken.detail()), "trouble of its own", "10:05:07Z"));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void everyErrorIsToldInItsOwnWords(SyncError error, String summary, String next) {
    SyncExplanation told = of(sync(SyncState.PENDING, 0, LATER, error), SyncDetail.NONE);
    assertTold(told, summary, next);
    assertThat(told.summary()).as("the words of the error itself").isEqualTo(error.detail());
  }

  @Test
  void aRetryTellsHowOftenAndWhen() {
    SyncError error = error("unknown_exception", "TickTick refused the change (status 500).");
    assertThat(of(sync(SyncState.RETRYING, 1, LATER, error), SyncDetail.NONE))
        .isEqualTo(
            new SyncExplanation(
                "TickTick refused the change (status 500). It was tried 1 time.",
                "TickTick is asked again at 2026-11-22T10:05:07Z."));
    assertThat(of(sync(SyncState.RETRYING, 3, NOW, error), SyncDetail.NONE))
        .isEqualTo(
            new SyncExplanation(
                "TickTick refused the change (status 500). It was tried 3 times.",
                "TickTick is asked again at once."));
    assertThat(of(sync(SyncState.RETRYING, 0, LATER, error), SyncDetail.NONE).summary())
        .as("an outage is not counted")
        .doesNotContain("tried");
  }

  @Test
  void aFailureTellsWhatCanBeDone() {
    SyncError error = Reason.FORBIDDEN.at(NOW);
    SyncExplanation linked = of(sync(SyncState.FAILED, 1, null, error), SyncDetail.NONE);
    assertTold(
        linked, "after 1 attempt: TickTick does not let this account", "takes what TickTick");
    assertThat(linked.next()).contains("Retry it", "discard it", "edit the task");
    TaskSync unlinked = new TaskSync(SyncState.FAILED, false, true, List.of(), 12, null, error, 0);
    assertTold(of(unlinked, SyncDetail.NONE), "after 12 attempts", "kept here only");
  }

  static Stream<Arguments> accounts() {
    return Stream.of(
        Arguments.of(null, SyncState.PAUSED, "No TickTick account", "once TickTick is connected"),
        Arguments.of(
            AccountState.DISCONNECTED, SyncState.PAUSED, "No TickTick account", "is connected"),
        Arguments.of(
            AccountState.NEEDS_REAUTHORIZATION, SyncState.PAUSED, "no longer accepts", "again"),
        Arguments.of(
            AccountState.ACCOUNT_MISMATCH,
            SyncState.PAUSED,
            "another TickTick account",
            "or the other accepted"),
        Arguments.of(
            AccountState.CHECKING, SyncState.PENDING, "could not be asked yet", "again and again"));
  }

  @ParameterizedTest
  @MethodSource("accounts")
  void whatHoldsTheAccountUpIsToldFirst(
      AccountState account, SyncState state, String summary, String next) {
    SyncError error = error("timeout", "TickTick did not answer in time.");
    Surroundings around =
        new Surroundings(account == null ? null : account(account, null), BreakerState.CLOSED, NOW);
    assertTold(
        SyncExplanation.of(sync(state, 0, LATER, error), SyncDetail.NONE, around), summary, next);
  }

  @Test
  void anOpenBreakerAndAPauseAreTold() {
    TaskSync pending = sync(SyncState.PENDING, 0, NOW, null);
    TickTickAccount paused = account(AccountState.CONNECTED, LATER);
    for (BreakerState open : List.of(BreakerState.OPEN, BreakerState.HALF_OPEN)) {
      assertTold(
          SyncExplanation.of(pending, SyncDetail.NONE, new Surroundings(paused, open, NOW)),
          "TickTick has trouble",
          "every few seconds");
    }
    assertTold(
        SyncExplanation.of(
            pending, SyncDetail.NONE, new Surroundings(paused, BreakerState.CLOSED, NOW)),
        "rest for a while",
        "after 2026-11-22T10:05:07Z");
    assertTold(
        SyncExplanation.of(
            pending,
            SyncDetail.NONE,
            new Surroundings(account(AccountState.CONNECTED, NOW), BreakerState.CLOSED, NOW)),
        "waits for its turn",
        "at once");
  }

  @Test
  void aDetachedListIsToldInsteadOfOneThatIsOnItsWay() {
    SyncError pending = told(Obstacle.PROJECT_PENDING);
    assertTold(
        of(sync(SyncState.PENDING, 0, LATER, pending), DETACHED),
        "move the task to a list of that account",
        "kept until then");
  }

  @Test
  void aRequestInDoubtIsLookedFor() {
    SyncError lost = error("timeout", "TickTick did not answer in time.");
    assertTold(
        of(sync(SyncState.RETRYING, 0, LATER, lost), DOUBT),
        "did not answer in time. An earlier request was not answered",
        "looked at before anything is sent");
  }

  @Test
  void aDoubtThatTheErrorTellsIsToldOnce() {
    for (Obstacle doubt : List.of(Obstacle.CREATE_UNCONFIRMED, Obstacle.COMPLETION_PENDING)) {
      assertThat(of(sync(SyncState.PENDING, 0, LATER, told(doubt)), DOUBT).summary())
          .isEqualTo(doubt.detail());
    }
  }

  @Test
  void whatCameBeforeItIsTold() {
    SyncDetail behind = new SyncDetail(false, false, false, false, false, 9400);
    assertTold(
        of(sync(SyncState.PENDING, 0, NOW, null), behind),
        "9400 changes of the account came before it",
        "after those");
    SyncError lost = error("timeout", "TickTick did not answer in time.");
    assertTold(of(sync(SyncState.RETRYING, 0, LATER, lost), behind), "did not answer", "10:05:07Z");
  }

  @Test
  void aListThatWasGivenUpIsToldAsOneToDecideAbout() {
    SyncDetail failed = new SyncDetail(false, false, false, true, false, 0);
    SyncExplanation told =
        of(sync(SyncState.PENDING, 0, LATER, told(Obstacle.PROJECT_PENDING)), failed);
    assertTold(told, "list is not in TickTick yet", "Change it, and it is tried anew");
    assertThat(told.next()).doesNotContain("asked again");
  }

  @Test
  void aDeletedTaskIsNotToldAsKept() {
    SyncDetail deleted = new SyncDetail(false, false, false, false, true, 0);
    assertTold(of(sync(SyncState.LOCAL_ONLY, 0, null, null), deleted), "is deleted", "restored");
  }

  @Test
  void openConflictsAreTold() {
    TaskSync sync = new TaskSync(SyncState.SYNCED, true, false, List.of(), 0, null, null, 2);
    assertTold(of(sync, SyncDetail.NONE), "one of the two values", "2 conflicts can be looked at");
  }

  @Test
  void aDiscardTellsWhatItWaitsFor() {
    SyncError away = error("unreachable", "TickTick could not be reached.");
    assertTold(
        of(sync(SyncState.RETRYING, 0, LATER, away), DISCARDING),
        "was discarded, but TickTick's values are not taken yet. TickTick could not be reached.",
        "10:05:07Z. Then the task takes what TickTick holds.");
  }

  private static void assertTold(SyncExplanation told, String summary, String next) {
    assertThat(told.summary()).contains(summary);
    assertThat(told.next()).contains(next);
  }

  private static SyncExplanation of(TaskSync sync, SyncDetail detail) {
    return SyncExplanation.of(
        sync,
        detail,
        new Surroundings(account(AccountState.CONNECTED, null), BreakerState.CLOSED, NOW));
  }

  private static TaskSync sync(SyncState state, int attempts, Instant next, SyncError error) {
    return new TaskSync(state, true, true, List.of("title"), attempts, next, error, 0);
  }

  private static SyncError told(Obstacle obstacle) {
    return error(obstacle.code(), obstacle.detail());
  }

  private static SyncError error(String code, String detail) {
    return new SyncError(code, detail, NOW);
  }

  private static TickTickAccount account(AccountState state, Instant pausedUntil) {
    return new TickTickAccount(
        1,
        2,
        state,
        TokenSource.CONSENT,
        null,
        List.of(),
        RemoteIdentity.UNKNOWN,
        pausedUntil,
        false);
  }
}
