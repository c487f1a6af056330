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
 * Who gets which of the things that they may have: one to one, as many as possible, and the
 * likelier before the less likely. Equals are decided by the order of the lists.
 *
 * @param <W> who wants one; no two are equal
 * @param <T> what there is; no two are equal
 */
final class BestMatch<W, T> {
  private final List<W> wanting;
  private final List<T> things;
  private final Likeness<W, T> likeness;
  private final Map<W, List<Pair<W, T>>> likely = new HashMap<>();
  private final Map<T, W> taken = new HashMap<>();
  private final Map<W, T> got = new HashMap<>();

  /** How likely it is that one's own is this thing; 0: it is not. */
  @FunctionalInterface
  interface Likeness<W, T> {
    int of(W who, T thing);
  }

  private record Pair<W, T>(W who, T thing, int likeness) {}

  BestMatch(List<W> wanting, List<T> things, Likeness<W, T> likeness) {
    this.wanting = wanting;
    this.things = things;
    this.likeness = likeness;
    wanting.forEach(who -> likely.put(who, likelyOf(who)));
    assignBest();
    wanting.stream().filter(who -> !got.containsKey(who)).forEach(this::makeRoom);
  }

  Optional<T> of(W who) {
    return Optional.ofNullable(got.get(who));
  }

  /** What one may have, the likeliest first. */
  List<T> candidates(W who) {
    return pairs(who).stream().map(Pair::thing).toList();
  }

  /** What is left over and just as likely as what one got. */
  List<T> rivalsOf(W who) {
    T mine = got.get(who);
    if (mine == null) {
      return List.of();
    }
    int least = likeness.of(who, mine);
    return pairs(who).stream()
        .filter(pair -> pair.likeness >= least && !taken.containsKey(pair.thing))
        .map(Pair::thing)
        .toList();
  }

  private List<Pair<W, T>> pairs(W who) {
    return likely.getOrDefault(who, List.of());
  }

  /** Stable: equals stay in the order of the things. */
  private List<Pair<W, T>> likelyOf(W who) {
    return things.stream()
        .map(thing -> new Pair<>(who, thing, likeness.of(who, thing)))
        .filter(pair -> pair.likeness > 0)
        .sorted(Comparator.comparingInt((Pair<W, T> pair) -> -pair.likeness))
        .toList();
  }

  private void assignBest() {
    List<Pair<W, T>> pairs = new ArrayList<>();
    wanting.forEach(who -> pairs.addAll(pairs(who)));
    pairs.sort(Comparator.comparingInt((Pair<W, T> pair) -> -pair.likeness));
    Set<W> served = new HashSet<>();
    for (Pair<W, T> pair : pairs) {
      if (!taken.containsKey(pair.thing) && served.add(pair.who)) {
        give(pair.who, pair.thing);
      }
    }
  }

  private void give(W who, T thing) {
    taken.put(thing, who);
    got.put(who, thing);
  }

  /** Others take another one, if that leaves nobody with less. */
  private void makeRoom(W without) {
    Map<T, @Nullable W> wantedBy = new HashMap<>();
    Deque<W> open = new ArrayDeque<>(List.of(without));
    while (!open.isEmpty()) {
      W next = open.remove();
      for (T thing : candidates(next)) {
        if (wantedBy.putIfAbsent(thing, next) != null) {
          continue;
        }
        W holder = taken.get(thing);
        if (holder == null) {
          shift(thing, without, wantedBy);
          return;
        }
        open.add(holder);
      }
    }
  }

  /** From the free one back to whoever had none. */
  private void shift(T free, W first, Map<T, @Nullable W> wantedBy) {
    T thing = free;
    while (true) {
      W wants = Objects.requireNonNull(wantedBy.get(thing));
      T leaves = got.get(wants);
      give(wants, thing);
      if (wants.equals(first) || leaves == null) {
        return;
      }
      thing = leaves;
    }
  }
}
