package dev.tandem.http;

import dev.tandem.config.Sha256;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who presented which key or token lately, so that a busy client costs one look-up a second. A
 * revoked key is dropped when the bus tells of it and, should that be lost, a second later; a token
 * at its end. Both are known by their hash only. Used by one event loop.
 */
final class CallerCache {
  private static final long LIFE_NANOS = Duration.ofSeconds(1).toNanos();

  private final LongSupplier nanoTime;
  private final Clock clock;
  private final Map<String, Entry> entries;

  /**
   * @param nanoTime a monotonic clock: {@code System::nanoTime}
   * @param clock tells when tokens end
   */
  CallerCache(int capacity, LongSupplier nanoTime, Clock clock) {
    this.nanoTime = nanoTime;
    this.clock = clock;
    this.entries =
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
            return size() > capacity;
          }
        };
  }

  private record Entry(Caller caller, long since) {}

  /** The name under which a key or token is kept. */
  String hash(String text) {
    return HexFormat.of().formatHex(Sha256.of(text));
  }

  @Nullable Caller find(String hash) {
    Entry entry = entries.get(hash);
    if (entry == null) {
      return null;
    }
    if (nanoTime.getAsLong() - entry.since() >= LIFE_NANOS
        || entry.caller().isOver(clock.instant())) {
      entries.remove(hash);
      return null;
    }
    return entry.caller();
  }

  /**
   * @param asked when the question was put, by the monotonic clock: the answer is as old as that
   */
  void keep(String hash, Caller caller, long asked) {
    entries.put(hash, new Entry(caller, asked));
  }

  long now() {
    return nanoTime.getAsLong();
  }

  void forget(Predicate<Caller> whom) {
    entries.values().removeIf(entry -> whom.test(entry.caller()));
  }
}
