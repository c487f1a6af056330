package dev.tandem.persistence;

/**
 * The statements by which a reading of all lists reaches those here. Lock order: account, lists by
 * id, their queue rows.
 */
final class ProjectReadingSql {
  /** {@code age in milliseconds}: when the reading was begun. */
  static final String BEGUN_AT = "SELECT clock_timestamp() - $1::bigint * interval '1 millisecond'";

  private static final String TOLD = "unnest($2::text[], $3::text[]) AS t (remote_id, shown)";

  /** {@code account, remote ids, lists}. Answers and locks lists that may have to be written. */
  static final String LOCK_NEWS =
      """
      SELECT p.id FROM %s JOIN projects p ON p.account_id = $1::bigint
        AND p.remote_id = t.remote_id AND p.deleted_at IS NULL
      WHERE p.base IS DISTINCT FROM t.shown::jsonb OR p.missing_since IS NOT NULL
        OR p.replaced IS NOT NULL
      ORDER BY p.id FOR NO KEY UPDATE OF p"""
          .formatted(TOLD);

  /**
   * {@code account, remote ids, lists}. Answers those that no list here is: remote id; and of one
   * that was deleted here: its id, when that was settled, whether no reading has shown it since,
   * whether TickTick has yet to hear of it.
   */
  static final String UNKNOWN =
      """
      SELECT t.remote_id, d.id, d.settled_at, d.replaced IS NOT NULL,
        EXISTS (SELECT FROM push_queue q WHERE q.kind = 'project' AND q.entity_id = d.id)
      FROM %s LEFT JOIN LATERAL (
        SELECT * FROM projects d
        WHERE d.account_id = $1::bigint AND d.remote_id = t.remote_id AND d.deleted_at IS NOT NULL
        ORDER BY d.id DESC LIMIT 1) d ON true
      WHERE NOT EXISTS (
        SELECT FROM projects p WHERE p.account_id = $1::bigint AND p.remote_id = t.remote_id
          AND p.deleted_at IS NULL)
      ORDER BY t.remote_id"""
          .formatted(TOLD);

  /** {@code account}: creates that may have been sent. */
  static final String CREATING =
      """
      SELECT q.intent FROM push_queue q
      WHERE q.kind = 'project' AND q.account_id = $1::bigint AND q.intent ? 'create'""";

  /**
   * {@code account, remote ids}: they are not gone, even if what else was read of them does not
   * count. {@link #LOCK_NEWS} has locked them.
   */
  static final String THERE =
      """
      UPDATE projects SET missing_since = NULL
      WHERE account_id = $1::bigint AND remote_id = ANY ($2::text[]) AND deleted_at IS NULL
        AND missing_since IS NOT NULL""";

  /** {@code list}: a reading has shown it. */
  static final String SEEN_ONCE = "UPDATE projects SET replaced = NULL WHERE id = $1::bigint";

  /** {@code account, remote id, name, colour, sort order, archived, base}. */
  static final String IMPORT =
      """
      INSERT INTO projects (user_id, account_id, remote_id, name, color, sort_order, is_archived,
        base, synced_at)
      SELECT a.user_id, a.id, $2::text, $3::text, $4::text, $5::bigint, $6::boolean,
        $7::text::jsonb, now()
      FROM ticktick_accounts a WHERE a.id = $1::bigint
      ON CONFLICT (account_id, remote_id) WHERE deleted_at IS NULL DO NOTHING
      RETURNING id""";

  /** {@code list, fields that stay}: what gave way waits no more. */
  static final String NARROW_ROW =
      """
      UPDATE push_queue SET generation = generation + 1, dirty = (
        SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(dirty)
        WHERE key = ANY ($2::text[]))
      WHERE kind = 'project' AND entity_id = $1::bigint""";

  /**
   * {@code account, remote ids, begin of the reading}: those that a complete answer before did not
   * name either.
   */
  static final String ABSENT_TWICE =
      """
      SELECT remote_id FROM projects
      WHERE account_id = $1::bigint AND remote_id IS NOT NULL AND deleted_at IS NULL
        AND missing_since < $3::timestamptz AND remote_id <> ALL ($2::text[])
      ORDER BY id""";

  /** {@code account, remote ids, begin of the reading}: they may be gone. */
  static final String MARK_MISSING =
      """
      UPDATE projects SET missing_since = clock_timestamp()
      WHERE account_id = $1::bigint AND remote_id IS NOT NULL AND deleted_at IS NULL
        AND missing_since IS NULL AND remote_id <> ALL ($2::text[])
        AND coalesce(settled_at < $3::timestamptz, true)""";

  private ProjectReadingSql() {}
}
