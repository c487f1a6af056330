package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class RequestBudgetTest {
  @Example
  void ninetyAMinuteAreFortyAtOnceAndFiftyMore() {
    RequestBudget budget = RequestBudget.of(90);
    assertThat(budget.burst()).isEqualTo(40);
    assertThat(budget.interval()).isEqualTo(Duration.ofMillis(1200));
  }

  @Example
  void backgroundWorkLeavesAFifthOfTheBurst() {
    RequestBudget budget = RequestBudget.of(90);
    assertThat(budget.tolerance(true)).isEqualTo(budget.interval().multipliedBy(39));
    assertThat(budget.tolerance(false)).isEqualTo(budget.interval().multipliedBy(31));
  }

  @Property
  void noMinuteHasMoreThanTheRateAndSomethingIsAlwaysLeftToGrant(
      @ForAll @IntRange(min = 1, max = 100_000) int perMinute, @ForAll boolean interactive) {
    RequestBudget budget = RequestBudget.of(perMinute);
    // In a minute, a cell grants its burst and one more with every whole interval.
    long granted = budget.burst() + Duration.ofMinutes(1).dividedBy(budget.interval());
    assertThat(granted).isLessThanOrEqualTo(perMinute);
    assertThat(budget.tolerance(interactive)).isGreaterThanOrEqualTo(Duration.ZERO);
  }

  @Example
  void remainingFollowsTheCell() {
    RequestBudget budget = RequestBudget.of(90);
    assertThat(budget.remaining(Duration.ZERO)).isEqualTo(40);
    assertThat(budget.remaining(Duration.ofMillis(1200))).isEqualTo(39);
    assertThat(budget.remaining(Duration.ofMillis(1))).isEqualTo(39);
    assertThat(budget.remaining(budget.interval().multipliedBy(40))).isZero();
    assertThat(budget.remaining(Duration.ofHours(1))).isZero();
  }
}
