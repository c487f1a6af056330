package dev.tandem.sync;

import static dev.tandem.sync.SyncSamples.NOW;
import static dev.tandem.sync.SyncSamples.remote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.PullRoutes.Seen;
import dev.tandem.sync.PullRules.Fate;
import dev.tandem.sync.PullRules.Row;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** sync.md, Pull: which bodies count, each interleaving a test. */
final class PullRulesTest {
  private static final Row IDLE = new Row(false, Doubt.NONE, null);

  /** Read, settled and written there at {@code NOW}. */
  private static final Link LINK = SyncSamples.link(remote("Milk"));

  @Test
  void aReadAfterTheLastSettlementIsMerged() {
    assertThat(PullRules.of(seenAt(NOW.plusMillis(1), 2L), LINK, IDLE)).isEqualTo(Fate.MERGED);
  }

  @Test
  void aReadThatBeganBeforeTheLastSettlementIsIgnored() {
    assertThat(PullRules.of(seenAt(NOW, 2L), LINK, IDLE)).isEqualTo(Fate.IGNORED);
    assertThat(PullRules.of(seenAt(NOW.minusSeconds(1), 2L), LINK, IDLE)).isEqualTo(Fate.IGNORED);
  }

  @Test
  void aBodyOlderThanTheOneMergedIsIgnored() {
    Instant later = NOW.plusSeconds(1);
    assertThat(PullRules.of(seenAt(later, 0L), LINK, IDLE)).isEqualTo(Fate.IGNORED);
    assertThat(PullRules.of(seenAt(later, null), LINK, IDLE)).isEqualTo(Fate.MERGED);
  }

  @Test
  void aReadThatBeganBeforeALaterOneIsIgnored() {
    Link seenSince =
        new Link(
            LINK.remoteId(),
            LINK.remoteProjectId(),
            LINK.base(),
            new Link.Sight("etag", null, true, NOW.plusSeconds(5), NOW),
            Set.of(),
            null,
            Link.State.LINKED);
    assertThat(PullRules.of(seenAt(NOW.plusSeconds(4), 9L), seenSince, IDLE))
        .isEqualTo(Fate.IGNORED);
    assertThat(PullRules.of(seenAt(NOW.plusSeconds(5), 9L), seenSince, IDLE))
        .isEqualTo(Fate.MERGED);
  }

  @Test
  void whatIsBeingWorkedOnIsDeferred() {
    Row claimed = new Row(true, Doubt.NONE, null);
    assertThat(PullRules.of(seenAt(NOW.plusSeconds(1), 2L), LINK, claimed))
        .isEqualTo(Fate.DEFERRED);
  }

  @Test
  void aSendOfUnknownOutcomeIsToldByAReadAfterItsEndOnly() {
    Doubt doubt = new Doubt(Set.of(SyncField.TITLE), remote("Oat milk"), false, null);
    Row row = new Row(false, doubt, NOW.plusSeconds(10));
    assertThat(PullRules.of(seenAt(NOW.plusSeconds(10), 2L), LINK, row)).isEqualTo(Fate.DEFERRED);
    assertThat(PullRules.of(seenAt(NOW.plusSeconds(11), 2L), LINK, row)).isEqualTo(Fate.MERGED);
  }

  @Test
  void aDeleteOrMoveOfUnknownOutcomeIsFirstDoneAgain() {
    Doubt deleted = new Doubt(Set.of(), null, true, null);
    Doubt moved = new Doubt(Set.of(), null, false, "list");
    Seen seen = seenAt(NOW.plusSeconds(11), 2L);
    assertThat(PullRules.of(seen, LINK, new Row(false, deleted, NOW))).isEqualTo(Fate.DEFERRED);
    assertThat(PullRules.of(seen, LINK, new Row(false, moved, NOW))).isEqualTo(Fate.DEFERRED);
  }

  private static Seen seenAt(Instant readAt, Long etimestamp) {
    return new Seen(
        new RemoteSnapshot("r1", "inbox7", remote("Milk"), "new", etimestamp, NOW, "{}"),
        readAt,
        true);
  }
}
