package dev.tandem.sync;

import static dev.tandem.sync.SyncSamples.NOW;
import static dev.tandem.sync.SyncSamples.job;
import static dev.tandem.sync.SyncSamples.link;
import static dev.tandem.sync.SyncSamples.local;
import static dev.tandem.sync.SyncSamples.remote;
import static dev.tandem.sync.SyncSamples.snapshot;

import dev.tandem.sync.PushJob.Blocker;
import dev.tandem.sync.QueueRoutes.Settle;
import dev.tandem.sync.Settlement.Limits;
import dev.tandem.sync.Settlement.Present;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.SyncError;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Attempts at a task whose title is to become "new", and what is there when they are settled. */
final class Settlements {
  static final Limits LIMITS = new Limits(3, Duration.ofSeconds(1), Duration.ofSeconds(10));
  static final SyncError ERROR = new SyncError("code", "detail", NOW);
  static final Duration DELAY = Duration.ofSeconds(7);
  static final Link LINK = link(remote("base"));
  static final PushStep UPDATE =
      new PushStep(Operation.UPDATE, local("new"), Set.of(SyncField.TITLE));
  static final PushVerdict DONE = new PushVerdict.Delivered(snapshot(remote("new")));

  private Settlements() {}

  static Settlement settle(PushStep step, PushVerdict verdict, Present present) {
    return Settlement.of(
        new Settle(job(local("claimed"), LINK), step, verdict, DELAY, 1), present, LIMITS);
  }

  static Present present(Fields local, Link link) {
    return tried(local, Blocker.NONE, link, 5, 0, 0);
  }

  static Present tried(
      Fields local, Blocker blocker, Link link, long generation, int attempts, int outages) {
    Set<SyncField> waiting =
        switch (blocker) {
          case NONE -> Set.of();
          case PROJECT -> Set.of(SyncField.PROJECT);
          case PARENT -> Set.of(SyncField.PARENT);
        };
    return new Present(
        local,
        blocker,
        link,
        Doubt.NONE,
        new Settlement.Editing(
            Map.of(), new Sides.Protection(null, Set.of(), waiting, Set.of()), null),
        Set.of(),
        new Settlement.Tries(generation, attempts, outages),
        NOW);
  }
}
