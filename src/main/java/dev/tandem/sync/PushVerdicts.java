package dev.tandem.sync;

import dev.tandem.sync.RemoteAnswer.Applied;
import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.Limited;
import dev.tandem.sync.RemoteAnswer.NoAnswer;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Outage;
import dev.tandem.sync.RemoteAnswer.Refused;
import dev.tandem.sync.RemoteAnswer.Silence;
import dev.tandem.sync.RemoteAnswer.Stored;
import dev.tandem.sync.RemoteAnswer.Success;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.SyncError;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** What an answer means for the change that was sent: the one table of sync.md, Push 12. */
public final class PushVerdicts {
  private final RetryPolicy policy;
  private final RandomGenerator random;

  public PushVerdicts(RetryPolicy policy, RandomGenerator random) {
    this.policy = policy;
    this.random = random;
  }

  /**
   * @param answer the last one of the step's requests
   * @param evidence how other requests to the host fared
   */
  public PushVerdict of(
      PushStep step, RemoteAnswer answer, PushJob job, HostEvidence evidence, Instant now) {
    return answer.match(
        new Table(step.operation(), new Failures(job.attempts(), job.outages()), evidence, now));
  }

  /**
   * What an answer means that is none to what was asked, of a change of a list. Only its words
   * differ from those about tasks.
   */
  public PushVerdict ofList(
      RemoteAnswer answer, ProjectJob job, HostEvidence evidence, Instant now) {
    if (answer instanceof RemoteAnswer.Forbidden) {
      return new PushVerdict.Abandon(Reason.LIST_FORBIDDEN.at(now));
    }
    if (answer instanceof RemoteAnswer.NotFound) {
      return new PushVerdict.Postpone(Reason.LIST_NOT_FOUND.at(now), policy.max(), false);
    }
    return answer.match(
        new Table(Operation.UPDATE, new Failures(job.attempts(), job.outages()), evidence, now));
  }

  private record Failures(int attempts, int outages) {}

  private final class Table implements RemoteAnswer.Cases<PushVerdict> {
    private final Operation operation;
    private final Failures job;
    private final HostEvidence evidence;
    private final Instant now;

    Table(Operation operation, Failures job, HostEvidence evidence, Instant now) {
      this.operation = operation;
      this.job = job;
      this.evidence = evidence;
      this.now = now;
    }

    @Override
    public PushVerdict success(Success answer) {
      if (answer instanceof Stored stored) {
        return new PushVerdict.Delivered(stored.task(), stored.listed());
      }
      if (answer instanceof Applied && operation != Operation.CREATE) {
        return new PushVerdict.Delivered(null);
      }
      return switch (operation) {
        case COMPLETE, DELETE, NONE -> new PushVerdict.Delivered(null);
        case MOVE -> answer instanceof Body ? new PushVerdict.Delivered(null) : notApplied();
        case CREATE, UPDATE -> notApplied();
      };
    }

    /** A 2xx that changed nothing: TickTick's way to say that id and list do not fit. */
    private PushVerdict notApplied() {
      return counted(Reason.NOT_APPLIED.at(now));
    }

    @Override
    public PushVerdict outage(Outage answer) {
      // A renewal concerns the account: that the change's turn was spent on it is never its fault.
      boolean aboutTheAccount = answer.equals(new NoAnswer(Silence.REFRESH_FAILED));
      if (evidence.hostWasWell() && !aboutTheAccount) {
        return new PushVerdict.Retry(
            error(answer.code(), answer.detail()), policy.backoff(job.attempts(), random), true);
      }
      return new PushVerdict.Postpone(
          error(answer.code(), answer.detail()), policy.backoff(job.outages(), random), true);
    }

    @Override
    public PushVerdict unauthorized() {
      return new PushVerdict.Postpone(
          Reason.NEEDS_REAUTHORIZATION.at(now), policy.backoff(0, random), false);
    }

    @Override
    public PushVerdict forbidden() {
      return new PushVerdict.Abandon(Reason.FORBIDDEN.at(now));
    }

    /**
     * A twin that was just made may not be shown yet (ticktick-api.md, 2.1), so that it is asked
     * for again; what a reading finds out meanwhile makes the row due at once.
     */
    @Override
    public PushVerdict notFound() {
      return new PushVerdict.Postpone(Reason.NOT_FOUND.at(now), policy.max(), false);
    }

    @Override
    public PushVerdict limited(Limited answer) {
      return new PushVerdict.Postpone(
          Reason.LIMITED.at(now), policy.pause(answer.retryAfter(), random), false);
    }

    @Override
    public PushVerdict refused(Refused answer) {
      return counted(error(answer.code(), answer.detail()));
    }

    @Override
    public PushVerdict notSent(NotSent answer) {
      Duration delay = answer.after().orElseGet(() -> policy.backoff(0, random));
      return new PushVerdict.Postpone(error(answer.why().code(), answer.detail()), delay, false);
    }

    private PushVerdict counted(SyncError error) {
      return new PushVerdict.Retry(error, policy.backoff(job.attempts(), random));
    }

    private SyncError error(String code, String detail) {
      return new SyncError(code, detail, now);
    }
  }
}
