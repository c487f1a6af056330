package dev.tandem.persistence;

import dev.tandem.account.Purpose;
import dev.tandem.config.GatewayConfig.TickTick;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * How many requests TickTick is sent for an account, as cells (GCRA): each request moves a cell's
 * <i>arrival</i> on by the cell's pace, from now if it lies behind, and is granted only if that
 * leaves it no further ahead of now than the cell's credit.
 *
 * <p>With pace T and credit B, a window of length w has at most {@code (w + B) / T} grants (one
 * where T is longer than both). T is 108 seconds divided by the rate R and B is 48 seconds, so a
 * minute has at most (60 + 48) R / 108 = R, and five minutes at most (300 + 48) R / 108 &lt; 3.23
 * R: with 90 a minute, 290 in five. In other words 4/9 R at once and 5/9 R a minute. A slower pace
 * keeps the credit: both halves shrink alike, and no mixture of paces grants more than the fastest
 * of them.
 *
 * @param perMinute R, at least 1
 */
record RequestBudget(int perMinute) {
  /** The cell of all requests. */
  static final String ALL = "all";

  /** The cell that requests of {@link Purpose#POLL} need too: half of all. */
  static final String POLL = "poll";

  /** B: what an idle account saves up. */
  private static final Duration CREDIT = Duration.ofSeconds(48);

  /** A fifth of the credit is left to persons. */
  private static final Duration CREDIT_IN_THE_BACKGROUND = CREDIT.multipliedBy(4).dividedBy(5);

  /**
   * What is left of the rate at the worst: as few requests as that cannot be why TickTick refuses.
   */
  private static final double LOWEST = 0.1;

  /** T times R. */
  private static final Duration SHARED_PACE = Duration.ofSeconds(108);

  /**
   * @param pace at the full rate, in whole microseconds, none too few
   * @param requests so many must be possible for one to be granted
   */
  record Cell(String name, Duration pace, Duration credit, int requests) {}

  /** The cells that a request must be granted by, all or none. */
  List<Cell> cells(Purpose purpose) {
    return switch (purpose) {
      case PERSON -> List.of(new Cell(ALL, pace(), CREDIT, 1));
      case PUSH -> List.of(new Cell(ALL, pace(), CREDIT_IN_THE_BACKGROUND, 1));
      case LOOK -> List.of(new Cell(ALL, pace(), CREDIT_IN_THE_BACKGROUND, 2));
      case POLL ->
          List.of(
              new Cell(ALL, pace(), CREDIT_IN_THE_BACKGROUND, 1),
              new Cell(POLL, pace().multipliedBy(2), CREDIT, 1));
    };
  }

  /**
   * The factor below which the rate is never lowered: at the least rate the background's credit
   * just holds two requests, a look and the write after it.
   */
  double lowestFactor() {
    return Math.min(1, Math.max(LOWEST, (double) TickTick.LEAST_RATE_PER_MINUTE / perMinute));
  }

  /**
   * Of the rate.
   *
   * @param factor as it was learnt, 1 for the full rate
   */
  int perMinute(double factor) {
    return (int) Math.max(1, Math.floor(perMinute * factor));
  }

  /**
   * Requests that a person would be granted at once.
   *
   * @param ahead how far the cell is ahead of now
   */
  int remaining(Duration ahead, double factor) {
    double paces = (double) CREDIT.minus(ahead).toNanos() / pace().toNanos() * factor;
    return (int) Math.max(ahead.isZero() ? 1 : 0, Math.floor(paces));
  }

  private Duration pace() {
    long shared = PgTimes.micros(SHARED_PACE);
    return Duration.of((shared + perMinute - 1) / perMinute, ChronoUnit.MICROS);
  }
}
