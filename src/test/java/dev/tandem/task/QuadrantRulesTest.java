package dev.tandem.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuadrantRulesTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({"5, 8, 9, Q1", "3, 6, 7, Q2", "1, 4, 5, Q4", "0, 0, 0, Q4"})
  void thePriorityAlone(int priority, double urgency, double importance, Quadrant quadrant) {
    TaskContent task = task(priority, null, false, null, null, null);
    assertThat(QuadrantRules.urgency(task, NOW)).isEqualTo(urgency);
    assertThat(QuadrantRules.importance(priority)).isEqualTo(importance);
    assertThat(QuadrantRules.standing(task).at(NOW)).isEqualTo(quadrant);
  }

  @ParameterizedTest
  @CsvSource({
    "PT-0.001S, 10, Q3",
    "PT0S, 9, Q3",
    "PT23H59M59.999S, 9, Q3",
    "P1D, 8, Q3",
    "PT71H59M59.999S, 8, Q3",
    "P3D, 6, Q4",
    "PT167H59M59.999S, 6, Q4",
    "P7D, 4, Q4",
    "PT335H59M59.999S, 4, Q4",
    "P14D, 2, Q4"
  })
  void theDueDateAlone(Duration left, double urgency, Quadrant quadrant) {
    TaskContent task = task(0, NOW.plus(left), false, null, null, null);
    assertThat(QuadrantRules.urgency(task, NOW)).isEqualTo(urgency);
    assertThat(QuadrantRules.standing(task).at(NOW)).isEqualTo(quadrant);
  }

  @ParameterizedTest
  @CsvSource({
    "5, P14D, 8, Q1",
    "5, PT-1S, 10, Q1",
    "3, P1D, 8, Q1",
    "3, P14D, 6, Q2",
    "1, P1D, 8, Q3",
    "1, P14D, 4, Q4"
  })
  void theMoreUrgentOfPriorityAndDueDateCounts(
      int priority, Duration left, double urgency, Quadrant quadrant) {
    TaskContent task = task(priority, NOW.plus(left), false, null, null, null);
    assertThat(QuadrantRules.urgency(task, NOW)).isEqualTo(urgency);
    assertThat(QuadrantRules.standing(task).at(NOW)).isEqualTo(quadrant);
  }

  @ParameterizedTest
  @CsvSource({
    "7, 7, Q1",
    "6.99, 7, Q2",
    "7, 6.99, Q3",
    "6.99, 6.99, Q4",
    ", 7, Q2",
    "7, , Q3",
    ", , Q4"
  })
  void theStoredScoresCountWithoutPriorityAndDueDate(
      Double urgency, Double importance, Quadrant quadrant) {
    assertThat(QuadrantRules.standing(task(0, null, false, null, urgency, importance)).at(NOW))
        .isEqualTo(quadrant);
  }

  @Test
  void theStoredScoresAreSilentBesideAPriorityOrDueDate() {
    assertThat(QuadrantRules.standing(task(1, null, false, null, 10.0, 10.0)).at(NOW))
        .isEqualTo(Quadrant.Q4);
    Instant later = NOW.plus(Duration.ofDays(30));
    assertThat(QuadrantRules.standing(task(0, later, false, null, 10.0, 10.0)).at(NOW))
        .isEqualTo(Quadrant.Q4);
  }

  @ParameterizedTest
  @CsvSource({
    // The end of the day of the instant, in the task's zone; UTC when it has none.
    "2026-06-10T00:00:00Z, UTC, 2026-06-11T00:00:00Z",
    "2026-06-10T23:59:59Z, , 2026-06-11T00:00:00Z",
    "2026-06-10T00:00:00Z, Asia/Kathmandu, 2026-06-10T18:15:00Z",
    "2026-06-10T00:00:00Z, America/Los_Angeles, 2026-06-10T07:00:00Z",
    // Clocks go forward on this day in Rome: it has 23 hours.
    "2026-03-28T23:00:00Z, Europe/Rome, 2026-03-29T22:00:00Z"
  })
  void anAllDayTaskIsDueAtTheEndOfItsDay(Instant due, String zone, Instant end) {
    assertThat(QuadrantRules.standing(task(0, due, true, zone, null, null)).urgentFrom())
        .contains(end.minus(Duration.ofDays(3)));
    assertThat(QuadrantRules.standing(task(0, due, false, zone, null, null)).urgentFrom())
        .contains(due.minus(Duration.ofDays(3)));
  }

  @Test
  void aTaskBecomesUrgentJustAfterThreeDaysBeforeItIsDue() {
    Instant due = NOW.plus(Duration.ofDays(3));
    QuadrantRules.Standing standing = QuadrantRules.standing(task(0, due, false, null, null, null));
    assertThat(standing.at(NOW)).isEqualTo(Quadrant.Q4);
    assertThat(standing.at(NOW.plusNanos(1_000))).isEqualTo(Quadrant.Q3);
  }

  @Property
  void theStandingAgreesWithTheScores(@ForAll("tasks") TaskContent task) {
    boolean speaks = task.priority() != 0 || task.dueDate() != null;
    double urgency = speaks ? QuadrantRules.urgency(task, NOW) : orZero(task.urgencyScore());
    double importance =
        speaks ? QuadrantRules.importance(task.priority()) : orZero(task.importanceScore());
    assertThat(QuadrantRules.standing(task).at(NOW))
        .isEqualTo(
            Quadrant.of(urgency >= QuadrantRules.THRESHOLD, importance >= QuadrantRules.THRESHOLD));
  }

  @Property
  void urgencyNeverFallsAsTimePasses(@ForAll("tasks") TaskContent task) {
    Instant later = NOW.plus(Duration.ofHours(5));
    assertThat(QuadrantRules.urgency(task, later))
        .isGreaterThanOrEqualTo(QuadrantRules.urgency(task, NOW));
  }

  @Provide
  static Arbitrary<TaskContent> tasks() {
    return Combinators.combine(
            Arbitraries.of(0, 1, 3, 5),
            Arbitraries.longs()
                .between(-20 * 24 * 60, 20 * 24 * 60)
                .map(minutes -> NOW.plus(Duration.ofMinutes(minutes)))
                .injectNull(0.3),
            Arbitraries.of(true, false),
            Arbitraries.of("UTC", "Europe/Rome", "Asia/Kathmandu").injectNull(0.2),
            Arbitraries.doubles().between(0, 10).injectNull(0.3),
            Arbitraries.doubles().between(0, 10).injectNull(0.3))
        .as(QuadrantRulesTest::task);
  }

  private static double orZero(Double score) {
    return score == null ? 0 : score;
  }

  private static TaskContent task(
      int priority,
      Instant due,
      boolean allDay,
      String timeZone,
      Double urgencyScore,
      Double importanceScore) {
    return TaskContent.titled("t")
        .but()
        .dueDate(due)
        .allDay(allDay)
        .timeZone(timeZone)
        .priority(priority)
        .urgencyScore(urgencyScore)
        .importanceScore(importanceScore)
        .build();
  }
}
