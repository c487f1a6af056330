package dev.tandem.sync;

import static dev.tandem.sync.SyncSamples.NOW;
import static dev.tandem.sync.SyncSamples.remote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.PullRoutes.Seen;
import dev.tandem.sync.Reappearance.Answer;
import dev.tandem.sync.Reappearance.Because;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** sync.md, Push 8: a remote task is seen again. */
final class ReappearanceTest {
  private static final Instant LATER = NOW.plusSeconds(60);
  private static final Fields AS_BEFORE = remote("Milk");
  private static final Fields EDITED = remote("Oat milk");

  @ParameterizedTest
  @EnumSource(Because.class)
  void aReadOfBeforeTheEndOrShortlyAfterTellsNothing(Because because) {
    Reappearance twin = ended(because, TaskStatus.DELETED);
    assertThat(twin.answer(seen(AS_BEFORE, NOW.minusSeconds(1), true))).isEqualTo(Answer.IGNORE);
    assertThat(twin.answer(seen(EDITED, NOW.plusSeconds(5), true))).isEqualTo(Answer.IGNORE);
  }

  @ParameterizedTest
  @EnumSource(Because.class)
  void aLookProvesNothingAsItShowsTheTrashToo(Because because) {
    assertThat(ended(because, TaskStatus.DELETED).answer(seen(EDITED, LATER, false)))
        .isEqualTo(Answer.IGNORE);
  }

  @Test
  void whatWeDeletedAndWasKeptIsDeletedAgainThreeTimesAtMost() {
    for (int redeletes = 0; redeletes < 3; redeletes++) {
      assertThat(answer(ended(Because.DELETED_HERE, TaskStatus.DELETED, redeletes), AS_BEFORE))
          .isEqualTo(Answer.DELETE_AGAIN);
    }
    assertThat(answer(ended(Because.DELETED_HERE, TaskStatus.DELETED, 3), AS_BEFORE))
        .isEqualTo(Answer.LEAVE);
    assertThat(answer(ended(Because.DELETED_HERE, null, 0), AS_BEFORE))
        .isEqualTo(Answer.DELETE_AGAIN);
  }

  @Test
  void whatWeDeletedAndWasEditedThereSurvives() {
    assertThat(answer(ended(Because.DELETED_HERE, TaskStatus.DELETED), EDITED))
        .isEqualTo(Answer.RELINK);
    assertThat(answer(ended(Because.DELETED_HERE, null), EDITED)).isEqualTo(Answer.IMPORT);
  }

  /** What TickTick merely kept has the etag that it had. */
  @Test
  void whatWeDeletedAndSomebodyFetchedOutOfTheTrashComesBack() {
    Seen restored = seen(AS_BEFORE, LATER, true, "written since");
    assertThat(ended(Because.DELETED_HERE, TaskStatus.DELETED).answer(restored))
        .isEqualTo(Answer.RESTORE);
    assertThat(ended(Because.DELETED_HERE, null).answer(restored)).isEqualTo(Answer.IMPORT);
  }

  /** Nothing in the trash can be dragged. */
  @Test
  void whatWasFetchedOutOfTheTrashAndDraggedComesBackToo() {
    Fields dragged = AS_BEFORE.but().sortOrder(-9L).build();
    assertThat(answer(ended(Because.DELETED_HERE, TaskStatus.DELETED), dragged))
        .isEqualTo(Answer.RESTORE);
  }

  @Test
  void aDragThatWasThereBeforeTheDeleteDoesNotBringItBack() {
    Fields dragged = AS_BEFORE.but().sortOrder(-9L).build();
    Seen older =
        new Seen(new RemoteSnapshot("r1", "inbox7", dragged, "older", 0L, NOW, "{}"), LATER, true);
    assertThat(ended(Because.DELETED_HERE, TaskStatus.DELETED).answer(older))
        .isEqualTo(Answer.DELETE_AGAIN);
  }

  @Test
  void aTaskThatIsWantedAgainGetsItsTwinBack() {
    assertThat(answer(ended(Because.DELETED_HERE, TaskStatus.ACTIVE), AS_BEFORE))
        .isEqualTo(Answer.RELINK);
  }

  @Test
  void whatWasTakenOutOfTheTrashComesBackHere() {
    assertThat(answer(ended(Because.DELETED_THERE, TaskStatus.DELETED), AS_BEFORE))
        .isEqualTo(Answer.RESTORE);
    assertThat(answer(ended(Because.DELETED_THERE, TaskStatus.ACTIVE), AS_BEFORE))
        .isEqualTo(Answer.RELINK);
    assertThat(answer(ended(Because.DELETED_THERE, null), AS_BEFORE)).isEqualTo(Answer.IMPORT);
  }

  @Test
  void whatWasDismissedAndIsThereIsTiedAgainAndADeleteSinceHolds() {
    assertThat(answer(ended(Because.DISMISSED, TaskStatus.ACTIVE), AS_BEFORE))
        .isEqualTo(Answer.RELINK);
    assertThat(answer(ended(Because.DISMISSED, TaskStatus.DELETED), AS_BEFORE))
        .isEqualTo(Answer.RELINK);
  }

  @ParameterizedTest
  @EnumSource(Because.class)
  void ofTwoTwinsTheSecondOneIsATaskOfItsOwn(Because because) {
    Reappearance twin =
        new Reappearance(SyncSamples.link(AS_BEFORE), because, NOW, 0, TaskStatus.ACTIVE, true);
    assertThat(answer(twin, EDITED)).isEqualTo(Answer.IMPORT);
  }

  private static Answer answer(Reappearance twin, Fields there) {
    return twin.answer(seen(there, LATER, true));
  }

  private static Reappearance ended(Because because, @Nullable TaskStatus status) {
    return ended(because, status, 0);
  }

  private static Reappearance ended(Because because, @Nullable TaskStatus status, int redeletes) {
    return new Reappearance(SyncSamples.link(AS_BEFORE), because, NOW, redeletes, status, false);
  }

  private static Seen seen(Fields there, Instant readAt, boolean listed) {
    String etag = SyncSamples.link(AS_BEFORE).sight().etag();
    return seen(there, readAt, listed, there.equals(AS_BEFORE) ? etag : "edited");
  }

  private static Seen seen(Fields there, Instant readAt, boolean listed, @Nullable String etag) {
    return new Seen(new RemoteSnapshot("r1", "inbox7", there, etag, 2L, NOW, "{}"), readAt, listed);
  }
}
