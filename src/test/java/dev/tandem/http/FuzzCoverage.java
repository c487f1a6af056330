package dev.tandem.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Which answers were reached, over all seeds. Safe for threads. */
final class FuzzCoverage {
  private final Map<String, Map<Integer, LongAdder>> answers = new ConcurrentHashMap<>();
  private final LongAdder overloaded = new LongAdder();

  void count(FuzzRequest request, int status) {
    if (request.isOperation()) {
      answers
          .computeIfAbsent(request.operation().toString(), first -> new ConcurrentHashMap<>())
          .computeIfAbsent(status, first -> new LongAdder())
          .increment();
    }
    if (status == 503) {
      overloaded.increment();
    }
  }

  boolean has(FuzzOperation operation, int status) {
    return answers.getOrDefault(operation.toString(), Map.of()).containsKey(status);
  }

  /** Successes that the contract has and nobody saw, as {@code GET /api/tasks 200}. */
  List<String> missing(List<FuzzOperation> operations) {
    List<String> missing = new ArrayList<>();
    for (FuzzOperation operation : operations) {
      for (int status : operation.successes()) {
        if (!has(operation, status)) {
          missing.add(operation + " " + status);
        }
      }
    }
    return missing;
  }

  int pairs() {
    return answers.values().stream().mapToInt(Map::size).sum();
  }

  Set<Integer> statuses() {
    Set<Integer> statuses = new TreeSet<>();
    answers.values().forEach(counts -> statuses.addAll(counts.keySet()));
    return statuses;
  }

  long overloaded() {
    return overloaded.sum();
  }

  /** A line for each operation. */
  String table() {
    StringBuilder table = new StringBuilder();
    new TreeMap<>(answers)
        .forEach(
            (operation, counts) ->
                table
                    .append("  ")
                    .append(operation)
                    .append(' ')
                    .append(new TreeMap<>(counts))
                    .append('\n'));
    return table.toString();
  }
}
