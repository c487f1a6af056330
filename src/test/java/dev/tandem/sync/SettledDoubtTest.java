package dev.tandem.sync;

import static dev.tandem.sync.Settlements.DELAY;
import static dev.tandem.sync.Settlements.ERROR;
import static dev.tandem.sync.Settlements.LIMITS;
import static dev.tandem.sync.Settlements.LINK;
import static dev.tandem.sync.Settlements.UPDATE;
import static dev.tandem.sync.Settlements.present;
import static dev.tandem.sync.Settlements.settle;
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
import dev.tandem.task.SyncError;
import dev.tandem.task.TaskStatus;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What remains in doubt of a send, and until when. */
final class SettledDoubtTest {
  @Test
  void whatASendOfUnknownOutcomeCarriedIsInDoubtUntilItIsDelivered() {
    Settlement lost =
        settle(UPDATE, new PushVerdict.Postpone(ERROR, DELAY, true), present(local("new"), LINK));
    assertThat(lost.row().doubt().fields()).containsExactly(SyncField.TITLE);
    Present inDoubt =
        new Present(
            local("base"),
            Blocker.NONE,
            LINK,
            lost.row().doubt(),
            Settlement.Editing.NONE,
            Set.of(),
            new Settlement.Tries(5, 0, 1),
            NOW);
    assertThat(settle(PushStep.nothing(), new PushVerdict.Delivered(null), inDoubt).row().kind())
        .isNotEqualTo(RowFate.Kind.DONE);
    PushStep back = new PushStep(Operation.UPDATE, local("base"), Set.of(SyncField.TITLE));
    assertThat(
            settle(back, new PushVerdict.Delivered(snapshot(remote("base"))), inDoubt).row().kind())
        .isEqualTo(RowFate.Kind.DONE);
  }

  @Test
  void whatWasNotSentIsNotInDoubt() {
    Settle unsent =
        new Settle(
            job(local("new"), LINK),
            UPDATE,
            new PushVerdict.Postpone(ERROR, DELAY, false),
            DELAY,
            0);
    assertThat(Settlement.of(unsent, present(local("new"), LINK), LIMITS).row().doubt().fields())
        .isEmpty();
  }

  @Test
  void onlyADeleteOfUnknownOutcomeLeavesADoubt() {
    PushStep delete = new PushStep(Operation.DELETE, null, Set.of());
    SyncError unreachable =
        new SyncError(
            new RemoteAnswer.NoAnswer(RemoteAnswer.Silence.UNREACHABLE).code(), "detail", NOW);
    Present present = present(local("t"), LINK);
    assertThat(settle(delete, new PushVerdict.Postpone(ERROR, DELAY, true), present).row().doubt())
        .isEqualTo(Doubt.NONE.withDeleted());
    assertThat(settle(delete, new PushVerdict.Retry(ERROR, DELAY, true), present).row().doubt())
        .isEqualTo(Doubt.NONE.withDeleted());
    for (PushVerdict known :
        List.of(
            new PushVerdict.Postpone(unreachable, DELAY, true),
            new PushVerdict.Postpone(ERROR, DELAY, false),
            new PushVerdict.Retry(ERROR, DELAY),
            new PushVerdict.Abandon(ERROR))) {
      assertThat(settle(delete, known, present).row().doubt().isNone()).isTrue();
    }
  }

  @Test
  void aCompletionThatWasRefusedLeavesNoDoubt() {
    Fields done = local("t").but().status(TaskStatus.COMPLETED).build();
    PushStep complete = new PushStep(Operation.COMPLETE, done, Set.of(SyncField.STATUS));
    Present present = present(done, LINK);
    assertThat(settle(complete, new PushVerdict.Retry(ERROR, DELAY), present).row().doubt())
        .isEqualTo(Doubt.NONE);
    Doubt lost =
        settle(complete, new PushVerdict.Postpone(ERROR, DELAY, true), present).row().doubt();
    assertThat(lost).isEqualTo(new Doubt(Set.of(SyncField.STATUS), done, false, null));
  }

  @Test
  void aMoveOfUnknownOutcomeLeavesItsTargetInDoubt() {
    PushStep move =
        new PushStep(
            Operation.MOVE, SyncSamples.inList(local("t"), "list"), Set.of(SyncField.PROJECT));
    Present present = present(local("t"), LINK);
    assertThat(
            settle(move, new PushVerdict.Postpone(ERROR, DELAY, true), present)
                .row()
                .doubt()
                .movedTo())
        .isEqualTo("list");
    assertThat(settle(move, new PushVerdict.Retry(ERROR, DELAY), present).row().doubt().isNone())
        .isTrue();
  }
}
