package dev.tandem.persistence;

/**
 * A place in the feed.
 *
 * @param epoch the one in which revisions are to be understood
 * @param revision the transaction up to which, with the id, everything is known
 * @param id the last task seen of that revision; 0: what is below the revision is known
 * @param floor tasks that were removed below this revision were never seen: where the reader began
 */
record FeedCursor(long epoch, long revision, long id, long floor) {
  /** Before everything, in whatever epoch. */
  static final FeedCursor START = new FeedCursor(0, 0, 0, 0);

  /**
   * @throws IllegalArgumentException if the text is no cursor of the feed
   */
  static FeedCursor read(String text) {
    FeedCursor cursor = Cursors.read(text, FeedCursor.class);
    if (cursor.revision < 0 || cursor.id < 0 || cursor.floor < 0) {
      throw new IllegalArgumentException("a cursor without a place in the feed");
    }
    return cursor;
  }
}
