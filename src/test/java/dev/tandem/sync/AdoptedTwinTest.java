package dev.tandem.sync;

import static dev.tandem.sync.Settlements.LIMITS;
import static dev.tandem.sync.SyncSamples.NOW;
import static dev.tandem.sync.SyncSamples.described;
import static dev.tandem.sync.SyncSamples.job;
import static dev.tandem.sync.SyncSamples.local;
import static dev.tandem.sync.SyncSamples.remote;
import static dev.tandem.sync.SyncSamples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.Conflict.Rule;
import dev.tandem.sync.QueueRoutes.Settle;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** What becomes of a create of unknown outcome once a search is done. */
final class AdoptedTwinTest {
  private static final Instant LISTED = NOW.minusSeconds(30);

  @Test
  void whatIsThereAsItWasSentIsTheTwin() {
    Settlement settled = found(local("t"), local("t"), remote("t"));

    assertThat(settled.link().kind()).isEqualTo(LinkChange.Kind.CREATED);
    assertThat(settled.link().link().remoteId()).isEqualTo("r1");
    assertThat(settled.link().link().sight().readAt()).isEqualTo(LISTED);
    assertThat(settled.row().kind()).isEqualTo(RowFate.Kind.DONE);
    assertThat(settled.local().conflicts()).isEmpty();
    assertThat(settled.result().outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(settled.result().operation()).isEqualTo(Operation.CREATE);
  }

  @Test
  void whatWasEditedHereSinceIsPushed() {
    Settlement settled = found(local("later"), local("t"), remote("t"));
    assertThat(settled.row().kind()).isEqualTo(RowFate.Kind.CONTINUED);
    assertThat(settled.row().open()).containsExactly(SyncField.TITLE);
    assertThat(settled.local().conflicts()).isEmpty();
  }

  @Test
  void whatItHasOtherwiseIsTakenAndThePersonsValueLogged() {
    Settlement settled =
        found(
            described(local("t"), "ours"),
            described(local("t"), "ours"),
            described(remote("t"), "theirs"));
    assertThat(settled.local().fields().description()).isEqualTo("theirs");
    assertThat(settled.local().conflicts())
        .singleElement()
        .satisfies(
            conflict -> {
              assertThat(conflict.field()).isEqualTo(SyncField.DESCRIPTION);
              assertThat(conflict.rule()).isEqualTo(Rule.ADOPTED);
              assertThat(conflict.local().description()).isEqualTo("ours");
              assertThat(conflict.remote().description()).isEqualTo("theirs");
            });
    assertThat(settled.row().kind()).isEqualTo(RowFate.Kind.DONE);
  }

  @Test
  void whatSomebodyCompletedThereIsCompletedHereWithoutAConflict() {
    Fields completed = remote("t").but().status(TaskStatus.COMPLETED).build();
    Settlement settled = found(local("t"), local("t"), completed);
    assertThat(settled.local().fields().status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(settled.local().conflicts()).isEmpty();
  }

  @Test
  void theTwinOfATaskThatWasDeletedMeanwhileIsLookedAtBeforeItGoes() {
    Settlement settled = found(Deliveries.deleted(local("t")), local("t"), remote("t"));
    assertThat(settled.link().kind()).isEqualTo(LinkChange.Kind.CREATED);
    assertThat(settled.link().link().sight().readAt()).isNull();
    assertThat(settled.row().kind()).isEqualTo(RowFate.Kind.CONTINUED);
  }

  @Test
  void whereNothingIsFoundTheCreateIsSentAnew() {
    Settlement settled = settle(local("t"), new PushVerdict.Absent());
    assertThat(settled.link().kind()).isEqualTo(LinkChange.Kind.NONE);
    assertThat(settled.row().kind()).isEqualTo(RowFate.Kind.CONTINUED);
    assertThat(settled.local()).isNull();
  }

  private static Settlement found(Fields now, Fields sent, Fields there) {
    return settle(now, new PushVerdict.Adopted(snapshot(there), sent, LISTED));
  }

  private static Settlement settle(Fields now, PushVerdict verdict) {
    PushStep create = Deliveries.step(Operation.CREATE, now, EnumSet.allOf(SyncField.class));
    return Settlement.of(
        new Settle(job(now, null), create, verdict, Duration.ZERO, 1),
        Deliveries.present(null, now),
        LIMITS);
  }
}
