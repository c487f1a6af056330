package dev.tandem.persistence;

import org.jspecify.annotations.Nullable;

/** Where a page in the order of ids ended. */
record IdCursor(long id) {
  static final IdCursor START = new IdCursor(0);

  /**
   * Behind which id a page goes on whose ids fall.
   *
   * @param cursor null: from the largest
   * @throws IllegalArgumentException if it is none
   */
  static long before(@Nullable String cursor) {
    return cursor == null ? Long.MAX_VALUE : Cursors.read(cursor, IdCursor.class).id();
  }
}
