package dev.tandem.sync;

import static dev.tandem.sync.Settlements.DELAY;
import static dev.tandem.sync.Settlements.DONE;
import static dev.tandem.sync.Settlements.ERROR;
import static dev.tandem.sync.Settlements.LIMITS;
import static dev.tandem.sync.Settlements.LINK;
import static dev.tandem.sync.Settlements.UPDATE;
import static dev.tandem.sync.Settlements.present;
import static dev.tandem.sync.Settlements.settle;
import static dev.tandem.sync.Settlements.tried;
import static dev.tandem.sync.SyncSamples.NOW;
import static dev.tandem.sync.SyncSamples.job;
import static dev.tandem.sync.SyncSamples.local;
import static dev.tandem.sync.SyncSamples.remote;
import static dev.tandem.sync.SyncSamples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.PushJob.Blocker;
import dev.tandem.sync.QueueRoutes.Settle;
import dev.tandem.sync.Settlement.Present;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskStatus;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SettlementTest {
  @Test
  void whatIsInStepIsDone() {
    Settlement settlement = settle(UPDATE, DONE, present(local("new"), LINK));
    assertThat(settlement.row()).isEqualTo(RowFate.done());
    assertThat(settlement.result())
        .isEqualTo(
            new SyncResult(
                4, Outcome.SYNCED, Operation.UPDATE, "r1", List.of("title"), 0, 1, null, NOW));
  }

  @Test
  void whatStillDiffersGoesOn() {
    RowFate row = settle(UPDATE, DONE, present(local("newer"), LINK)).row();
    assertThat(row.kind()).isEqualTo(RowFate.Kind.CONTINUED);
    assertThat(row.open()).containsExactly(SyncField.TITLE);
  }

  @Test
  void aTaskThatIsGoneHereGoesOnUntilItsTwinIsGone() {
    assertThat(settle(UPDATE, DONE, present(null, LINK)).row().kind())
        .isEqualTo(RowFate.Kind.CONTINUED);
    Fields deleted =
        LocalFields.of(
            TaskContent.titled("t").but().status(TaskStatus.DELETED).build(), null, null);
    PushStep delete = new PushStep(Operation.DELETE, null, Set.of());
    PushVerdict empty = new PushVerdict.Delivered(null);
    assertThat(settle(delete, empty, present(deleted, LINK)).row().kind())
        .isEqualTo(RowFate.Kind.DONE);
    assertThat(settle(delete, empty, present(local("restored"), LINK)).row().kind())
        .isEqualTo(RowFate.Kind.CONTINUED);
  }

  @Test
  void anUnlinkedTaskThatIsNotWantedIsSkipped() {
    Settlement settlement =
        settle(PushStep.nothing(), new PushVerdict.Delivered(null), present(null, null));
    assertThat(settlement.row().kind()).isEqualTo(RowFate.Kind.DONE);
    assertThat(settlement.result().outcome()).isEqualTo(Outcome.SKIPPED);
  }

  @Test
  void aLinkedTaskWithNothingToSendIsSynced() {
    Settlement settlement =
        settle(PushStep.nothing(), new PushVerdict.Delivered(null), present(local("base"), LINK));
    assertThat(settlement.row().kind()).isEqualTo(RowFate.Kind.DONE);
    assertThat(settlement.result().outcome()).isEqualTo(Outcome.SYNCED);
  }

  @Test
  void nothingToSendAlthoughSomethingDiffersIsCountedInsteadOfRepeated() {
    Settlement settlement =
        Settlement.of(
            new Settle(
                job(local("differs"), LINK),
                PushStep.nothing(),
                new PushVerdict.Delivered(null),
                DELAY,
                0),
            present(local("differs"), LINK),
            LIMITS);
    assertThat(settlement.row().kind()).isEqualTo(RowFate.Kind.WAITING);
    assertThat(settlement.row().attempts()).isEqualTo(1);
    assertThat(settlement.row().error().code()).isEqualTo("not_sendable");
  }

  @Test
  void aBlockerHoldsBackOnlyWhatItBlocks() {
    assertThat(settle(UPDATE, DONE, blocked(local("newer"), Blocker.PARENT)).row().kind())
        .isEqualTo(RowFate.Kind.CONTINUED);
    RowFate parent = settle(UPDATE, DONE, blocked(local("new"), Blocker.PARENT)).row();
    assertThat(parent.kind()).isEqualTo(RowFate.Kind.WAITING);
    assertThat(parent.open()).containsExactly(SyncField.PARENT);
    assertThat(parent.attempts()).isZero();
    RowFate project = settle(UPDATE, DONE, blocked(local("newer"), Blocker.PROJECT)).row();
    assertThat(project.kind()).isEqualTo(RowFate.Kind.WAITING);
    assertThat(project.error().code()).isEqualTo("project_pending");
  }

  @Test
  void aRetryIsCountedAndTheLastOneIsADeadLetter() {
    PushVerdict retry = new PushVerdict.Retry(ERROR, DELAY);
    RowFate first = settle(UPDATE, retry, failing(5, 0, 4)).row();
    assertThat(first.kind()).isEqualTo(RowFate.Kind.WAITING);
    assertThat(first.attempts()).isEqualTo(1);
    assertThat(first.outages()).isZero();
    assertThat(first.delay()).isEqualTo(DELAY);
    RowFate last = settle(UPDATE, retry, failing(5, 2, 0)).row();
    assertThat(last.kind()).isEqualTo(RowFate.Kind.DEAD);
    assertThat(last.attempts()).isEqualTo(3);
  }

  @Test
  void aNewerEditStartsAnewAndAtOnce() {
    for (PushVerdict verdict :
        List.of(new PushVerdict.Retry(ERROR, DELAY), new PushVerdict.Abandon(ERROR))) {
      RowFate row = settle(UPDATE, verdict, failing(6, 2, 0)).row();
      assertThat(row.kind()).isEqualTo(RowFate.Kind.WAITING);
      assertThat(row.attempts()).isZero();
      assertThat(row.delay()).isZero();
    }
  }

  @Test
  void aPostponementIsNeverCountedAndHoldsForANewerEditToo() {
    RowFate later =
        settle(UPDATE, new PushVerdict.Postpone(ERROR, DELAY, false), failing(6, 2, 4)).row();
    assertThat(later.kind()).isEqualTo(RowFate.Kind.WAITING);
    assertThat(later.attempts()).isEqualTo(2);
    assertThat(later.outages()).isEqualTo(4);
    assertThat(later.delay()).isEqualTo(DELAY);
    RowFate outage =
        settle(UPDATE, new PushVerdict.Postpone(ERROR, DELAY, true), failing(5, 2, 4)).row();
    assertThat(outage.attempts()).isEqualTo(2);
    assertThat(outage.outages()).isEqualTo(5);
  }

  @Test
  void theOwnBackoffDoublesUpToItsLimit() {
    assertThat(LIMITS.delay(0)).isEqualTo(Duration.ofSeconds(1));
    assertThat(LIMITS.delay(3)).isEqualTo(Duration.ofSeconds(8));
    assertThat(LIMITS.delay(4)).isEqualTo(Duration.ofSeconds(10));
    assertThat(LIMITS.delay(1_000)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aCreateThatMissedAFieldIsFollowedByAnUpdate() {
    PushStep create = new PushStep(Operation.CREATE, local("new"), EnumSet.allOf(SyncField.class));
    Settlement settlement =
        settle(
            create,
            new PushVerdict.Delivered(snapshot(remote("cut"))),
            present(local("new"), null));
    assertThat(settlement.row().kind()).isEqualTo(RowFate.Kind.CONTINUED);
    assertThat(settlement.row().open()).containsExactly(SyncField.TITLE);
  }

  @Test
  void aLookIsNoSuccess() {
    PushVerdict seen = new PushVerdict.Delivered(snapshot(remote("base")));
    Present failedBefore = tried(local("new"), Blocker.NONE, LINK, 5, 2, 4);
    RowFate row = settle(PushStep.nothing(), seen, failedBefore).row();
    assertThat(row.kind()).isEqualTo(RowFate.Kind.CONTINUED);
    assertThat(row.attempts()).isEqualTo(2);
    assertThat(row.outages()).isEqualTo(4);
    assertThat(settle(UPDATE, DONE, tried(local("newer"), Blocker.NONE, LINK, 5, 2, 4)).row())
        .extracting(RowFate::attempts, RowFate::outages)
        .containsExactly(0, 0);
  }

  @Test
  void aTaskThatAnEditBringsBackIsNotDeletedNext() {
    Fields deleted = local("base").but().status(TaskStatus.DELETED).build();
    PushVerdict edited = new PushVerdict.Delivered(snapshot(remote("theirs")));
    Settlement settlement = settle(PushStep.nothing(), edited, present(deleted, LINK));
    assertThat(settlement.row().kind()).isEqualTo(RowFate.Kind.DONE);
    assertThat(settlement.result().outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(settlement.local().isWanted()).isTrue();
    PushVerdict unchanged = new PushVerdict.Delivered(snapshot(remote("base")));
    assertThat(settle(PushStep.nothing(), unchanged, present(deleted, LINK)).row().kind())
        .isEqualTo(RowFate.Kind.CONTINUED);
    assertThat(settle(PushStep.nothing(), edited, present(null, LINK)).row().kind())
        .as("deleted for good: the twin is left alone")
        .isEqualTo(RowFate.Kind.DONE);
  }

  @Test
  void whatIsNeverTakenOverEndsAsADeadLetter() {
    PushVerdict unchanged = new PushVerdict.Delivered(snapshot(remote("base")));
    RowFate first = settle(UPDATE, unchanged, failing(5, 0, 0)).row();
    assertThat(first.kind()).isEqualTo(RowFate.Kind.WAITING);
    assertThat(first.delay()).isEqualTo(LIMITS.delay(1));
    assertThat(first.error().detail()).endsWith("Fields: title.");
    Settlement last = settle(UPDATE, unchanged, failing(5, 2, 0));
    assertThat(last.row().kind()).isEqualTo(RowFate.Kind.DEAD);
    assertThat(last.result().outcome()).isEqualTo(Outcome.FAILED);
    assertThat(last.result().pushedFields()).isEmpty();
  }

  @Test
  void aLateWorkerIsToldThatNothingCounts() {
    Settle late = new Settle(job(local("new"), LINK), UPDATE, DONE, DELAY, 2);
    assertThat(Settlement.fenced(late, NOW))
        .isEqualTo(
            new SyncResult(4, Outcome.PENDING, Operation.UPDATE, null, List.of(), 0, 2, null, NOW));
  }

  @Test
  void theDeleteOfATaskThatIsGoneForGoodIsNeverADeadLetter() {
    PushStep delete = new PushStep(Operation.DELETE, null, Set.of());
    Present gone = tried(null, Blocker.NONE, LINK, 5, 7, 0);
    for (PushVerdict verdict :
        List.of(new PushVerdict.Retry(ERROR, DELAY), new PushVerdict.Abandon(ERROR))) {
      Settlement settlement = settle(delete, verdict, gone);
      assertThat(settlement.row().kind()).isEqualTo(RowFate.Kind.WAITING);
      assertThat(settlement.row().attempts()).isEqualTo(8);
      assertThat(settlement.row().delay()).isEqualTo(LIMITS.max());
      assertThat(settlement.result().outcome()).isEqualTo(Outcome.RETRYING);
    }
  }

  private static Present blocked(Fields local, Blocker blocker) {
    return tried(local, blocker, LINK, 5, 0, 0);
  }

  private static Present failing(long generation, int attempts, int outages) {
    return tried(local("new"), Blocker.NONE, LINK, generation, attempts, outages);
  }
}
