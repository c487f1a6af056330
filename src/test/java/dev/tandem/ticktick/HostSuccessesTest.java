package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.HostEvidence;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HostSuccessesTest {
  private static final long NOW = Duration.ofDays(400).toNanos();
  private static final long ROW = 7;
  private static final Duration PREVIOUS = Duration.ofMinutes(4);

  private final HostSuccesses successes = new HostSuccesses();

  @Test
  void successesAfterThePreviousAndBeforeThisFailureMakeTheHostWell() {
    succeeded(230, 1);
    succeeded(20, 2);

    assertThat(evidence()).isEqualTo(new HostEvidence(true, true));
  }

  @Test
  void oneSuccessIsEnoughBetweenTwoFailuresThatAreClose() {
    succeeded(20, 1);

    assertThat(successes.around(NOW, ROW, Duration.ofSeconds(40)))
        .isEqualTo(new HostEvidence(true, true));
  }

  @Test
  void successesFarFromBothFailuresTellNothing() {
    succeeded(120, 1);

    assertThat(evidence()).isEqualTo(HostEvidence.NONE);
  }

  @Test
  void successesBeforeThePreviousFailureTellNothing() {
    succeeded(250, 1);

    assertThat(evidence()).isEqualTo(HostEvidence.NONE);
  }

  @Test
  void theRowsOwnSuccessesTellNothing() {
    succeeded(230, ROW);
    succeeded(20, ROW);

    assertThat(evidence()).isEqualTo(HostEvidence.NONE);
  }

  @Test
  void anotherSuccessInTheSameSecondTells() {
    succeeded(20, ROW);
    successes.add(NOW - Duration.ofSeconds(20).toNanos() + 1, 9);

    assertThat(evidence()).isEqualTo(new HostEvidence(false, true));
  }

  @Test
  void aSuccessTellsAlsoWhenAnEarlierOneOfItsSecondWasBeforeTheFailure() {
    long previous = NOW - Duration.ofSeconds(40).toNanos();
    successes.add(previous - 1_000, 1);
    assertThat(successes.around(NOW, ROW, Duration.ofSeconds(40))).isEqualTo(HostEvidence.NONE);

    successes.add(previous + 1_000, 1);
    assertThat(successes.around(NOW, ROW, Duration.ofSeconds(40)))
        .isEqualTo(new HostEvidence(true, true));
  }

  @Test
  void aFirstFailureTellsNothing() {
    succeeded(20, 1);

    assertThat(successes.around(NOW, ROW, null)).isEqualTo(HostEvidence.NONE);
  }

  private HostEvidence evidence() {
    return successes.around(NOW, ROW, PREVIOUS);
  }

  private void succeeded(long secondsAgo, long taskId) {
    successes.add(NOW - Duration.ofSeconds(secondsAgo).toNanos(), taskId);
  }
}
