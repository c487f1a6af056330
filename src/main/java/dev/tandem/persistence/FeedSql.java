package dev.tandem.persistence;

/**
 * The statements of the feed. A revision is the id of the transaction that wrote it, and ids are
 * given out in order; what a snapshot calls its {@code xmin} is the oldest transaction that was
 * still running. So everything below it is committed and seen by the same snapshot, or was rolled
 * back: a reader who stops there skips nothing, however long a writer takes to commit.
 */
final class FeedSql {
  /**
   * The server by which revisions are numbered. A promoted or rewound server goes on with another
   * timeline; a database moved elsewhere has another identifier.
   */
  private static final String SERVER =
      """
      (SELECT system_identifier::text FROM pg_control_system())
        || '/' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)""";

  /** Behind the place of {@code $2, $3}. */
  private static final String BEHIND = "(%1$s, %2$s) > ($2::text::xid8, $3::bigint)";

  /** Of the columns of {@link #READ}, how many stand before what is new of the task. */
  static final int NEWS_OF_TASK = 8;

  /** And how many before the task's. */
  static final int TASK = 12;

  /**
   * {@code user, revision, id, limit, floor, end or null}. Answers one row for each change of the
   * page, and at least one: the epoch (null: the revisions are not this server's), where the feed
   * ends for now, where the page has to, the user's floor, whether there is something behind that
   * end, how many were found, which are more than the page holds if there are more; then the
   * change's revision and task (null: none), what of it lies behind the place, whether it has a
   * row, and the row.
   */
  static final String READ =
      """
      WITH bound AS MATERIALIZED (
        SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xmin,
          least(pg_snapshot_xmin(pg_current_snapshot()), $6::text::xid8) AS page_end,
          (SELECT epoch FROM feed_epoch WHERE server = %1$s) AS epoch,
          (SELECT feed_floor FROM users WHERE id = $1::bigint) AS floor),
      page AS (
        SELECT %2$s FROM (
          SELECT * FROM (
            (SELECT t.revision, t.id, %3$s AS weight FROM tasks t
              WHERE t.user_id = $1::bigint AND %4$s AND t.revision < (SELECT page_end FROM bound)
              ORDER BY t.revision, t.id LIMIT $4::integer + 1)
            UNION ALL
            (SELECT d.revision, d.task_id, 0 FROM task_tombstones d
              WHERE d.user_id = $1::bigint AND %5$s AND d.revision < (SELECT page_end FROM bound)
                AND d.revision >= $5::text::xid8
              ORDER BY d.revision, d.task_id LIMIT $4::integer + 1)) t
          ORDER BY t.revision, t.id LIMIT $4::integer + 1) t)
      SELECT b.epoch, b.xmin::text, b.page_end::text, b.floor::text,
        EXISTS (SELECT FROM tasks WHERE user_id = $1::bigint AND revision >= b.page_end)
          OR EXISTS (
            SELECT FROM task_tombstones WHERE user_id = $1::bigint AND revision >= b.page_end),
        c.found, c.revision::text, c.id,
        %6$s, %7$s, %8$s, t.id IS NOT NULL,
      """
              .formatted(
                  SERVER,
                  PageBytes.columns("t.weight", "ORDER BY t.revision, t.id"),
                  TaskColumns.bytesOf("t"),
                  BEHIND.formatted("t.revision", "t.id"),
                  BEHIND.formatted("d.revision", "d.task_id"),
                  newer("t.created_revision"),
                  newer("t.content_revision"),
                  newer("t.synced_revision"))
          + TaskViewSql.columns("now()")
          + """

          FROM bound b
          LEFT JOIN (SELECT * FROM page ORDER BY revision, id LIMIT $4::integer) c ON\s"""
          + PageBytes.fits("c")
          + " LEFT JOIN tasks t ON t.user_id = $1::bigint AND t.id = c.id"
          + TaskViewSql.JOINS
          + " ORDER BY c.revision, c.id";

  /**
   * {@code users, revisions}. Answers those of whom something was committed at or behind the
   * revision, be it tellable yet or not.
   */
  static final String NEWS =
      """
      SELECT DISTINCT u.id FROM unnest($1::bigint[], $2::text[]) AS u (id, revision)
      WHERE EXISTS (SELECT FROM tasks t
          WHERE t.user_id = u.id AND t.revision >= u.revision::xid8)
        OR EXISTS (SELECT FROM task_tombstones d
          WHERE d.user_id = u.id AND d.revision >= u.revision::xid8)""";

  /** Whether the revisions are this server's. */
  static final String IS_CURRENT =
      "SELECT EXISTS (SELECT FROM feed_epoch WHERE server = " + SERVER + ")";

  /** In the transaction of the next three: rewriting takes as long as it takes. */
  static final String UNLIMITED = "SET LOCAL statement_timeout = 0";

  /**
   * Begins an epoch, once for all who try at the same time: the row's lock lets one go first. An
   * epoch is the time of its begin, so that a database that was restored twice has two.
   */
  static final String BEGIN =
      """
      INSERT INTO feed_epoch AS e (epoch, server)
      VALUES ((extract(epoch FROM clock_timestamp()) * 1000000)::bigint, %s)
      ON CONFLICT (one) DO UPDATE
        SET epoch = EXCLUDED.epoch, server = EXCLUDED.server, started_at = now()
        WHERE e.server <> EXCLUDED.server
      RETURNING epoch"""
          .formatted(SERVER);

  /** Revisions that this server has not reached would not be seen before it has. */
  static final String RENUMBER_TASKS =
      """
      UPDATE tasks SET revision = pg_current_xact_id(),
        created_revision = least(created_revision, pg_current_xact_id()),
        content_revision = least(content_revision, pg_current_xact_id()),
        synced_revision = least(synced_revision, pg_current_xact_id())
      WHERE revision > pg_current_xact_id() OR created_revision > pg_current_xact_id()
        OR content_revision > pg_current_xact_id() OR synced_revision > pg_current_xact_id()""";

  static final String RENUMBER_TOMBSTONES =
      """
      UPDATE task_tombstones SET revision = pg_current_xact_id()
      WHERE revision > pg_current_xact_id()""";

  static final String RENUMBER_FLOORS =
      """
      UPDATE users SET feed_floor = pg_current_xact_id() WHERE feed_floor > pg_current_xact_id()""";

  private FeedSql() {}

  private static String newer(String revision) {
    return "coalesce(" + BEHIND.formatted(revision, "t.id") + ", false)";
  }
}
