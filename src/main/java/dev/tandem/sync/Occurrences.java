package dev.tandem.sync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tells whether a recurring task went on to its next occurrence (ticktick-api.md, 3.4). */
final class Occurrences {
  private Occurrences() {}

  /**
   * Whether {@code after} stands at a later occurrence of the repetition that {@code before} has.
   */
  static boolean advanced(Fields before, Fields after) {
    if (before.repeatFlag() == null) {
      return false;
    }
    Instant was = date(before);
    Instant is = date(after);
    return was != null && is != null && is.isAfter(was);
  }

  private static @Nullable Instant date(Fields fields) {
    return fields.dueDate() == null ? fields.startDate() : fields.dueDate();
  }
}
