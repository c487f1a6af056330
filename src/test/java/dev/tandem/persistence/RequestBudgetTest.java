package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.Purpose;
import dev.tandem.config.GatewayConfig.TickTick;
import dev.tandem.persistence.RequestBudget.Cell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

final class RequestBudgetTest {
  private static final long MINUTE = 60_000_000;

  @Example
  void ninetyAMinuteAreFortyAtOnceAndFiftyMore() {
    Cell all = new RequestBudget(90).cells(Purpose.PERSON).get(0);
    assertThat(all.pace()).isEqualTo(Duration.ofMillis(1200));
    assertThat(all.credit().dividedBy(all.pace())).isEqualTo(40);
  }

  @Example
  void backgroundWorkLeavesAFifthOfTheBurstAndPollsHalf() {
    RequestBudget budget = new RequestBudget(90);
    assertThat(budget.cells(Purpose.PUSH))
        .containsExactly(new Cell("all", Duration.ofMillis(1200), Duration.ofMillis(38_400), 1));
    assertThat(budget.cells(Purpose.POLL))
        .containsExactly(
            new Cell("all", Duration.ofMillis(1200), Duration.ofMillis(38_400), 1),
            new Cell("poll", Duration.ofMillis(2400), Duration.ofSeconds(48), 1));
  }

  @Example
  void remainingFollowsTheCell() {
    RequestBudget budget = new RequestBudget(90);
    assertThat(budget.remaining(Duration.ZERO, 1)).isEqualTo(40);
    assertThat(budget.remaining(Duration.ofMillis(1200), 1)).isEqualTo(39);
    assertThat(budget.remaining(Duration.ofMillis(1), 1)).isEqualTo(39);
    assertThat(budget.remaining(Duration.ofSeconds(48), 1)).isZero();
    assertThat(budget.remaining(Duration.ofHours(1), 1)).isZero();
    assertThat(new RequestBudget(1).remaining(Duration.ZERO, 1)).isOne();
  }

  @Example
  void aLowerRateKeepsTheCredit() {
    RequestBudget budget = new RequestBudget(90);
    assertThat(budget.perMinute(0.75)).isEqualTo(67);
    assertThat(budget.remaining(Duration.ZERO, 0.75)).isEqualTo(30);
    assertThat(new RequestBudget(1).perMinute(0.1)).isOne();
  }

  /** What callers do: so many ask at once for the same, after a while. */
  record Step(long after, int callers, Purpose purpose, double factor) {}

  @Provide
  Arbitrary<List<Step>> greed() {
    Arbitrary<Long> after =
        Arbitraries.frequencyOf(
            Tuple.of(5, Arbitraries.longs().between(0, 3_000_000)),
            Tuple.of(2, Arbitraries.longs().between(0, MINUTE)),
            Tuple.of(1, Arbitraries.longs().between(0, 6 * MINUTE)));
    Arbitrary<Double> factor =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.just(1.0)), Tuple.of(1, Arbitraries.doubles().between(0.1, 1)));
    return Combinators.combine(
            after, Arbitraries.integers().between(1, 100), Arbitraries.of(Purpose.class), factor)
        .as(Step::new)
        .list()
        .ofMaxSize(120);
  }

  @Property(tries = 500)
  void noWindowHasTooManyRequests(
      @ForAll @IntRange(min = 1, max = 90) int rate, @ForAll("greed") List<Step> steps) {
    Granted granted = grantedOf(rate, steps);
    assertThat(most(granted.all(), MINUTE)).isLessThanOrEqualTo(rate);
    assertThat(most(granted.all(), 5 * MINUTE)).isLessThanOrEqualTo(290);
    assertThat(most(granted.polls(), MINUTE)).isLessThanOrEqualTo(Math.max(1, rate / 2));
  }

  /** Whatever was spent before, and however far the rate was lowered. */
  @Property(tries = 500)
  void aLookIsGrantedOnlyWhereTheWriteAfterItIsToo(
      @ForAll @IntRange(min = TickTick.LEAST_RATE_PER_MINUTE, max = 90) int rate,
      @ForAll("greed") List<Step> steps) {
    RequestBudget budget = new RequestBudget(rate);
    Map<String, Long> arrivals = new HashMap<>();
    double lowest = budget.lowestFactor();
    long now = 0;
    for (Step step : steps) {
      now += step.after();
      double factor = Math.max(lowest, step.factor());
      for (int i = 0; i < step.callers(); i++) {
        isGranted(budget.cells(step.purpose()), factor, arrivals, now);
      }
      if (isGranted(budget.cells(Purpose.LOOK), factor, arrivals, now)) {
        assertThat(isGranted(budget.cells(Purpose.PUSH), factor, arrivals, now)).isTrue();
      }
    }
    now += MINUTE;
    assertThat(isGranted(budget.cells(Purpose.LOOK), lowest, arrivals, now)).isTrue();
  }

  /** The worst there is: all that is granted is taken at once, from the first moment. */
  @Property
  void noGreedOfOneKindGetsMore(
      @ForAll @IntRange(min = 1, max = 90) int rate, @ForAll Purpose purpose) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < 6_000; i++) {
      steps.add(new Step(100_000, 50, purpose, 1));
    }
    Granted granted = grantedOf(rate, steps);
    assertThat(most(granted.all(), MINUTE)).isBetween(1L, (long) rate);
    assertThat(most(granted.all(), 5 * MINUTE)).isBetween(1L, 290L);
  }

  private record Granted(List<Long> all, List<Long> polls) {}

  /** As the statement decides; the server's part is proved against PostgreSQL. */
  private static Granted grantedOf(int rate, List<Step> steps) {
    RequestBudget budget = new RequestBudget(rate);
    Map<String, Long> arrivals = new HashMap<>();
    Granted granted = new Granted(new ArrayList<>(), new ArrayList<>());
    long now = 0;
    for (Step step : steps) {
      now += step.after();
      for (int i = 0; i < step.callers(); i++) {
        if (isGranted(budget.cells(step.purpose()), step.factor(), arrivals, now)) {
          granted.all().add(now);
          if (step.purpose() == Purpose.POLL) {
            granted.polls().add(now);
          }
        }
      }
    }
    return granted;
  }

  private static boolean isGranted(
      List<Cell> cells, double factor, Map<String, Long> arrivals, long now) {
    for (Cell cell : cells) {
      long needed = cell.requests() * pace(cell, factor);
      long tolerance = Math.max(0, PgTimes.micros(cell.credit()) - needed);
      if (arrivals.getOrDefault(cell.name(), now) > now + tolerance) {
        return false;
      }
    }
    for (Cell cell : cells) {
      long from = Math.max(now, arrivals.getOrDefault(cell.name(), now));
      arrivals.put(cell.name(), from + pace(cell, factor));
    }
    return true;
  }

  private static long pace(Cell cell, double factor) {
    return (long) Math.ceil(PgTimes.micros(cell.pace()) / factor);
  }

  /** The fullest window, both ends included. */
  static long most(List<Long> times, long window) {
    long most = 0;
    int first = 0;
    for (int last = 0; last < times.size(); last++) {
      while (times.get(last) - times.get(first) > window) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }
}
