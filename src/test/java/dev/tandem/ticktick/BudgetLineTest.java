package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.RemoteAnswer.Empty;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BudgetLineTest {
  private final BudgetLine line = new BudgetLine(Duration.ofMillis(1_200));

  private static Exchange spent(long millis) {
    return Exchange.unsent(
        new NotSent(Obstacle.BUDGET_SPENT, Optional.of(Duration.ofMillis(millis))));
  }

  @Test
  void whileThereIsSomethingLeftNobodyIsTurnedAway() {
    line.note(new Exchange(new Empty(), 1, 1));
    line.note(Exchange.unsent(new NotSent(Obstacle.BREAKER_OPEN)));

    assertThat(line.turnedAway()).isEmpty();
  }

  @Test
  void eachIsPutOffUntilItsOwnRequest() {
    line.note(spent(300));

    assertThat(line.turnedAway()).contains(spent(1_500));
    assertThat(line.turnedAway()).contains(spent(2_700));
  }

  @Test
  void whoWasUnderWayAsItWasSpentTakesAPlaceInTheLineToo() {
    line.note(spent(300));
    line.note(spent(290));
    line.note(spent(280));

    assertThat(line.turnedAway()).contains(spent(3_900));
  }
}
