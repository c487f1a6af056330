package dev.tandem.sync;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which of the tasks that nobody has belongs to which create: one to one, as many as possible, and
 * the likelier before the less likely. It depends on nothing but its arguments as sets, so that
 * each of several creates can be decided by itself and all decisions agree.
 */
final class OrphanMatch {
  private final List<CreateIntent> intents;
  private final BestMatch<CreateIntent, RemoteSnapshot> match;

  /**
   * @param intents all of the account whose outcome is not known
   * @param orphans tasks without a link
   */
  OrphanMatch(List<CreateIntent> intents, List<RemoteSnapshot> orphans, CreateWaits waits) {
    this.intents =
        intents.stream()
            .sorted(Comparator.comparing(CreateIntent::begunAt).thenComparingLong(CreateIntent::id))
            .toList();
    this.match =
        new BestMatch<>(
            this.intents,
            orphans.stream().sorted(Comparator.comparing(RemoteSnapshot::id)).toList(),
            (intent, orphan) ->
                intent.mayHaveMade(orphan, waits) ? 1 + likeness(intent, orphan) : 0);
  }

  /** What the create made; empty: it made nothing that is there. */
  Optional<RemoteSnapshot> of(CreateIntent intent) {
    return match.of(intent);
  }

  /** The tasks that are left over and just as likely as the one that it got. */
  List<RemoteSnapshot> rivalsOf(CreateIntent intent) {
    return match.rivalsOf(intent);
  }

  /** The creates, this one among them, for which the same tasks come into question. */
  List<CreateIntent> rivals(CreateIntent intent) {
    Set<CreateIntent> found = new HashSet<>(Set.of(intent));
    Deque<CreateIntent> open = new ArrayDeque<>(found);
    while (!open.isEmpty()) {
      List<RemoteSnapshot> shared = match.candidates(open.remove());
      for (CreateIntent other : intents) {
        if (!found.contains(other) && match.candidates(other).stream().anyMatch(shared::contains)) {
          found.add(other);
          open.add(other);
        }
      }
    }
    return intents.stream().filter(found::contains).toList();
  }

  private static int likeness(CreateIntent intent, RemoteSnapshot orphan) {
    int told = orphan.id().equals(intent.remoteId()) ? 4 * SyncField.values().length : 0;
    return told + StoredForm.likeness(intent.sent(), orphan.fields());
  }
}
