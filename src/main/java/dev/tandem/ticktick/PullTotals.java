package dev.tandem.ticktick;

import dev.tandem.sync.ProjectRoutes.ProjectsStored;
import dev.tandem.sync.PullRoutes.Applied;

/** What readings brought, by what became of it. */
record PullTotals(long created, long updated, long deleted, long unchanged, long conflicts) {
  static final PullTotals NOTHING = new PullTotals(0, 0, 0, 0, 0);

  PullTotals plus(Applied applied) {
    return new PullTotals(
        created + applied.created(),
        updated + applied.updated(),
        deleted,
        unchanged + applied.unchanged(),
        conflicts + applied.conflicts());
  }

  PullTotals plus(ProjectsStored lists) {
    return new PullTotals(
        created + lists.created(),
        updated + lists.updated(),
        deleted,
        unchanged + lists.unchanged(),
        conflicts);
  }

  PullTotals plusUnchanged(long more) {
    return new PullTotals(created, updated, deleted, unchanged + more, conflicts);
  }

  PullTotals plusDeleted(long more) {
    return new PullTotals(created, updated, deleted + more, unchanged, conflicts);
  }

  boolean isNews() {
    return created + updated + deleted > 0;
  }
}
