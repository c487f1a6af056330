package dev.tandem.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.PullRoutes.Poll;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PollPlanTest {
  private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
  private static final Instant CONNECTED = NOW.minus(Duration.ofDays(1));

  @Test
  void theFirstReadingIsOfAllListsAndOfWhatWasCompletedSinceTheConnection() {
    PollPlan plan = PollPlan.of(poll(null, null), false);

    assertThat(plan.sweep()).isTrue();
    assertThat(plan.sweepSince()).isEqualTo(Instant.EPOCH);
    assertThat(plan.completedFrom()).isEqualTo(CONNECTED);
  }

  @Test
  void aSweepComesEveryFifteenMinutesAndGoesOnWithWhatWasReadSinceItWasDue() {
    Instant last = NOW.minus(Duration.ofMinutes(15));

    assertThat(PollPlan.of(poll(last, NOW), false).sweep()).isTrue();
    assertThat(PollPlan.of(poll(last, NOW), false).sweepSince()).isEqualTo(NOW);
    assertThat(PollPlan.of(poll(last.plusMillis(1), NOW), false).sweep()).isFalse();
  }

  @Test
  void aSweepHasBegunOnceSomethingWasReadSinceItWasDue() {
    Instant last = NOW.minus(Duration.ofMinutes(16));

    assertThat(PollPlan.of(poll(last, NOW.minusSeconds(61)), false).begun()).isFalse();
    assertThat(PollPlan.of(poll(last, NOW.minusSeconds(60)), false).begun()).isTrue();
    assertThat(PollPlan.of(poll(null, null), false).begun()).isFalse();
    assertThat(PollPlan.of(poll(last, NOW), true).begun()).as("somebody else's").isFalse();
  }

  @Test
  void whoAsksGetsAllAsItIsNow() {
    PollPlan plan = PollPlan.of(poll(NOW.minusSeconds(1), NOW), true);

    assertThat(plan.sweep()).isTrue();
    assertThat(plan.sweepSince()).isEqualTo(NOW);
  }

  @Test
  void whatWasCompletedIsReadWithAnOverlapButNotFromBeforeTheConnection() {
    assertThat(PollPlan.of(poll(NOW, NOW), false).completedFrom())
        .isEqualTo(NOW.minus(Duration.ofMinutes(5)));
    assertThat(PollPlan.of(poll(NOW, CONNECTED.plusSeconds(1)), false).completedFrom())
        .isEqualTo(CONNECTED);
  }

  private static Poll poll(Instant lastSweepAt, Instant completedUntil) {
    return new Poll(1, 2, 3, CONNECTED, lastSweepAt, completedUntil, 0, false, List.of(), NOW);
  }
}
