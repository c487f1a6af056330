package dev.tandem.sync;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Merges sets element by element: what either side added is there, what either side removed is not.
 * What the task has keeps its place and its spelling.
 */
final class SetMerge {
  private final UnaryOperator<String> key;

  private SetMerge(UnaryOperator<String> key) {
    this.key = key;
  }

  /**
   * @param baseHere as the task had it; empty for none
   * @param baseThere as TickTick had it
   */
  static List<String> of(
      List<String> baseHere, List<String> baseThere, List<String> local, List<String> remote) {
    return new SetMerge(UnaryOperator.identity()).merge(baseHere, baseThere, local, remote);
  }

  /** The same for tags, which are alike whatever their case: TickTick keeps them in lower case. */
  static List<String> ofTags(
      List<String> baseHere, List<String> baseThere, List<String> local, List<String> remote) {
    return new SetMerge(tag -> tag.toLowerCase(Locale.ROOT))
        .merge(baseHere, baseThere, local, remote);
  }

  private List<String> merge(
      List<String> baseHere, List<String> baseThere, List<String> local, List<String> remote) {
    Set<String> hadHere = keys(baseHere);
    Set<String> hadThere = keys(baseThere);
    Map<String, String> mine = byKey(local);
    Map<String, String> theirs = byKey(remote);
    List<String> merged = new ArrayList<>();
    mine.forEach(
        (name, spelt) -> {
          boolean removedThere = hadThere.contains(name) && !theirs.containsKey(name);
          if (!removedThere) {
            merged.add(spelt);
          }
        });
    theirs.forEach(
        (name, spelt) -> {
          boolean removedHere = hadHere.contains(name);
          if (!mine.containsKey(name) && !removedHere) {
            merged.add(spelt);
          }
        });
    return merged;
  }

  private Set<String> keys(List<String> elements) {
    Set<String> keys = new TreeSet<>();
    elements.forEach(element -> keys.add(key.apply(element)));
    return keys;
  }

  /** In their order; the first spelling counts. */
  private Map<String, String> byKey(List<String> elements) {
    Map<String, String> byKey = new LinkedHashMap<>();
    elements.forEach(element -> byKey.putIfAbsent(key.apply(element), element));
    return byKey;
  }
}
