package dev.tandem.sync;

import dev.tandem.sync.RemoteAnswer.Limited;
import dev.tandem.sync.RemoteAnswer.NoAnswer;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Outage;
import dev.tandem.sync.RemoteAnswer.Refused;
import dev.tandem.sync.RemoteAnswer.Silence;
import dev.tandem.sync.RemoteAnswer.Stored;
import dev.tandem.sync.RemoteAnswer.Success;

/** Whether a create can have made a task, by the answer to its last request (sync.md, Push 12). */
public enum CallEnd {
  /** It has made the task that the answer shows, or certainly none. */
  KNOWN,
  /** Something answered, but what became of the create cannot be read from it. */
  BROKEN,
  /** Nothing answered. */
  SILENT;

  private static final int SERVER_ERROR = 500;

  /** All but a 2xx with the task, a 4xx and a limit leaves it open. */
  public static CallEnd ofCreate(RemoteAnswer answer) {
    return answer.match(new OfCreate());
  }

  private static final class OfCreate implements RemoteAnswer.Cases<CallEnd> {
    @Override
    public CallEnd success(Success answer) {
      return answer instanceof Stored ? KNOWN : BROKEN;
    }

    @Override
    public CallEnd outage(Outage answer) {
      if (!(answer instanceof NoAnswer none)) {
        return BROKEN;
      }
      boolean neverSent = none.why() == Silence.UNREACHABLE || none.why() == Silence.REFRESH_FAILED;
      return neverSent ? KNOWN : SILENT;
    }

    @Override
    public CallEnd unauthorized() {
      return KNOWN;
    }

    @Override
    public CallEnd forbidden() {
      return KNOWN;
    }

    @Override
    public CallEnd notFound() {
      return KNOWN;
    }

    @Override
    public CallEnd limited(Limited answer) {
      return KNOWN;
    }

    @Override
    public CallEnd refused(Refused answer) {
      return answer.status() < SERVER_ERROR ? KNOWN : BROKEN;
    }

    @Override
    public CallEnd notSent(NotSent answer) {
      return KNOWN;
    }
  }
}
