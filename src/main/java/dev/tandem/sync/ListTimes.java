package dev.tandem.sync;

import dev.tandem.sync.PollRoutes.KnownList;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When each list of an account was last read whole, before a poll and by it. Times are begins of
 * requests. The Inbox is one list, whatever it is called.
 */
public final class ListTimes {
  private final Map<String, Instant> before = new HashMap<>();
  private final Map<String, Instant> latest = new HashMap<>();

  public ListTimes(Collection<KnownList> known) {
    for (KnownList list : known) {
      Instant readAt = list.readAt();
      if (readAt != null) {
        before.put(key(list.id()), readAt);
      }
    }
    latest.putAll(before);
  }

  /** The poll read it whole. */
  public void read(String list, Instant readAt) {
    latest.put(key(list), readAt);
  }

  /** The one not read for longest first; one that never was before all. */
  public List<String> oldestFirst(Collection<String> lists) {
    return lists.stream()
        .sorted(Comparator.comparing(this::latestOf).thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  /** Whether it was read then or later. */
  public boolean isReadSince(String list, Instant since) {
    Instant readAt = latest.get(key(list));
    return readAt != null && !readAt.isBefore(since);
  }

  /** When the first of them was read; empty: one was not, since then. */
  public Optional<Instant> allReadSince(Instant since, Collection<String> lists) {
    return lists.stream().allMatch(list -> isReadSince(list, since))
        ? lists.stream().map(this::latestOf).min(Comparator.naturalOrder())
        : Optional.empty();
  }

  /**
   * Whether all were read whole after the list's last reading before this poll. What that reading
   * missed already is then known to be in none of them.
   */
  public boolean wereReadAfterLastReadingOf(String list, Collection<String> lists) {
    Instant missedAt = before.get(key(list));
    return missedAt != null
        && lists.stream().allMatch(other -> isSame(other, list) || isReadSince(other, missedAt));
  }

  private Instant latestOf(String list) {
    @Nullable Instant readAt = latest.get(key(list));
    return readAt == null ? Instant.MIN : readAt;
  }

  private static boolean isSame(String one, String other) {
    return key(one).equals(key(other));
  }

  private static String key(String list) {
    return Inbox.is(list) ? Inbox.ALIAS : list;
  }
}
