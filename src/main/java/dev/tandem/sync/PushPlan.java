package dev.tandem.sync;

import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.TaskStatus;
import java.util.EnumSet;
import java.util.Set;

/** Which one request brings TickTick nearer to a task: move, then update, then complete. */
public final class PushPlan {
  private PushPlan() {}

  /** The next request; {@link PushStep#nothing()} when the two are in step. */
  public static PushStep next(PushJob job) {
    Fields local = job.local();
    Link link = job.link();
    boolean linked = link != null && link.state() != Link.State.GONE;
    if (local == null || local.status() == TaskStatus.DELETED) {
      return linked ? new PushStep(Operation.DELETE, null, Set.of()) : PushStep.nothing();
    }
    return link != null && linked
        ? towards(local, different(job, local, link.base()))
        : create(local);
  }

  /** A create makes an active task; what its status is else follows. */
  public static PushStep create(Fields local) {
    Set<SyncField> carried = EnumSet.allOf(SyncField.class);
    if (local.status() != TaskStatus.ACTIVE) {
      carried.remove(SyncField.STATUS);
    }
    if (local.parentId() == null) {
      carried.remove(SyncField.PARENT);
    }
    return new PushStep(Operation.CREATE, local, carried);
  }

  /** A priority that was let stand under an override is an edit once the override was changed. */
  private static Set<SyncField> different(PushJob job, Fields local, Base base) {
    Set<SyncField> different = base.editedHere(local);
    if (WireFields.of(job.changedFields()).contains(SyncField.PRIORITY)
        && !Differences.same(SyncField.PRIORITY, base.here(), base.there())) {
      different.add(SyncField.PRIORITY);
    }
    return different;
  }

  private static PushStep towards(Fields local, Set<SyncField> different) {
    if (different.contains(SyncField.PROJECT)) {
      return new PushStep(Operation.MOVE, local, Set.of(SyncField.PROJECT));
    }
    boolean completes =
        different.contains(SyncField.STATUS) && local.status() == TaskStatus.COMPLETED;
    if (completes) {
      different.remove(SyncField.STATUS);
    }
    if (!different.isEmpty()) {
      return new PushStep(Operation.UPDATE, local, different);
    }
    return completes
        ? new PushStep(Operation.COMPLETE, local, Set.of(SyncField.STATUS))
        : PushStep.nothing();
  }
}
