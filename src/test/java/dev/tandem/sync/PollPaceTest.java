package dev.tandem.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.PollPace.Next;
import dev.tandem.sync.PollRoutes.Poll;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PollPaceTest {
  private static final PollPace PACE = new PollPace(Duration.ofMinutes(1));

  @Test
  void newsAndLocalChangesKeepItShort() {
    assertThat(after(poll(7, false), true, true).quiet()).isZero();
    assertThat(after(poll(7, true), false, true).quiet()).isZero();
    assertAbout(after(poll(7, false), true, true), Duration.ofMinutes(1));
    assertAbout(after(poll(7, true), false, true), Duration.ofMinutes(1));
  }

  @Test
  void eachQuietReadingDoublesItUpToFifteenMinutes() {
    assertAbout(after(poll(0, false), false, true), Duration.ofMinutes(2));
    assertAbout(after(poll(1, false), false, true), Duration.ofMinutes(4));
    assertAbout(after(poll(2, false), false, true), Duration.ofMinutes(8));
    assertAbout(after(poll(3, false), false, true), Duration.ofMinutes(15));
    assertAbout(after(poll(1_000_000, false), false, true), Duration.ofMinutes(15));
    assertThat(after(poll(3, false), false, true).quiet()).isEqualTo(4);
  }

  @Test
  void whatCouldNotBeReadIsReadSoonAndWasNotQuiet() {
    Next next = after(poll(3, false), false, false);

    assertThat(next.quiet()).isEqualTo(3);
    assertAbout(next, Duration.ofMinutes(1));
  }

  @Test
  void notAllAreDueAtOnce() {
    var random = new Random(1);
    assertThat(
            random
                .ints(20)
                .mapToObj(any -> PACE.after(poll(0, true), false, true, random).pause())
                .distinct()
                .count())
        .isGreaterThan(10);
  }

  private static Next after(Poll poll, boolean news, boolean whole) {
    return PACE.after(poll, news, whole, new Random(1));
  }

  private static void assertAbout(Next next, Duration expected) {
    assertThat(next.pause())
        .isBetween(expected.multipliedBy(9).dividedBy(10), expected.multipliedBy(11).dividedBy(10));
  }

  private static Poll poll(int quiet, boolean active) {
    return new Poll(1, 2, 3, Instant.EPOCH, null, null, quiet, active, List.of(), Instant.EPOCH);
  }
}
