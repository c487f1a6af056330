package dev.tandem.sync;

import static dev.tandem.sync.SyncSamples.NOW;
import static dev.tandem.sync.SyncSamples.link;
import static dev.tandem.sync.SyncSamples.local;
import static dev.tandem.sync.SyncSamples.snapshot;

import dev.tandem.sync.PushJob.Blocker;
import dev.tandem.sync.PushVerdict.Delivered;
import dev.tandem.sync.Settlement.Present;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.TaskStatus;
import java.util.Set;

/** Answers to steps of a task in the Inbox, whose twin is {@code r1}. */
final class Deliveries {
  private Deliveries() {}

  static Fields deleted(Fields fields) {
    return fields.but().status(TaskStatus.DELETED).build();
  }

  static Delivery delivered(Link link, PushStep step, Fields stored, Fields local) {
    return Delivery.of(
        step,
        new Delivered(stored == null ? null : snapshot(stored)),
        present(link, local),
        "inbox7");
  }

  static PushStep step(Operation operation, Fields sent, Set<SyncField> carries) {
    return new PushStep(operation, sent, carries);
  }

  static Present present(Link link, Fields local) {
    return new Present(
        local,
        Blocker.NONE,
        link,
        Doubt.NONE,
        Settlement.Editing.NONE,
        Set.of(),
        new Settlement.Tries(1, 0, 0),
        NOW);
  }
}
