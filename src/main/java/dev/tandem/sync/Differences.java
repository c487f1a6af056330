package dev.tandem.sync;

import dev.tandem.task.ChecklistItem;
import dev.tandem.task.TaskKind;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * In which fields a local task differs from what TickTick holds. What TickTick is known to do to a
 * value (ticktick-api.md, 3) is no difference: tags are lower-cased and reordered, a missing start
 * becomes the due date, times are cut to milliseconds, items get other ids, a checklist's kind
 * follows its items; and a local "no opinion" differs from nothing.
 */
public final class Differences {
  private Differences() {}

  public static Set<SyncField> between(Fields local, Fields remote) {
    Set<SyncField> different = EnumSet.noneOf(SyncField.class);
    for (SyncField field : SyncField.values()) {
      if (!same(field, local, remote)) {
        different.add(field);
      }
    }
    return different;
  }

  static boolean same(SyncField field, Fields local, Fields remote) {
    return switch (field) {
      case TITLE -> local.title().equals(remote.title());
      case DESCRIPTION -> local.description().equals(remote.description());
      case PRIORITY -> local.priority() == remote.priority();
      case DATES -> Dates.of(local, remote).equals(Dates.of(remote, remote));
      case TAGS -> lowerCased(local.tags()).equals(lowerCased(remote.tags()));
      case REMINDERS -> new HashSet<>(local.reminders()).equals(new HashSet<>(remote.reminders()));
      case PROJECT -> sameProject(local.projectId(), remote.projectId());
      case STATUS -> local.status() == remote.status();
      case ITEMS -> lines(local.items()).equals(lines(remote.items()));
      case PARENT -> noOpinionOrEqual(local.parentId(), orNone(remote.parentId()));
      case SORT_ORDER -> noOpinionOrEqual(local.sortOrder(), remote.sortOrder());
      case COLUMN -> noOpinionOrEqual(local.columnId(), remote.columnId());
      case KIND -> sameKind(local, remote);
    };
  }

  /**
   * Whether TickTick shows a field as it did before. A missing value is a value here, except for an
   * order, without which a task is merely not told where it stands.
   */
  static boolean sameThere(SyncField field, Fields before, Fields now) {
    return switch (field) {
      case PROJECT -> sameListThere(before.projectId(), now.projectId());
      case COLUMN -> Objects.equals(before.columnId(), now.columnId());
      case PARENT -> orNone(before.parentId()).equals(orNone(now.parentId()));
      default -> same(field, now, before);
    };
  }

  private static boolean sameListThere(@Nullable String before, @Nullable String now) {
    boolean bothInbox = before != null && now != null && Inbox.is(before) && Inbox.is(now);
    return bothInbox || Objects.equals(before, now);
  }

  private static String orNone(@Nullable String parentId) {
    return Objects.requireNonNullElse(parentId, "");
  }

  /** The Inbox is {@code inbox} until its real id, {@code inbox<uid>}, is known. */
  private static boolean sameProject(@Nullable String local, @Nullable String remote) {
    if (local == null) {
      return remote == null || Inbox.is(remote);
    }
    return local.equals(remote);
  }

  private static boolean noOpinionOrEqual(@Nullable Object local, @Nullable Object remote) {
    return local == null || local.equals(remote);
  }

  private static boolean sameKind(Fields local, Fields remote) {
    boolean followsItems =
        !local.items().isEmpty() && local.kind() != TaskKind.NOTE && remote.kind() != TaskKind.NOTE;
    return followsItems || local.kind() == remote.kind();
  }

  private static Set<String> lowerCased(List<String> tags) {
    Set<String> set = new TreeSet<>();
    tags.forEach(tag -> set.add(tag.toLowerCase(Locale.ROOT)));
    return set;
  }

  private record Line(String title, boolean completed) {}

  private static List<Line> lines(List<ChecklistItem> items) {
    return items.stream().map(item -> new Line(item.title(), item.completed())).toList();
  }

  /** The date group in TickTick's normal form. */
  private record Dates(
      @Nullable Instant start,
      @Nullable Instant due,
      boolean allDay,
      @Nullable String zone,
      @Nullable String repeat) {

    /**
     * @param other whose zone holds where the fields have no opinion of it
     */
    static Dates of(Fields fields, Fields other) {
      Instant due = inMillis(fields.dueDate());
      Instant start = fields.startDate() == null ? due : inMillis(fields.startDate());
      String zone = fields.timeZone() == null ? other.timeZone() : fields.timeZone();
      if (start == null && due == null) {
        return new Dates(null, null, false, zone, null);
      }
      boolean allDay = fields.allDay();
      return new Dates(
          allDay ? midnight(start, zone) : start,
          allDay ? midnight(due, zone) : due,
          allDay,
          zone,
          fields.repeatFlag());
    }

    /** TickTick's dates have milliseconds, ours microseconds. */
    private static @Nullable Instant inMillis(@Nullable Instant instant) {
      return instant == null ? null : instant.truncatedTo(ChronoUnit.MILLIS);
    }

    private static @Nullable Instant midnight(@Nullable Instant instant, @Nullable String zone) {
      if (instant == null) {
        return null;
      }
      ZoneId id = ZoneId.of(zone == null ? "UTC" : zone);
      return instant.atZone(id).toLocalDate().atStartOfDay(id).toInstant();
    }
  }
}
