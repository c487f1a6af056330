package dev.tandem.sandbox;

import dev.tandem.sandbox.LedgerEntry.Source;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Every request and every effect since the start or the last reset, the newest 50,000. */
final class Ledger {
  private static final int CAPACITY = 50_000;

  private final Clock clock;
  private final Deque<LedgerEntry> entries = new ArrayDeque<>();
  private long last;

  Ledger(Clock clock) {
    this.clock = clock;
  }

  LedgerEntry open(Source source) {
    var entry = new LedgerEntry(++last, clock.instant(), source);
    entries.addLast(entry);
    if (entries.size() > CAPACITY) {
      entries.removeFirst();
    }
    return entry;
  }

  Instant now() {
    return clock.instant();
  }

  void applied(LedgerEntry entry, List<Effect> effects) {
    entry.applied(effects, clock.instant());
  }

  List<LedgerEntry> find(Predicate<LedgerEntry> wanted) {
    return entries.stream().filter(wanted).toList();
  }

  /** Numbers go on, so that "since" stays meaningful to a reader who missed the reset. */
  void clear() {
    entries.clear();
  }

  /** Requests per route and outcome, effects per kind, and each account's busiest windows. */
  JsonObject summary() {
    var routes = new TreeMap<String, Map<String, Integer>>();
    var effects = new TreeMap<String, Integer>();
    var times = new HashMap<String, List<Instant>>();
    for (var entry : entries) {
      var counts = routes.computeIfAbsent(entry.source().route(), route -> new TreeMap<>());
      counts.merge("requests", 1, Integer::sum);
      counts.merge(entry.outcome().key(), 1, Integer::sum);
      entry.effects().forEach(effect -> effects.merge(effect.kind(), 1, Integer::sum));
      var account = entry.account();
      if (account != null && !entry.source().method().equals("PERSON")) {
        times.computeIfAbsent(account, name -> new ArrayList<>()).add(entry.at());
      }
    }
    var routeCounts = new JsonObject();
    routes.forEach((route, counts) -> routeCounts.put(route, counts(counts)));
    var peaks = new JsonObject();
    times.forEach((account, at) -> peaks.put(account, peaks(at)));
    return new JsonObject()
        .put("routes", routeCounts)
        .put("effects", counts(effects))
        .put("peaks", peaks);
  }

  private static JsonObject counts(Map<String, Integer> counts) {
    var json = new JsonObject();
    counts.forEach(json::put);
    return json;
  }

  private static JsonObject peaks(List<Instant> times) {
    return new JsonObject()
        .put("perMinute", peak(times, Duration.ofMinutes(1)))
        .put("perFiveMinutes", peak(times, Duration.ofMinutes(5)));
  }

  /** The most requests in any window of that length. */
  private static int peak(List<Instant> times, Duration length) {
    var sorted = times.stream().sorted().toList();
    var peak = 0;
    var from = 0;
    for (var to = 0; to < sorted.size(); to++) {
      while (!sorted.get(from).plus(length).isAfter(sorted.get(to))) {
        from++;
      }
      peak = Math.max(peak, to - from + 1);
    }
    return peak;
  }

  static JsonArray toJson(List<LedgerEntry> entries) {
    var array = new JsonArray();
    entries.forEach(entry -> array.add(entry.toJson()));
    return array;
  }
}
