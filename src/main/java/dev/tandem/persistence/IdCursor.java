package dev.tandem.persistence;

/** Where a page in the order of ids ended. */
record IdCursor(long id) {
  static final IdCursor START = new IdCursor(0);
}
