package dev.tandem.sync;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether TickTick shows what it was sent in a form of its own (sync.md, Push 6; ticktick-api.md,
 * 3.3): then the two count as equal, and the person's form stays. Anything else that was not sent
 * is somebody's edit.
 */
public final class StoredForm {
  private StoredForm() {}

  /** Whether every field that a step carries is stored. */
  public static boolean holds(PushStep step, Fields stored) {
    return step.carries().stream().allMatch(field -> is(field, step.values(), stored));
  }

  /**
   * How much of what a create carried is found in a task: title and description tell more than all
   * the rest. Nothing of it says that the task is another's.
   */
  static int likeness(Fields sent, Fields stored) {
    int rest = SyncField.values().length;
    int likeness = sameTitle(sent, stored) ? rest : 0;
    likeness += sameDescription(sent, stored) ? rest : 0;
    for (SyncField field : SyncField.values()) {
      boolean told = field != SyncField.TITLE && field != SyncField.DESCRIPTION;
      if (told && is(field, sent, stored)) {
        likeness++;
      }
    }
    return likeness;
  }

  /** What of a title or description tells two tasks apart. */
  static String told(String text) {
    return text.strip();
  }

  static boolean sameTitle(Fields sent, Fields stored) {
    return told(sent.title()).equals(told(stored.title()));
  }

  /** Of nothing there is no likeness. */
  static boolean sameDescription(Fields sent, Fields stored) {
    String description = told(sent.description());
    return !description.isEmpty() && description.equals(told(stored.description()));
  }

  /**
   * What was kept of what was sent: with a due date TickTick clears the repetition too, which can
   * then be sent once more.
   */
  static Fields kept(Fields sent, Fields stored) {
    boolean cleared =
        sent.dueDate() == null && sent.startDate() != null && stored.repeatFlag() == null;
    return cleared ? sent.but().repeatFlag(null).build() : sent;
  }

  static boolean is(SyncField field, Fields sent, Fields stored) {
    return Differences.same(field, sent, stored)
        || (field == SyncField.DATES && isDates(sent, stored));
  }

  /**
   * A timed task's start moved to its due date; a repetition written otherwise, or none without a
   * date.
   */
  private static boolean isDates(Fields sent, Fields stored) {
    FieldsBuilder shown = sent.but();
    if (!sent.allDay()
        && sent.dueDate() != null
        && Objects.equals(stored.startDate(), stored.dueDate())) {
      shown.startDate(sent.dueDate());
    }
    boolean dated = sent.startDate() != null || sent.dueDate() != null;
    if (!dated || sameRule(sent.repeatFlag(), stored.repeatFlag())) {
      shown.repeatFlag(stored.repeatFlag());
    }
    return Differences.same(SyncField.DATES, shown.build(), stored);
  }

  /** The same parts in whatever order and case; an interval of one is none. */
  private static boolean sameRule(@Nullable String one, @Nullable String other) {
    return one != null && other != null && parts(one).equals(parts(other));
  }

  private static Set<String> parts(String rule) {
    String upper = rule.toUpperCase(Locale.ROOT).strip();
    String bare = upper.startsWith("RRULE:") ? upper.substring("RRULE:".length()) : upper;
    Set<String> parts = new TreeSet<>();
    for (String part : bare.split(";", -1)) {
      if (!part.isBlank() && !part.strip().equals("INTERVAL=1")) {
        parts.add(part.strip());
      }
    }
    return parts;
  }
}
