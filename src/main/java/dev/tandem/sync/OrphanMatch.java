package dev.tandem.sync;

import dev.tandem.sync.BestMatch.Pair;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which of the tasks that nobody has belongs to which create: one to one, as many as possible, and
 * the likelier before the less likely. It depends on nothing but its arguments as sets, so that
 * each of several creates can be decided by itself and all decisions agree.
 */
final class OrphanMatch {
  private final List<CreateIntent> intents;
  private final Map<String, RemoteSnapshot> orphans = new HashMap<>();
  private final Map<String, List<Long>> makers = new HashMap<>();
  private final BestMatch<Long, String> match;

  /**
   * @param intents all of the account whose outcome is not known
   * @param orphans tasks without a link
   */
  OrphanMatch(
      Collection<CreateIntent> intents, Collection<RemoteSnapshot> orphans, CreateWaits waits) {
    this.intents =
        intents.stream()
            .sorted(Comparator.comparing(CreateIntent::begunAt).thenComparingLong(CreateIntent::id))
            .toList();
    CreateIndex index = new CreateIndex(this.intents);
    List<Pair<Long, String>> pairs = new ArrayList<>();
    for (RemoteSnapshot orphan :
        orphans.stream().sorted(Comparator.comparing(RemoteSnapshot::id)).toList()) {
      this.orphans.put(orphan.id(), orphan);
      for (CreateIntent intent : index.alike(orphan)) {
        if (intent.mayHaveMade(orphan, waits)) {
          pairs.add(new Pair<>(intent.id(), orphan.id(), likeness(intent, orphan)));
          makers.computeIfAbsent(orphan.id(), id -> new ArrayList<>()).add(intent.id());
        }
      }
    }
    pairs.sort(places());
    this.match = new BestMatch<>(this.intents.stream().map(CreateIntent::id).toList(), pairs);
  }

  /** By create and then by task: the order in which equals are served. */
  private Comparator<Pair<Long, String>> places() {
    Map<Long, Integer> places = new HashMap<>();
    intents.forEach(intent -> places.put(intent.id(), places.size()));
    return Comparator.comparing((Pair<Long, String> pair) -> places.getOrDefault(pair.who(), 0))
        .thenComparing(Pair::thing);
  }

  /** What the create made; empty: it made nothing that is there. */
  Optional<RemoteSnapshot> of(CreateIntent intent) {
    return match.of(intent.id()).flatMap(this::orphan);
  }

  /** The tasks that are left over and just as likely as the one that it got. */
  List<RemoteSnapshot> rivalsOf(CreateIntent intent) {
    return match.rivalsOf(intent.id()).stream()
        .map(this::orphan)
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<RemoteSnapshot> orphan(String id) {
    return Optional.ofNullable(orphans.get(id));
  }

  /** The creates, this one among them, for which the same tasks come into question. */
  List<CreateIntent> rivals(CreateIntent intent) {
    Set<Long> found = new HashSet<>(Set.of(intent.id()));
    Set<String> shared = new HashSet<>();
    Deque<Long> open = new ArrayDeque<>(found);
    while (!open.isEmpty()) {
      for (String task : match.candidates(open.remove())) {
        if (shared.add(task)) {
          makers.getOrDefault(task, List.of()).stream().filter(found::add).forEach(open::add);
        }
      }
    }
    return intents.stream().filter(other -> found.contains(other.id())).toList();
  }

  private static int likeness(CreateIntent intent, RemoteSnapshot orphan) {
    int told = orphan.id().equals(intent.remoteId()) ? 4 * SyncField.values().length : 0;
    return told + StoredForm.likeness(intent.sent(), orphan.fields());
  }
}
