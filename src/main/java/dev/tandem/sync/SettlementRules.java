package dev.tandem.sync;

import dev.tandem.sync.PushJob.Blocker;
import dev.tandem.sync.QueueRoutes.Settle;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import dev.tandem.sync.Settlement.Limits;
import dev.tandem.sync.Settlement.Present;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.SyncError;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What each verdict makes of a task, its link and queue row. */
record SettlementRules(Settle settle, Present present, Limits limits)
    implements PushVerdict.Cases<Settlement> {
  /** The blocker's own settlement makes the row due; this is for when nobody does. */
  private static final Duration BLOCKED = Duration.ofMinutes(1);

  @Override
  public Settlement delivered(PushVerdict.Delivered verdict) {
    if (present.discards() && verdict.stored() == null) {
      return discardedUnseen(Reason.NOT_FOUND.at(present.now()));
    }
    Delivery delivery = Delivery.of(settle.step(), verdict, present, settle.job().inboxId());
    if (present.discards()) {
      return discarded(delivery, Outcome.SYNCED);
    }
    RowFate fate = afterDelivery(delivery, verdict.stored() != null);
    return new Settlement(
        delivery.link(),
        delivery.local(),
        fate,
        result(delivery, fate, outcomeOfDelivery(delivery.link(), fate)));
  }

  @Override
  public Settlement retry(PushVerdict.Retry verdict) {
    RowFate fate = editedMeanwhile() ? anew(verdict.error()) : counted(verdict);
    return fate.kind() == RowFate.Kind.DEAD && present.discards()
        ? discardedUnseen(verdict.error())
        : failed(fate);
  }

  @Override
  public Settlement abandon(PushVerdict.Abandon verdict) {
    if (present.discards()) {
      return discardedUnseen(verdict.error());
    }
    return failed(
        editedMeanwhile()
            ? anew(verdict.error())
            : exhausted(present.attempts() + 1, present.outages(), verdict.error()));
  }

  @Override
  public Settlement postpone(PushVerdict.Postpone verdict) {
    if (present.discards() && verdict.error().code().equals(Reason.NOT_FOUND.code())) {
      return discardedUnseen(verdict.error());
    }
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

  @Override
  public Settlement adopted(PushVerdict.Adopted verdict) {
    Delivery delivery = Delivery.adopted(settle.step(), verdict, present);
    RowFate fate = afterDelivery(delivery, true);
    return new Settlement(
        delivery.link(),
        delivery.local(),
        fate,
        result(delivery, fate, outcomeOfDelivery(delivery.link(), fate)));
  }

  /** That nothing was made is no success: failures before it still count. */
  @Override
  public Settlement absent(PushVerdict.Absent verdict) {
    return unsent(RowFate.lookedAt(Set.of(), present.doubt(), present.tries()), Outcome.PENDING);
  }

  /**
   * TickTick does not show the twin, and asking again would change nothing; except in the link's
   * list, if it was looked for where a lost move may have brought it.
   */
  private Settlement discardedUnseen(SyncError error) {
    if (present.doubt().movedTo() != null) {
      Doubt left = present.doubt().withoutMove();
      return unsent(
          new RowFate(RowFate.Kind.WAITING, Set.of(), left, 0, 0, Duration.ZERO, error, false),
          Outcome.PENDING);
    }
    return discarded(Delivery.discarded(present), Outcome.SKIPPED);
  }

  /** The change is given up; what was edited since goes on at once. */
  private Settlement discarded(Delivery delivery, Outcome outcome) {
    boolean wanted = delivery.local() == null ? present.wanted() : delivery.local().isWanted();
    RowFate fate =
        wanted && delivery.open().isEmpty()
            ? RowFate.done()
            : RowFate.continued(delivery.open(), Doubt.NONE);
    return new Settlement(delivery.link(), delivery.local(), fate, result(delivery, fate, outcome));
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
    boolean wanted = delivery.local() == null ? present.wanted() : delivery.local().isWanted();
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

  private RowFate progress(Delivery delivery, Set<SyncField> open, Doubt doubt, boolean seen) {
    if (present.blocker() == Blocker.PROJECT && present.wanted()) {
      return blocked(open, doubt, Obstacle.PROJECT_PENDING);
    }
    if (open.equals(Set.of(SyncField.PARENT)) && present.blocker() == Blocker.PARENT) {
      return blocked(open, doubt, Obstacle.PARENT_PENDING);
    }
    if (!delivery.unapplied().isEmpty()) {
      return unheard(open, doubt, Reason.NOT_APPLIED);
    }
    boolean nothingSent = settle.step().operation() == Operation.NONE;
    if (nothingSent && seen) {
      return RowFate.lookedAt(open, doubt, present.tries());
    }
    boolean sameAgain =
        nothingSent && !editedMeanwhile() && Objects.equals(settle.job().local(), present.local());
    return sameAgain ? unheard(open, doubt, Reason.NOT_SENDABLE) : RowFate.continued(open, doubt);
  }

  private RowFate blocked(Set<SyncField> open, Doubt doubt, Obstacle why) {
    return new RowFate(
        RowFate.Kind.WAITING,
        open,
        doubt,
        present.attempts(),
        0,
        BLOCKED,
        new SyncError(why.code(), why.detail(), present.now()),
        false);
  }

  /** Counted, since trying at once would go on forever. */
  private RowFate unheard(Set<SyncField> open, Doubt doubt, Reason why) {
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
        new SyncError(why.code(), why.detail() + " Fields: " + names + ".", present.now()),
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
    boolean delivered =
        settle.verdict() instanceof PushVerdict.Delivered
            || settle.verdict() instanceof PushVerdict.Adopted;
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
