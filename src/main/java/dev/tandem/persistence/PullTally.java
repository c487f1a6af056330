package dev.tandem.persistence;

import dev.tandem.persistence.PulledTwin.What;
import dev.tandem.sync.PullRoutes.Applied;
import dev.tandem.sync.RemoteSnapshot;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what became of a reading's twins. */
final class PullTally {
  private final Map<What, Long> counts = new EnumMap<>(What.class);
  private final List<String> failed = new ArrayList<>();
  private final List<RemoteSnapshot> late = new ArrayList<>();
  private long conflicts;

  void add(RemoteSnapshot twin, PulledTwin pulled) {
    counts.merge(pulled.what(), 1L, Long::sum);
    conflicts += pulled.newConflicts();
    if (pulled.what() == What.FAILED) {
      failed.add(twin.id());
    } else if (pulled.what() == What.LATE) {
      late.add(twin);
    }
  }

  List<RemoteSnapshot> late() {
    return List.copyOf(late);
  }

  Applied applied() {
    return new Applied(
        count(What.CREATED),
        count(What.UPDATED),
        count(What.UNCHANGED),
        count(What.DEFERRED) + count(What.LATE),
        conflicts,
        failed,
        count(What.OUTDATED) > 0);
  }

  private long count(What what) {
    return counts.getOrDefault(what, 0L);
  }
}
