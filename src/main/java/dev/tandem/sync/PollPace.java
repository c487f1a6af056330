package dev.tandem.sync;

import dev.tandem.sync.PollRoutes.Poll;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When an account is read again: soon while something happens on either side, ever more rarely
 * while nothing does.
 *
 * @param base the shortest wait
 */
public record PollPace(Duration base) {
  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final int MOST_DOUBLINGS = 16;

  /** Of a wait, either way, lest all accounts of a node be due at once. */
  private static final double JITTER = 0.1;

  /**
   * @param quiet readings in a row that brought nothing
   * @param pause until the next
   */
  public record Next(int quiet, Duration pause) {}

  /**
   * @param news whether the reading brought something
   * @param whole whether nothing is left that it was to read
   */
  public Next after(Poll poll, boolean news, boolean whole, RandomGenerator random) {
    if (news || poll.active()) {
      return new Next(0, jittered(base, random));
    }
    return whole
        ? new Next(poll.quiet() + 1, jittered(doubled(poll.quiet() + 1), random))
        : new Next(poll.quiet(), jittered(base, random));
  }

  private Duration doubled(int times) {
    Duration wait = base.multipliedBy(1L << Math.min(times, MOST_DOUBLINGS));
    return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
  }

  private static Duration jittered(Duration wait, RandomGenerator random) {
    double part = random.nextDouble(1 - JITTER, 1 + JITTER);
    return Duration.ofNanos((long) (wait.toNanos() * part));
  }
}
