package dev.tandem.ticktick;

import dev.tandem.sync.HostEvidence;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.PushVerdicts;
import dev.tandem.sync.RemoteAnswer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Brings the table of verdicts together with what is known of the host. */
final class Judge {
  private final PushVerdicts verdicts;
  private final HostBreaker breaker;
  private final Clock clock;

  Judge(PushVerdicts verdicts, HostBreaker breaker, Clock clock) {
    this.verdicts = verdicts;
    this.breaker = breaker;
    this.clock = clock;
  }

  /**
   * @param claimed when the job came, as {@link System#nanoTime}
   */
  PushVerdict verdict(PushJob job, PushStep step, RemoteAnswer answer, long claimed) {
    return verdicts.of(step, answer, job, evidence(job, claimed), clock.instant());
  }

  /** Both times of the job are the database's, so that its clock may differ from ours. */
  private HostEvidence evidence(PushJob job, long claimed) {
    Instant previous = job.lastFailureAt();
    return previous == null
        ? HostEvidence.NONE
        : breaker.evidence(
            job.taskId(),
            Duration.between(previous, job.claimedAt()).plusNanos(System.nanoTime() - claimed));
  }
}
