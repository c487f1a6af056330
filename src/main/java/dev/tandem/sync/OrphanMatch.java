package dev.tandem.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of the tasks that nobody has belongs to which create: one to one, as many as possible, and
 * the likelier before the less likely. It depends on nothing but its arguments as sets, so that
 * each of several creates can be decided by itself and all decisions agree.
 */
final class OrphanMatch {
  private final List<CreateIntent> intents;
  private final List<RemoteSnapshot> orphans;
  private final CreateWaits waits;
  private final Map<CreateIntent, List<RemoteSnapshot>> likely = new HashMap<>();
  private final Map<RemoteSnapshot, CreateIntent> taken = new HashMap<>();

  /**
   * @param intents all of the account whose outcome is not known
   * @param orphans tasks without a link
   */
  OrphanMatch(List<CreateIntent> intents, List<RemoteSnapshot> orphans, CreateWaits waits) {
    this.intents =
        intents.stream()
            .sorted(Comparator.comparing(CreateIntent::begunAt).thenComparingLong(CreateIntent::id))
            .toList();
    this.orphans = orphans.stream().sorted(Comparator.comparing(RemoteSnapshot::id)).toList();
    this.waits = waits;
    this.intents.forEach(intent -> likely.put(intent, likelyOf(intent)));
    assignBest();
    this.intents.stream().filter(intent -> of(intent).isEmpty()).forEach(this::makeRoom);
  }

  /** What the create made; empty: it made nothing that is there. */
  Optional<RemoteSnapshot> of(CreateIntent intent) {
    return orphans.stream().filter(orphan -> intent.equals(taken.get(orphan))).findFirst();
  }

  /** The tasks that are left over and just as likely as the one that it got. */
  List<RemoteSnapshot> rivalsOf(CreateIntent intent) {
    return of(intent)
        .map(
            got ->
                likelyOf(intent).stream()
                    .filter(orphan -> !taken.containsKey(orphan))
                    .filter(orphan -> likeness(intent, orphan) >= likeness(intent, got))
                    .toList())
        .orElse(List.of());
  }

  /** The creates, this one among them, for which the same tasks come into question. */
  List<CreateIntent> rivals(CreateIntent intent) {
    Set<CreateIntent> found = new HashSet<>(Set.of(intent));
    Deque<CreateIntent> open = new ArrayDeque<>(found);
    while (!open.isEmpty()) {
      List<RemoteSnapshot> shared = candidates(open.remove());
      for (CreateIntent other : intents) {
        if (!found.contains(other) && candidates(other).stream().anyMatch(shared::contains)) {
          found.add(other);
          open.add(other);
        }
      }
    }
    return intents.stream().filter(found::contains).toList();
  }

  private List<RemoteSnapshot> candidates(CreateIntent intent) {
    return likely.getOrDefault(intent, List.of());
  }

  private List<RemoteSnapshot> likelyOf(CreateIntent intent) {
    return orphans.stream()
        .filter(orphan -> intent.mayHaveMade(orphan, waits))
        .sorted(
            Comparator.comparingInt((RemoteSnapshot orphan) -> -likeness(intent, orphan))
                .thenComparing(RemoteSnapshot::id))
        .toList();
  }

  private record Pair(CreateIntent intent, RemoteSnapshot orphan, int likeness) {}

  private void assignBest() {
    List<Pair> pairs = new ArrayList<>();
    for (CreateIntent intent : intents) {
      for (RemoteSnapshot orphan : candidates(intent)) {
        pairs.add(new Pair(intent, orphan, likeness(intent, orphan)));
      }
    }
    // Stable: equals stay in the order of the creates and of the ids.
    pairs.sort(Comparator.comparingInt((Pair pair) -> -pair.likeness));
    Set<CreateIntent> served = new HashSet<>();
    for (Pair pair : pairs) {
      if (!taken.containsKey(pair.orphan) && served.add(pair.intent)) {
        taken.put(pair.orphan, pair.intent);
      }
    }
  }

  /** Others take another one, if that leaves nobody with less. */
  private void makeRoom(CreateIntent intent) {
    Map<RemoteSnapshot, @Nullable CreateIntent> wantedBy = new HashMap<>();
    Deque<CreateIntent> open = new ArrayDeque<>(List.of(intent));
    while (!open.isEmpty()) {
      CreateIntent next = open.remove();
      for (RemoteSnapshot orphan : candidates(next)) {
        if (wantedBy.putIfAbsent(orphan, next) != null) {
          continue;
        }
        CreateIntent holder = taken.get(orphan);
        if (holder == null) {
          shift(orphan, intent, wantedBy);
          return;
        }
        open.add(holder);
      }
    }
  }

  /** From the free one back to the create that had none. */
  private void shift(
      RemoteSnapshot free,
      CreateIntent first,
      Map<RemoteSnapshot, @Nullable CreateIntent> wantedBy) {
    RemoteSnapshot orphan = free;
    while (true) {
      CreateIntent wants = Objects.requireNonNull(wantedBy.get(orphan));
      RemoteSnapshot leaves = of(wants).orElse(null);
      taken.put(orphan, wants);
      if (wants.equals(first) || leaves == null) {
        return;
      }
      orphan = leaves;
    }
  }

  /** Title and description tell more than all the rest. */
  private static int likeness(CreateIntent intent, RemoteSnapshot orphan) {
    int rest = SyncField.values().length;
    int likeness = orphan.id().equals(intent.remoteId()) ? 4 * rest : 0;
    likeness += intent.sameTitle(orphan) ? rest : 0;
    likeness += intent.sameDescription(orphan) ? rest : 0;
    for (SyncField field : SyncField.values()) {
      boolean told = field != SyncField.TITLE && field != SyncField.DESCRIPTION;
      if (told && StoredForm.is(field, intent.sent(), orphan.fields())) {
        likeness++;
      }
    }
    return likeness;
  }
}
