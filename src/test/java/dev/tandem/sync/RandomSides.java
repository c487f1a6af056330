package dev.tandem.sync;

import dev.tandem.sync.Sides.Protection;
import dev.tandem.sync.Sides.Times;
import dev.tandem.task.ChecklistItem;
import dev.tandem.task.TaskKind;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * A base and two descendants of it, edited at random out of few values, so that they often meet.
 */
final class RandomSides {
  private static final List<String> WORDS = List.of("", "a", "b", "c");
  private static final List<String> TAGS = List.of("Work", "work", "Home", "garden", "x");
  private static final List<Integer> PRIORITIES = List.of(0, 1, 3, 5);
  private static final List<String> LISTS = List.of("inbox7", "list1", "list2");

  private final Random random;

  RandomSides(Random random) {
    this.random = random;
  }

  Sides sides() {
    Fields there = edit(edit(SyncSamples.remote("a")));
    Base base = random.nextInt(8) == 0 ? null : new Base(respelt(there), there);
    Fields local = base == null ? edit(edit(there)) : edit(base.here());
    Fields remote = lowerCased(edit(there));
    Integer override = random.nextInt(4) == 0 ? one(PRIORITIES) : null;
    if (override != null) {
      local = local.but().priority(override).build();
    }
    Set<Integer> held =
        override != null && random.nextBoolean() ? Set.of(one(PRIORITIES)) : Set.of();
    return new Sides(
        base, local, remote, times(), new Protection(override, held, Set.of(), Set.of()));
  }

  private Times times() {
    Map<SyncField, Instant> local = new EnumMap<>(SyncField.class);
    for (SyncField field : SyncField.values()) {
      if (random.nextInt(10) > 0) {
        local.put(field, at());
      }
    }
    return new Times(local, random.nextInt(6) == 0 ? null : at());
  }

  private Instant at() {
    return SyncSamples.NOW.plusSeconds(random.nextInt(12));
  }

  /** TickTick's form of what is sent. */
  private static Fields lowerCased(Fields fields) {
    List<String> tags =
        List.copyOf(
            new TreeSet<>(
                fields.tags().stream().map(tag -> tag.toLowerCase(Locale.ROOT)).toList()));
    return fields.but().tags(tags).build();
  }

  /** The same as a person spells it. */
  private Fields respelt(Fields there) {
    List<String> tags =
        there.tags().stream()
            .map(tag -> random.nextBoolean() ? tag.toUpperCase(Locale.ROOT) : tag)
            .toList();
    List<ChecklistItem> items =
        there.items().stream()
            .map(
                item ->
                    random.nextInt(4) == 0
                        ? new ChecklistItem("my-" + item.id(), item.title(), item.completed())
                        : item)
            .toList();
    return there.but().tags(tags).items(items).build();
  }

  private Fields edit(Fields fields) {
    Fields edited = fields;
    for (SyncField field : SyncField.values()) {
      if (random.nextInt(3) == 0) {
        edited = edit(field, edited);
      }
    }
    return edited;
  }

  private Fields edit(SyncField field, Fields fields) {
    FieldsBuilder but = fields.but();
    return switch (field) {
      case TITLE -> but.title(one(WORDS)).build();
      case DESCRIPTION -> but.description(one(WORDS)).build();
      case PRIORITY -> but.priority(one(PRIORITIES)).build();
      case DATES -> dates(but);
      case TAGS -> but.tags(some(TAGS)).build();
      case REMINDERS -> but.reminders(some(List.of("TRIGGER:PT0S", "TRIGGER:-PT5M"))).build();
      case PROJECT -> but.projectId(one(LISTS)).build();
      case STATUS -> but.status(one(List.of(TaskStatus.ACTIVE, TaskStatus.COMPLETED))).build();
      case ITEMS -> but.items(items(fields.items())).build();
      case PARENT -> but.parentId(one(List.of("", "p1", "p2"))).build();
      case SORT_ORDER -> but.sortOrder((long) random.nextInt(3)).build();
      case COLUMN -> but.columnId(one(List.of("c1", "c2"))).build();
      case KIND -> but.kind(one(List.of(TaskKind.TEXT, TaskKind.NOTE))).build();
    };
  }

  private Fields dates(FieldsBuilder but) {
    if (random.nextInt(4) == 0) {
      return but.startDate(null).dueDate(null).allDay(false).repeatFlag(null).build();
    }
    Instant due = SyncSamples.NOW.plusSeconds(86_400L * random.nextInt(3));
    return but.startDate(due)
        .dueDate(due)
        .timeZone("Europe/Rome")
        .repeatFlag(random.nextBoolean() ? "RRULE:FREQ=DAILY" : null)
        .build();
  }

  /** Renames, ticks, removes, adds and moves. */
  private List<ChecklistItem> items(List<ChecklistItem> before) {
    List<ChecklistItem> items = new ArrayList<>();
    for (ChecklistItem item : before) {
      if (random.nextInt(5) > 0) {
        items.add(
            new ChecklistItem(
                item.id(),
                random.nextInt(3) == 0 ? one(WORDS) : item.title(),
                item.completed() ^ random.nextInt(3) == 0));
      }
    }
    if (random.nextBoolean()) {
      items.add(
          new ChecklistItem(Long.toHexString(random.nextLong()), one(WORDS), random.nextBoolean()));
    }
    if (random.nextInt(4) == 0) {
      Collections.shuffle(items, random);
    }
    return items;
  }

  private <T> T one(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private List<String> some(List<String> values) {
    List<String> some = new ArrayList<>();
    for (String value : values) {
      if (random.nextBoolean()) {
        some.add(value);
      }
    }
    return some;
  }
}
