package dev.tandem.persistence;

/**
 * The statements that give tasks their places in the matrix. {@link TaskWriteSql#LOCK_FAMILY} comes
 * first, as a statement of its own: one arrangement of a user's follows the other, and sees what
 * the one before has written.
 *
 * <p>Each answers rows {@code task, version}: those that moved; or, if some of those asked for do
 * not fit, these alone, without a version, and nothing is written.
 */
final class ArrangeSql {
  private static final String QUADRANT = TaskViewSql.effectiveQuadrant("now()");

  private static final String ANSWER =
      """
      SELECT id, sync_version FROM written
      UNION ALL
      SELECT id, NULL FROM unfit""";

  /**
   * {@code user, quadrant, tasks in their new order}. Those that have a place and are not named
   * come behind, in the order in which they are.
   */
  static final String REORDER =
      """
      WITH wanted AS (
        SELECT w.id, w.place FROM unnest($3::bigint[]) WITH ORDINALITY AS w (id, place)),
      present AS (
        SELECT t.id, t.manual_order, t.created_at FROM tasks t
        WHERE t.user_id = $1::bigint AND t.status <> 'deleted' AND %1$s = $2::text
          AND (t.manual_order IS NOT NULL OR t.id = ANY ($3::bigint[]))
        ORDER BY t.id FOR NO KEY UPDATE),
      unfit AS (
        SELECT w.id FROM wanted w WHERE NOT EXISTS (SELECT FROM present p WHERE p.id = w.id)),
      placed AS (
        SELECT p.id, w.id IS NOT NULL AS named, row_number() OVER (
            ORDER BY w.place NULLS LAST, p.manual_order, p.created_at DESC, p.id DESC) AS place
        FROM present p LEFT JOIN wanted w ON w.id = p.id),
      written AS (
        UPDATE tasks t SET manual_order = placed.place, is_sorted = t.is_sorted OR placed.named, %2$s
        FROM placed
        WHERE t.id = placed.id AND NOT EXISTS (SELECT FROM unfit)
          AND (t.manual_order IS DISTINCT FROM placed.place OR placed.named AND NOT t.is_sorted)
        RETURNING t.id, t.sync_version)
      """
              .formatted(QUADRANT, TaskWriteSql.MOVED_ON)
          + ANSWER;

  /**
   * {@code user, tasks or null for all that are active}. Those that are not sorted come behind the
   * others of their quadrant, the oldest first.
   */
  static final String SORT =
      """
      WITH unfit AS (
        SELECT w.id FROM unnest($2::bigint[]) AS w (id)
        WHERE NOT EXISTS (SELECT FROM tasks t
          WHERE t.user_id = $1::bigint AND t.id = w.id AND t.status <> 'deleted')),
      unsorted AS (
        SELECT t.id, t.created_at, %1$s AS quadrant FROM tasks t
        WHERE t.user_id = $1::bigint AND NOT t.is_sorted
          AND ($2::bigint[] IS NULL AND t.status = 'active'
            OR t.id = ANY ($2::bigint[]) AND t.status <> 'deleted')
        ORDER BY t.id FOR NO KEY UPDATE),
      ends AS (
        SELECT %1$s AS quadrant, max(t.manual_order)::bigint AS place FROM tasks t
        WHERE t.user_id = $1::bigint AND t.status <> 'deleted' AND t.is_sorted
          AND t.manual_order IS NOT NULL
        GROUP BY 1),
      placed AS (
        SELECT u.id, coalesce(e.place, 0)
            + row_number() OVER (PARTITION BY u.quadrant ORDER BY u.created_at, u.id) AS place
        FROM unsorted u LEFT JOIN ends e ON e.quadrant = u.quadrant),
      written AS (
        UPDATE tasks t SET manual_order = least(placed.place, 2147483647), is_sorted = true, %2$s
        FROM placed WHERE t.id = placed.id AND NOT EXISTS (SELECT FROM unfit)
        RETURNING t.id, t.sync_version)
      """
              .formatted(QUADRANT, TaskWriteSql.MOVED_ON)
          + ANSWER;

  private ArrangeSql() {}
}
