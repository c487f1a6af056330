package dev.tandem.ticktick;

import dev.tandem.sync.PullRoutes.ReadList;
import dev.tandem.sync.PullRoutes.Seen;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.task.SyncError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a poll brought so far. For one event loop. */
final class PollHarvest {
  private static final Logger log = LoggerFactory.getLogger(PollHarvest.class);

  private final long accountId;
  private final Map<String, Seen> unmerged = new LinkedHashMap<>();
  private final Set<String> shown = new HashSet<>();
  private final List<ReadList> lists = new ArrayList<>();
  private @Nullable SyncError trouble;

  PollHarvest(long accountId) {
    this.accountId = accountId;
  }

  /** Of a task that is shown more than once the later request counts. */
  void add(Collection<RemoteSnapshot> tasks, Instant readAt) {
    for (RemoteSnapshot task : tasks) {
      Seen before = unmerged.get(task.id());
      if (before == null || !readAt.isBefore(before.readAt())) {
        unmerged.put(task.id(), new Seen(task, readAt, true));
      }
      shown.add(task.id());
    }
  }

  void add(ReadList list) {
    lists.add(list);
  }

  /** It hurts nothing else; the first is told to the person, all to who runs the gateway. */
  void add(SyncError error) {
    log.warn("Account {} was not read whole: {}", accountId, error.detail());
    if (trouble == null) {
      trouble = error;
    }
  }

  /** What was not taken yet. */
  List<Seen> takeUnmerged() {
    List<Seen> taken = List.copyOf(unmerged.values());
    unmerged.clear();
    return taken;
  }

  /** Whether a listing of this poll showed it. */
  boolean isShown(String remoteId) {
    return shown.contains(remoteId);
  }

  List<ReadList> lists() {
    return List.copyOf(lists);
  }

  @Nullable SyncError trouble() {
    return trouble;
  }
}
