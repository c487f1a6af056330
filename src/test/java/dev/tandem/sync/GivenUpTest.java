package dev.tandem.sync;

import static dev.tandem.sync.Settlements.LIMITS;
import static dev.tandem.sync.SyncSamples.NOW;
import static dev.tandem.sync.SyncSamples.described;
import static dev.tandem.sync.SyncSamples.job;
import static dev.tandem.sync.SyncSamples.link;
import static dev.tandem.sync.SyncSamples.local;
import static dev.tandem.sync.SyncSamples.remote;
import static dev.tandem.sync.SyncSamples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.Conflict.Rule;
import dev.tandem.sync.PushJob.Blocker;
import dev.tandem.sync.QueueRoutes.Settle;
import dev.tandem.sync.Settlement.Present;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.SyncError;
import dev.tandem.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a look makes of a task whose unsent change was discarded. */
final class GivenUpTest {
  private static final Instant GIVEN_UP = NOW.minusSeconds(600);
  private static final Link LINK = link(remote("old"));
  private static final PushVerdict SEEN = new PushVerdict.Delivered(snapshot(remote("theirs")));

  @Test
  void whatWasEditedTakesTheTwinsValue() {
    Settlement settled = settle(SEEN, present(local("ours"), Map.of(), Doubt.NONE));

    assertThat(settled.row().kind()).isEqualTo(RowFate.Kind.DONE);
    assertThat(settled.result().outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(settled.local().fields().title()).isEqualTo("theirs");
    assertThat(settled.local().taken()).containsExactly(SyncField.TITLE);
    assertThat(settled.local().conflicts())
        .singleElement()
        .satisfies(
            conflict -> {
              assertThat(conflict.rule()).isEqualTo(Rule.DISCARDED);
              assertThat(conflict.winner()).isEqualTo(Conflict.Winner.REMOTE);
              assertThat(conflict.isDecided()).isTrue();
              assertThat(conflict.base().title()).isEqualTo("old");
              assertThat(conflict.local().title()).isEqualTo("ours");
              assertThat(conflict.remote().title()).isEqualTo("theirs");
              assertThat(conflict.localAt()).isEqualTo(GIVEN_UP);
            });
    assertThat(settled.link().link().base().there().title()).isEqualTo("theirs");
    assertThat(settled.link().link().base().here().title()).isEqualTo("theirs");
  }

  @Test
  void whatTickTickHoldsTooIsNoLoss() {
    Settlement settled = settle(SEEN, present(local("theirs"), Map.of(), Doubt.NONE));
    assertThat(settled.row().kind()).isEqualTo(RowFate.Kind.DONE);
    assertThat(settled.local().taken()).isEmpty();
    assertThat(settled.local().conflicts()).isEmpty();
  }

  @Test
  void aLaterEditIsMergedAndPushed() {
    Fields ours = described(local("ours"), "later");
    Settlement settled =
        settle(SEEN, present(ours, Map.of(SyncField.DESCRIPTION, NOW), Doubt.NONE));

    assertThat(settled.row().kind()).isEqualTo(RowFate.Kind.CONTINUED);
    assertThat(settled.row().open()).containsExactly(SyncField.DESCRIPTION);
    assertThat(settled.local().fields().title()).isEqualTo("theirs");
    assertThat(settled.local().fields().description()).isEqualTo("later");
  }

  @Test
  void aDoubtDoesNotKeepWhatIsGivenUp() {
    Doubt doubt = new Doubt(Set.of(SyncField.TITLE), null, false, "elsewhere");
    Settlement settled = settle(SEEN, present(local("old"), Map.of(), doubt));
    assertThat(settled.row().kind()).isEqualTo(RowFate.Kind.DONE);
    assertThat(settled.local().fields().title()).isEqualTo("theirs");
  }

  @Test
  void aDeleteIsTakenBackAndUnprovenIfItMayHaveHappened() {
    Fields deleted = Deliveries.deleted(local("old"));
    Doubt doubt = new Doubt(Set.of(), null, true, null);
    Settlement settled = settle(SEEN, present(deleted, Map.of(), doubt));
    assertThat(settled.local().fields().status()).isEqualTo(TaskStatus.ACTIVE);
    assertThat(settled.local().taken()).contains(SyncField.STATUS);
    assertThat(settled.row().kind()).isEqualTo(RowFate.Kind.DONE);
    assertThat(settled.link().link().unproven()).containsExactly(SyncField.STATUS);
    assertThat(settle(SEEN, present(deleted, Map.of(), Doubt.NONE)).link().link().unproven())
        .isEmpty();
  }

  @Test
  void aDeleteAfterTheDiscardStandsUnlessItDidNotKnowAnEditThere() {
    Fields deleted = Deliveries.deleted(local("ours"));
    Map<SyncField, Instant> since = Map.of(SyncField.STATUS, NOW);
    PushVerdict unchanged = new PushVerdict.Delivered(snapshot(remote("old")));
    Settlement goes = settle(unchanged, present(deleted, since, Doubt.NONE));
    assertThat(goes.local()).isNull();
    assertThat(goes.row().kind()).isEqualTo(RowFate.Kind.CONTINUED);
    Settlement revived = settle(SEEN, present(deleted, since, Doubt.NONE));
    assertThat(revived.local().fields().status()).isEqualTo(TaskStatus.ACTIVE);
    assertThat(revived.local().fields().title()).isEqualTo("theirs");
    assertThat(revived.row().kind()).isEqualTo(RowFate.Kind.DONE);
  }

  @Test
  void aPriorityUnderAnOverrideIsKeptAndLoggedAsDecidedByIt() {
    Fields ours = local("old").but().priority(5).build();
    PushVerdict theirs = new PushVerdict.Delivered(snapshot(prioritized(1)));

    Settlement settled = settle(theirs, overridden(ours, Set.of(SyncField.PRIORITY)));

    assertThat(settled.local().fields().priority()).isEqualTo(5);
    assertThat(settled.row().kind()).as("not pushed again").isEqualTo(RowFate.Kind.DONE);
    assertThat(settled.local().conflicts())
        .singleElement()
        .satisfies(
            conflict -> {
              assertThat(conflict.field()).isEqualTo(SyncField.PRIORITY);
              assertThat(conflict.rule()).isEqualTo(Rule.OVERRIDE);
              assertThat(conflict.winner()).isEqualTo(Conflict.Winner.LOCAL);
              assertThat(conflict.remote().priority()).isEqualTo(1);
            });
    assertThat(settled.link().link().base().editedHere(ours)).isEmpty();
  }

  @Test
  void anOverrideThatTickTickAgreesWithIsNoConflict() {
    Fields ours = local("old").but().priority(5).build();
    PushVerdict same = new PushVerdict.Delivered(snapshot(prioritized(5)));
    assertThat(settle(same, overridden(ours, Set.of())).local().conflicts()).isEmpty();
  }

  /** Without its override a difference that was let stand would be pushed like any other. */
  @Test
  void aPriorityThatWasLetStandTakesTheTwinsOnceItsOverrideIsGone() {
    Fields ours = local("old").but().priority(5).build();
    Link stood = link("inbox7", new Base(ours, prioritized(1)));
    Present present =
        new Present(
            ours,
            Blocker.NONE,
            stood,
            Doubt.NONE,
            editing(Map.of(), Sides.Protection.NONE),
            Set.of(),
            new Settlement.Tries(5, 0, 0),
            NOW);

    Settlement settled = settle(new PushVerdict.Delivered(snapshot(prioritized(1))), present);

    assertThat(settled.local().fields().priority()).isEqualTo(1);
    assertThat(settled.local().taken()).containsExactly(SyncField.PRIORITY);
    assertThat(settled.local().conflicts())
        .singleElement()
        .satisfies(conflict -> assertThat(conflict.local().priority()).isEqualTo(5));
    assertThat(settled.row().kind()).isEqualTo(RowFate.Kind.DONE);
  }

  /** An edit after the discard is in doubt or waits like any other. */
  @Test
  void whatProtectsALaterEditStillDoes() {
    Fields ours = described(local("old"), "later");
    Doubt doubt = new Doubt(Set.of(SyncField.DESCRIPTION), null, false, "elsewhere");
    Settlement settled =
        settle(
            new PushVerdict.Delivered(snapshot(described(remote("old"), "theirs"))),
            present(ours, Map.of(SyncField.DESCRIPTION, NOW.plusSeconds(60)), doubt));
    assertThat(settled.local().fields().description()).isEqualTo("later");
    assertThat(settled.row().open()).containsExactly(SyncField.DESCRIPTION);
  }

  private static Fields prioritized(int priority) {
    return remote("old").but().priority(priority).build();
  }

  private static Present overridden(Fields ours, Set<SyncField> waiting) {
    return new Present(
        ours,
        Blocker.NONE,
        LINK,
        Doubt.NONE,
        editing(Map.of(), new Sides.Protection(5, Set.of(), waiting, Set.of())),
        Set.of(),
        new Settlement.Tries(5, 0, 0),
        NOW);
  }

  @Test
  void anUnknownListIsLetStandAndNotPushed() {
    Fields moved = local("old").inProject("p-ours");
    Present present =
        new Present(
            moved,
            Blocker.NONE,
            LINK,
            Doubt.NONE,
            editing(Map.of(), Sides.Protection.NONE),
            Set.of(SyncField.PROJECT),
            new Settlement.Tries(5, 0, 0),
            NOW);
    Settlement settled =
        settle(new PushVerdict.Delivered(snapshot(remote("old").inProject("p-new"))), present);
    assertThat(settled.row().kind()).isEqualTo(RowFate.Kind.DONE);
    assertThat(settled.local().taken()).isEmpty();
    assertThat(settled.link().link().base().editedHere(moved)).isEmpty();
    assertThat(settled.link().link().base().there().projectId()).isEqualTo("inbox7");
  }

  @Test
  void anAnswerWithoutTheTwinKeepsTheMarkOrEndsIt() {
    Present present = present(local("ours"), Map.of(), Doubt.NONE);
    Settlement away =
        settle(new PushVerdict.Postpone(error("timeout"), Duration.ZERO, true), present);
    assertThat(away.row().kind()).isEqualTo(RowFate.Kind.WAITING);
    assertThat(away.local()).isNull();
    for (PushVerdict end :
        new PushVerdict[] {
          new PushVerdict.Abandon(error("forbidden")),
          new PushVerdict.Postpone(error("not_found"), Duration.ZERO, false)
        }) {
      Settlement ended = settle(end, present);
      assertThat(ended.row().kind()).isEqualTo(RowFate.Kind.DONE);
      assertThat(ended.result().outcome()).isEqualTo(Outcome.SKIPPED);
      assertThat(ended.local().fields().title()).isEqualTo("old");
      assertThat(ended.local().conflicts()).hasSize(1);
    }
  }

  @Test
  void aTwinThatIsNotWhereALostMoveMayHaveBroughtItIsLookedForInItsList() {
    Present inDoubt =
        present(local("ours"), Map.of(), Doubt.NONE.withMoveTo("other", LINK).withDeleted());
    for (PushVerdict unseen :
        List.of(
            new PushVerdict.Abandon(error("forbidden")),
            new PushVerdict.Postpone(error(Reason.NOT_FOUND.code()), Duration.ofHours(1), false),
            new PushVerdict.Delivered(null))) {
      RowFate fate = settle(unseen, inDoubt).row();
      assertThat(fate.kind()).isEqualTo(RowFate.Kind.WAITING);
      assertThat(fate.delay()).isZero();
      assertThat(fate.doubt()).isEqualTo(Doubt.NONE.withDeleted());
    }
  }

  @Test
  void aRefusedLookIsCountedAndTheLastOneEndsTheDiscard() {
    PushVerdict refused = new PushVerdict.Retry(error("http_400"), Duration.ZERO);
    Present first = present(local("ours"), Map.of(), Doubt.NONE);
    assertThat(settle(refused, first).row().kind()).isEqualTo(RowFate.Kind.WAITING);
    Present last =
        new Present(
            first.local(),
            Blocker.NONE,
            LINK,
            Doubt.NONE,
            first.editing(),
            Set.of(),
            new Settlement.Tries(5, 2, 0),
            NOW);
    assertThat(settle(refused, last).row().kind()).isEqualTo(RowFate.Kind.DONE);
    assertThat(settle(refused, last).local().fields().title()).isEqualTo("old");
  }

  private static Settlement settle(PushVerdict verdict, Present present) {
    return Settlement.of(
        new Settle(job(present.local(), LINK), PushStep.nothing(), verdict, Duration.ZERO, 1),
        present,
        LIMITS);
  }

  private static Present present(Fields local, Map<SyncField, Instant> since, Doubt doubt) {
    return new Present(
        local,
        Blocker.NONE,
        LINK,
        doubt,
        editing(since, new Sides.Protection(null, Set.of(), Set.of(), doubt.fields())),
        Set.of(),
        new Settlement.Tries(5, 0, 0),
        NOW);
  }

  private static Settlement.Editing editing(
      Map<SyncField, Instant> since, Sides.Protection protection) {
    return new Settlement.Editing(since, protection, Map.of(SyncField.TITLE, GIVEN_UP));
  }

  private static SyncError error(String code) {
    return new SyncError(code, "told by a test", NOW);
  }
}
