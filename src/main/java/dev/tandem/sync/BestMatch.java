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
 * likelier before the less likely. Equals are decided by the order of the pairs.
 *
 * @param <W> names one who wants a thing
 * @param <T> names a thing
 */
final class BestMatch<W, T> {
  private final Map<W, List<Pair<W, T>>> likely = new HashMap<>();
  private final Map<T, W> taken = new HashMap<>();
  private final Map<W, Pair<W, T>> got = new HashMap<>();

  /**
   * Somebody and a thing that may be theirs.
   *
   * @param likeness how likely that is
   */
  record Pair<W, T>(W who, T thing, int likeness) {}

  /**
   * @param wanting in whose order those without a thing are served
   * @param pairs no two of the same one and thing
   */
  BestMatch(List<W> wanting, List<Pair<W, T>> pairs) {
    List<Pair<W, T>> likeliestFirst = new ArrayList<>(pairs);
    // Stable: equals stay in their order.
    likeliestFirst.sort(Comparator.comparingInt((Pair<W, T> pair) -> -pair.likeness));
    likeliestFirst.forEach(
        pair -> likely.computeIfAbsent(pair.who, who -> new ArrayList<>()).add(pair));
    assignBest(likeliestFirst);
    wanting.stream().filter(who -> !got.containsKey(who)).forEach(this::makeRoom);
  }

  Optional<T> of(W who) {
    return Optional.ofNullable(got.get(who)).map(Pair::thing);
  }

  /** What one may have, the likeliest first. */
  List<T> candidates(W who) {
    return pairs(who).stream().map(Pair::thing).toList();
  }

  /** What is left over and just as likely as what one got. */
  List<T> rivalsOf(W who) {
    Pair<W, T> mine = got.get(who);
    if (mine == null) {
      return List.of();
    }
    return pairs(who).stream()
        .filter(pair -> pair.likeness >= mine.likeness && !taken.containsKey(pair.thing))
        .map(Pair::thing)
        .toList();
  }

  private List<Pair<W, T>> pairs(W who) {
    return likely.getOrDefault(who, List.of());
  }

  private void assignBest(List<Pair<W, T>> likeliestFirst) {
    Set<W> served = new HashSet<>();
    for (Pair<W, T> pair : likeliestFirst) {
      if (!taken.containsKey(pair.thing) && served.add(pair.who)) {
        give(pair);
      }
    }
  }

  private void give(Pair<W, T> pair) {
    taken.put(pair.thing, pair.who);
    got.put(pair.who, pair);
  }

  /** Others take another one, if that leaves nobody with less. */
  private void makeRoom(W without) {
    Map<T, Pair<W, T>> wantedBy = new HashMap<>();
    Deque<W> open = new ArrayDeque<>(List.of(without));
    while (!open.isEmpty()) {
      for (Pair<W, T> pair : pairs(open.remove())) {
        if (wantedBy.putIfAbsent(pair.thing, pair) != null) {
          continue;
        }
        W holder = taken.get(pair.thing);
        if (holder == null) {
          shift(pair, without, wantedBy);
          return;
        }
        open.add(holder);
      }
    }
  }

  /** From the free one back to whoever had none. */
  private void shift(Pair<W, T> free, W first, Map<T, Pair<W, T>> wantedBy) {
    Pair<W, T> next = free;
    while (true) {
      @Nullable Pair<W, T> left = got.get(next.who);
      give(next);
      if (next.who.equals(first) || left == null) {
        return;
      }
      next = Objects.requireNonNull(wantedBy.get(left.thing));
    }
  }
}
