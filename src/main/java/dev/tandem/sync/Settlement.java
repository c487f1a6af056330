package dev.tandem.sync;

import dev.tandem.sync.PushJob.Blocker;
import dev.tandem.sync.QueueRoutes.Settle;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.SyncError;
import dev.tandem.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt makes of a task, its link and queue row (sync.md, Push 1, 5 and 12), and what is
 * told to those who wait.
 *
 * @param local what changes here; null: nothing
 */
public record Settlement(
    LinkChange link, @Nullable LocalChange local, RowFate row, SyncResult result) {
  /** The blocker's own settlement makes the row due; this is for when nobody does. */
  private static final Duration BLOCKED = Duration.ofMinutes(1);

  /**
   * What is there when the attempt is settled, read under the locks.
   *
   * @param local null after a hard delete
   * @param link the live link as stored
   * @param doubt as recorded before this attempt
   * @param editing what a merge has to know of the task beside its values
   * @param unknownThere fields of the answer that name what is not known here (a list, a parent):
   *     they are left for a pull
   * @param tries of the row so far
   * @param now the database's clock
   */
  public record Present(
      @Nullable Fields local,
      Blocker blocker,
      @Nullable Link link,
      Doubt doubt,
      Editing editing,
      Set<SyncField> unknownThere,
      Tries tries,
      Instant now) {
    public Present {
      unknownThere = Set.copyOf(unknownThere);
    }

    long generation() {
      return tries.generation();
    }

    int attempts() {
      return tries.attempts();
    }

    int outages() {
      return tries.outages();
    }

    /** Whether the task is to be in TickTick. */
    public boolean wanted() {
      return local != null && local.status() != TaskStatus.DELETED;
    }
  }

  /**
   * @param editedAt when each field was last changed here, by the database's clock
   */
  public record Editing(Map<SyncField, Instant> editedAt, Sides.Protection protection) {
    public static final Editing NONE = new Editing(Map.of(), Sides.Protection.NONE);

    public Editing {
      editedAt = Map.copyOf(editedAt);
    }
  }

  /**
   * @param generation of the row as it is now
   * @param attempts counted ones
   * @param outages uncounted failures in a row
   */
  public record Tries(long generation, int attempts, int outages) {}

  /**
   * @param attempts counted attempts after which a change is a dead letter
   * @param base first step of the backoff where the verdict names no delay
   */
  public record Limits(int attempts, Duration base, Duration max) {
    Duration delay(int failures) {
      Duration delay = base.multipliedBy(1L << Math.min(failures, 20));
      return delay.compareTo(max) < 0 ? delay : max;
    }
  }

  public static Settlement of(Settle settle, Present present, Limits limits) {
    return settle.verdict().match(new Rules(settle, present, limits));
  }

  /** The answer for a worker that lost its claim: nothing of what it did counts. */
  public static SyncResult fenced(Settle settle, Instant now) {
    return new SyncResult(
        settle.job().taskId(),
        Outcome.PENDING,
        settle.step().operation(),
        null,
        List.of(),
        0,
        settle.requests(),
        null,
        now);
  }

  private record Rules(Settle settle, Present present, Limits limits)
      implements PushVerdict.Cases<Settlement> {

    @Override
    public Settlement delivered(PushVerdict.Delivered verdict) {
      Delivery delivery =
          Delivery.of(settle.step(), verdict.stored(), present, settle.job().inboxId());
      RowFate fate = afterDelivery(delivery, verdict.stored() != null);
      return new Settlement(
          delivery.link(),
          delivery.local(),
          fate,
          result(delivery, fate, outcomeOfDelivery(delivery.link(), fate)));
    }

    @Override
    public Settlement retry(PushVerdict.Retry verdict) {
      return failed(editedMeanwhile() ? anew(verdict.error()) : counted(verdict));
    }

    @Override
    public Settlement abandon(PushVerdict.Abandon verdict) {
      return failed(
          editedMeanwhile()
              ? anew(verdict.error())
              : exhausted(present.attempts() + 1, present.outages(), verdict.error()));
    }

    @Override
    public Settlement postpone(PushVerdict.Postpone verdict) {
      RowFate fate =
          new RowFate(
              RowFate.Kind.WAITING,
              Set.of(),
              present.doubt().after(settle, present.link()),
              present.attempts(),
              present.outages() + (verdict.outage() ? 1 : 0),
              verdict.delay(),
              verdict.error(),
              verdict.outage());
      return unsent(fate, verdict.outage() ? Outcome.RETRYING : Outcome.PENDING);
    }

    private Settlement failed(RowFate fate) {
      return unsent(fate, outcomeOfFailure(fate));
    }

    private Settlement unsent(RowFate fate, Outcome outcome) {
      LinkChange change = LinkChange.none(present.link());
      Delivery nothing = new Delivery(change, null, Set.of(), Set.of());
      return new Settlement(change, null, fate, result(nothing, fate, outcome));
    }

    /** A newer edit waits: the failure was not its own. */
    private boolean editedMeanwhile() {
      return present.generation() != settle.job().generation();
    }

    private RowFate anew(SyncError error) {
      return waiting(RowFate.Kind.WAITING, 0, 0, Duration.ZERO, error);
    }

    private RowFate counted(PushVerdict.Retry verdict) {
      int attempts = present.attempts() + 1;
      return attempts < limits.attempts()
          ? waiting(RowFate.Kind.WAITING, attempts, 0, verdict.delay(), verdict.error())
          : exhausted(attempts, 0, verdict.error());
    }

    /** A dead letter needs a task by which somebody can find, retry or discard it. */
    private RowFate exhausted(int attempts, int outages, SyncError error) {
      return present.local() == null
          ? waiting(RowFate.Kind.WAITING, attempts, outages, limits.max(), error)
          : waiting(RowFate.Kind.DEAD, attempts, outages, Duration.ZERO, error);
    }

    private RowFate waiting(
        RowFate.Kind kind, int attempts, int outages, Duration delay, SyncError error) {
      return new RowFate(
          kind,
          Set.of(),
          present.doubt().after(settle, present.link()),
          attempts,
          outages,
          delay,
          error,
          true);
    }

    private RowFate afterDelivery(Delivery delivery, boolean seen) {
      Link link = delivery.link().link();
      Doubt doubt = doubtAfterDelivery(delivery.link(), seen);
      boolean wanted = present.wanted() || revived(delivery);
      if (link == null || !wanted) {
        boolean done = link == null && !wanted;
        return done ? RowFate.done() : progress(delivery, Set.of(), doubt, seen);
      }
      Set<SyncField> open = EnumSet.noneOf(SyncField.class);
      open.addAll(doubt.fields());
      open.addAll(delivery.open());
      if (present.blocker() == Blocker.PARENT) {
        open.add(SyncField.PARENT);
      } else if (present.blocker() == Blocker.PROJECT) {
        open.add(SyncField.PROJECT);
      }
      return open.isEmpty() && doubt.isNone()
          ? RowFate.done()
          : progress(delivery, open, doubt, seen);
    }

    private boolean revived(Delivery delivery) {
      return !present.wanted()
          && delivery.local() != null
          && delivery.local().taken().contains(SyncField.STATUS);
    }

    private RowFate progress(Delivery delivery, Set<SyncField> open, Doubt doubt, boolean seen) {
      if (present.blocker() == Blocker.PROJECT && present.wanted()) {
        return blocked(open, doubt, "project_pending", "Its list is not in TickTick yet");
      }
      if (open.equals(Set.of(SyncField.PARENT)) && present.blocker() == Blocker.PARENT) {
        return blocked(open, doubt, "parent_pending", "Its parent is not in TickTick yet");
      }
      if (!delivery.unapplied().isEmpty()) {
        return unheard(open, doubt, "not_applied", "TickTick answered but did not take over: ");
      }
      boolean sameAgain =
          settle.step().operation() == Operation.NONE
              && !seen
              && !editedMeanwhile()
              && Objects.equals(settle.job().local(), present.local());
      return sameAgain
          ? unheard(open, doubt, "not_sendable", "Nothing can be sent that would tell of: ")
          : RowFate.continued(open, doubt);
    }

    private RowFate blocked(Set<SyncField> open, Doubt doubt, String code, String detail) {
      return new RowFate(
          RowFate.Kind.WAITING,
          open,
          doubt,
          present.attempts(),
          0,
          BLOCKED,
          new SyncError(code, detail, present.now()),
          false);
    }

    /** Counted, since trying at once would go on forever. */
    private RowFate unheard(Set<SyncField> open, Doubt doubt, String code, String detail) {
      int attempts = present.attempts() + 1;
      String names = String.join(", ", new PushStep(Operation.NONE, null, open).fieldNames());
      return new RowFate(
          attempts < limits.attempts() || present.local() == null
              ? RowFate.Kind.WAITING
              : RowFate.Kind.DEAD,
          open,
          doubt,
          attempts,
          0,
          limits.delay(attempts),
          new SyncError(code, detail + names, present.now()),
          true);
    }

    private Doubt doubtAfterDelivery(LinkChange change, boolean seen) {
      boolean anotherTwin = change.kind() == LinkChange.Kind.CREATED || change.link() == null;
      if (anotherTwin) {
        return Doubt.NONE;
      }
      Doubt left = present.doubt().without(settle.step());
      return seen ? left.resolved() : left;
    }

    private Outcome outcomeOfDelivery(LinkChange change, RowFate fate) {
      return switch (fate.kind()) {
        case DONE ->
            settle.step().operation() == Operation.NONE && change.link() == null
                ? Outcome.SKIPPED
                : Outcome.SYNCED;
        case CONTINUED -> Outcome.SYNCED;
        case WAITING -> fate.failed() ? Outcome.RETRYING : Outcome.PENDING;
        case DEAD -> Outcome.FAILED;
      };
    }

    private static Outcome outcomeOfFailure(RowFate fate) {
      return fate.kind() == RowFate.Kind.DEAD ? Outcome.FAILED : Outcome.RETRYING;
    }

    private SyncResult result(Delivery delivery, RowFate fate, Outcome outcome) {
      Link after = delivery.link().link();
      Link link = after == null ? present.link() : after;
      boolean delivered = settle.verdict() instanceof PushVerdict.Delivered;
      return new SyncResult(
          settle.job().taskId(),
          outcome,
          settle.step().operation(),
          link == null ? null : link.remoteId(),
          delivered ? applied(delivery) : List.of(),
          fate.attempts(),
          settle.requests(),
          fate.error(),
          present.now());
    }

    private List<String> applied(Delivery delivery) {
      PushStep step = settle.step();
      Set<SyncField> applied = EnumSet.noneOf(SyncField.class);
      applied.addAll(step.carries());
      applied.removeAll(delivery.unapplied());
      return new PushStep(step.operation(), step.sent(), applied).fieldNames();
    }
  }
}
