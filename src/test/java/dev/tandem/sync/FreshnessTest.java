package dev.tandem.sync;

import static dev.tandem.sync.SyncSamples.NOW;
import static dev.tandem.sync.SyncSamples.local;
import static dev.tandem.sync.SyncSamples.remote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.PushJob.Blocker;
import dev.tandem.sync.PushJob.Look;
import dev.tandem.sync.SyncResult.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Claimed, and so far worked on, at {@code NOW}. */
final class FreshnessTest {
  @ParameterizedTest
  @CsvSource({
    "UPDATE, 0, true, false",
    "UPDATE, 5000, true, false",
    "UPDATE, 5001, true, true",
    "UPDATE, 0, false, true",
    "MOVE, 5000, true, false",
    "MOVE, 5001, true, true",
    "COMPLETE, 0, true, false",
    "COMPLETE, 1, true, true",
    "DELETE, 0, true, false",
    "DELETE, 1, true, true",
    "DELETE, 0, false, true",
    "NONE, 60000, false, false",
    "CREATE, 60000, false, false"
  })
  void whatWasSeenLongAgoOrNotSinceOurLastWriteIsLookedAt(
      Operation operation, long millisAgo, boolean confirmed, boolean looks) {
    assertThat(looks(operation, NOW.minusMillis(millisAgo), confirmed, Look.IF_STALE))
        .isEqualTo(looks);
  }

  @Test
  void whatWasNeverSeenIsLookedAt() {
    assertThat(looks(Operation.UPDATE, null, true, Look.IF_STALE)).isTrue();
  }

  @Test
  void aDoubtLooksInAnyCaseAndALostListNever() {
    assertThat(looks(Operation.NONE, NOW, true, Look.FIRST)).isTrue();
    assertThat(looks(Operation.MOVE, null, false, Look.NEVER)).isFalse();
  }

  @Test
  void withoutATwinThereIsNothingToSee() {
    PushStep step = new PushStep(Operation.CREATE, local("t"), Set.of());
    assertThat(Freshness.mustLook(job(null, Look.FIRST), step, NOW)).isFalse();
  }

  private static boolean looks(Operation operation, Instant readAt, boolean confirmed, Look look) {
    Link link =
        new Link(
            "r1",
            "inbox7",
            Base.of(remote("t")),
            new Link.Sight("etag", 1L, confirmed, readAt, null),
            Set.of(),
            null,
            Link.State.LINKED);
    return Freshness.mustLook(job(link, look), new PushStep(operation, local("t"), Set.of()), NOW);
  }

  private static PushJob job(Link link, Look look) {
    return new PushJob(
        1,
        2,
        3,
        4,
        5,
        local("t"),
        Blocker.NONE,
        link,
        look,
        null,
        List.of(),
        0,
        0,
        null,
        NOW,
        null,
        false);
  }
}
