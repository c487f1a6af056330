package dev.tandem.ticktick;

import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import dev.tandem.ticktick.ListingOutcome.HeldUp;
import dev.tandem.ticktick.ListingOutcome.Unread;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * That an account could not be read whole the last time, and how long it is left alone. The rest
 * grows with each reading in vain, as that costs requests; one that sent nothing, or that all
 * requests of the account would have met, leaves it as it was.
 *
 * @param unread readings in vain in a row
 * @param part which could not be read the last time that one was to blame; null: none was yet
 * @param answer what the rows are told
 * @param rest how long, from {@code at} on
 * @param at when the reading ended, as {@link System#nanoTime}
 */
record ListingTrouble(
    int unread, @Nullable String part, RemoteAnswer answer, Duration rest, long at) {
  private static final Duration FIRST_REST = Duration.ofSeconds(15);
  private static final int MOST_DOUBLINGS = 10;

  /** After what no list is to blame for. */
  private static final Duration HELD_UP = Duration.ofSeconds(2);

  /** So often at most may a person make an account be read again. */
  private static final Duration PERSONS_REST = Duration.ofSeconds(10);

  /**
   * @param before the trouble of the reading before; null: it had none
   * @param longest how long an account is left alone at most
   */
  static ListingTrouble of(
      Unread outcome, @Nullable ListingTrouble before, Duration longest, long now) {
    int earlier = before == null ? 0 : before.unread;
    Duration rest = FIRST_REST.multipliedBy(1L << Math.min(earlier, MOST_DOUBLINGS));
    return new ListingTrouble(
        earlier + 1,
        outcome.part(),
        new NotSent(Obstacle.CREATE_UNCONFIRMED, Optional.empty(), outcome.why()),
        shorter(rest, longest),
        now);
  }

  /** The same where no list is to blame: a rest that was not over yet goes on. */
  static ListingTrouble of(
      HeldUp outcome, @Nullable ListingTrouble before, Duration longest, long now) {
    Duration left = before == null ? Duration.ZERO : before.left(false, now);
    Duration rest = shorter(HELD_UP, longest);
    return new ListingTrouble(
        before == null ? 0 : before.unread,
        before == null ? null : before.part,
        outcome.answer(),
        left.compareTo(rest) > 0 ? left : rest,
        now);
  }

  /** After this it is worth while to read the account again; zero or less: now. */
  Duration left(boolean forAPerson, long now) {
    return (forAPerson ? shorter(rest, PERSONS_REST) : rest).minusNanos(now - at);
  }

  /** What a row is told that is to come again after a while. */
  RemoteAnswer told(Duration wait) {
    return answer instanceof NotSent unsent && unsent.why() == Obstacle.CREATE_UNCONFIRMED
        ? new NotSent(unsent.why(), Optional.of(wait), unsent.more())
        : answer;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
