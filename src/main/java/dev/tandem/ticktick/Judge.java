package dev.tandem.ticktick;

import dev.tandem.sync.HostEvidence;
import dev.tandem.sync.ProjectJob;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.PushVerdict.Postpone;
import dev.tandem.sync.PushVerdicts;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Brings the table of verdicts together with what is known of the host. */
final class Judge {
  private final PushVerdicts verdicts;
  private final HostBreaker breaker;
  private final AccountPauses pauses;
  private final Backoff backoff;
  private final Clock clock;

  Judge(
      PushVerdicts verdicts,
      HostBreaker breaker,
      AccountPauses pauses,
      Backoff backoff,
      Clock clock) {
    this.verdicts = verdicts;
    this.breaker = breaker;
    this.pauses = pauses;
    this.backoff = backoff;
    this.clock = clock;
  }

  /**
   * @param claimed when the job came, as {@link System#nanoTime}
   */
  PushVerdict verdict(PushJob job, PushStep step, Exchange exchange, long claimed) {
    PushVerdict verdict =
        verdicts.of(
            step,
            exchange.answer(),
            job,
            evidence(
                job.accountId(),
                job.taskId(),
                new Claimed(job.lastFailureAt(), job.claimedAt(), claimed)),
            clock.instant());
    return verdict instanceof Postpone postponed && tookTooLong(exchange)
        ? new Postpone(
            postponed.error(), backoff.policy().backoff(job.outages(), backoff.random()), true)
        : verdict;
  }

  /** The same for a list. */
  PushVerdict verdict(ProjectJob job, Exchange exchange, long claimed) {
    HostEvidence evidence =
        evidence(
            job.accountId(),
            job.projectId(),
            new Claimed(job.lastFailureAt(), job.claimedAt(), claimed));
    return verdicts.ofList(exchange.answer(), job, evidence, clock.instant());
  }

  /** A TickTick so slow that a step does not fit into a lease must not be asked ever anew. */
  private static boolean tookTooLong(Exchange exchange) {
    return exchange.requests() > 0
        && exchange.answer() instanceof NotSent unsent
        && unsent.why() == Obstacle.LEASE_SHORT;
  }

  /**
   * The trouble of an account as a whole is no row's own. Both times of the job are the database's,
   * so that its clock may differ from ours.
   */
  private HostEvidence evidence(long accountId, long rowId, Claimed claimed) {
    Instant previous = claimed.lastFailureAt;
    return previous == null || pauses.inTrouble(accountId)
        ? HostEvidence.NONE
        : breaker.evidence(
            rowId,
            Duration.between(previous, claimed.at).plusNanos(System.nanoTime() - claimed.nanos));
  }

  /**
   * @param at by the database's clock
   * @param nanos the same as {@link System#nanoTime}
   */
  private record Claimed(@Nullable Instant lastFailureAt, Instant at, long nanos) {}
}
