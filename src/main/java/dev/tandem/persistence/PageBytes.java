package dev.tandem.persistence;

/**
 * How much a page of a list may weigh, whatever its number of things: it is held several times over
 * on its way to the client, and many are under way at once. A page ends behind the thing that
 * reaches this, so that each page holds at least one.
 */
final class PageBytes {
  static final int LIMIT = 1 << 20;

  private PageBytes() {}

  /**
   * Two columns behind {@code t.*} of a relation {@code t} that holds the rows of a page and one
   * more: {@code found}, how many it holds, and {@code before}, the bytes ahead of a row. Rows with
   * {@link #fits} make the page; if they are fewer than were found, there is another one.
   *
   * @param weight bytes of a row of {@code t}
   * @param orderBy of the page, over {@code t}
   */
  static String columns(String weight, String orderBy) {
    return "t.*, count(*) OVER () AS found, coalesce(sum("
        + weight
        + ") OVER ("
        + orderBy.strip()
        + " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before";
  }

  /**
   * @param relation that has the columns
   */
  static String fits(String relation) {
    return relation + ".before < " + LIMIT;
  }
}
