package dev.tandem.persistence;

/** The statements by which clients read and change lists. */
final class ProjectSql {
  /** What {@link Rows#project} reads, in its order, of a list {@code p}. */
  private static final String COLUMNS =
      """
      p.id, p.user_id, p.remote_id, p.name, p.color, p.sort_order, p.is_archived, p.synced_at,
      %s, p.remote_id IS NOT NULL, q.entity_id IS NOT NULL, q.dirty, coalesce(q.attempts, 0),
      %s, q.last_error, 0
      """
          .formatted(TaskViewSql.SYNC_STATE, TaskViewSql.NEXT_ATTEMPT);

  /** What a task's sync state is told by; a list is linked by its remote id. */
  private static final String JOINS_BESIDE_QUEUE_ROW =
      """
       LEFT JOIN ticktick_accounts a ON a.user_id = p.user_id
      LEFT JOIN LATERAL (SELECT p.remote_id AS id, NULL::text AS state) l ON true
      """;

  private static final String JOINS =
      " LEFT JOIN push_queue q ON q.kind = 'project' AND q.entity_id = p.id"
          + JOINS_BESIDE_QUEUE_ROW;

  /** {@code user, list}. */
  static final String FIND =
      "SELECT "
          + COLUMNS
          + " FROM projects p"
          + JOINS
          + " WHERE p.user_id = $1::bigint AND p.id = $2::bigint AND p.deleted_at IS NULL";

  /** {@code user, sort order, id, limit}: those behind the given place. */
  static final String LIST =
      "SELECT "
          + COLUMNS
          + " FROM projects p"
          + JOINS
          + """
           WHERE p.user_id = $1::bigint AND p.deleted_at IS NULL
            AND (p.sort_order, p.id) > ($2::bigint, $3::bigint)
          ORDER BY p.sort_order, p.id LIMIT $4::integer""";

  /**
   * The new change joins the one that waits, revives a dead letter and forgets the failures of the
   * change before it, but not an outage; see {@link QueueWriteSql#OR_JOIN}. What may have been sent
   * is in {@code intent} since before it was.
   */
  private static final String OR_JOIN =
      """
      ON CONFLICT (kind, entity_id) DO UPDATE SET
        generation = push_queue.generation + 1,
        account_id = excluded.account_id,
        dirty = push_queue.dirty || excluded.dirty,
        attempts = 0,
        outages = CASE WHEN push_queue.is_dead OR push_queue.attempts > 0
          THEN 0 ELSE push_queue.outages END,
        last_error = CASE WHEN push_queue.is_dead OR push_queue.attempts > 0
          THEN NULL ELSE push_queue.last_error END,
        is_dead = false,
        next_attempt_at = least(push_queue.next_attempt_at, now())
      """;

  /**
   * {@code user, name, colour, sort order, archived, names of the given fields}. Answers the list
   * and whether it is queued; nothing without the user.
   */
  static final String CREATE =
      "WITH "
          + QueueWriteSql.USABLE_ACCOUNT
          + """
          ,
          written AS (
            INSERT INTO projects (user_id, account_id, name, color, sort_order, is_archived)
            SELECT u.id, CASE WHEN u.auto_push THEN (SELECT id FROM account) END, $2::text,
              $3::text, $4::bigint, $5::boolean
            FROM users u WHERE u.id = $1::bigint
            RETURNING *),
          queued AS (
          """
          + QueueWriteSql.INSERT
          + """
            SELECT 'project', w.id, w.user_id, w.account_id, %s
            FROM written w WHERE w.account_id IS NOT NULL
            RETURNING *)
          SELECT %s, q.entity_id IS NOT NULL FROM written p LEFT JOIN queued q ON true
          """
              .formatted(dirty("$6::text[]"), COLUMNS)
          + JOINS_BESIDE_QUEUE_ROW;

  /**
   * {@code user, list, names of the named fields, name, colour, sort order, archived}. Answers the
   * list and whether it was queued now; nothing without the list. The list's lock comes first, so
   * that what differs is told of the version that is replaced.
   */
  static final String UPDATE =
      """
      WITH old AS MATERIALIZED (
        SELECT * FROM projects
        WHERE user_id = $1::bigint AND id = $2::bigint AND deleted_at IS NULL
        FOR NO KEY UPDATE),
      changed AS MATERIALIZED (
        SELECT old.id, old.user_id, old.account_id, array_remove(ARRAY[
          CASE WHEN 'name' = ANY ($3::text[]) AND old.name <> $4::text THEN 'name' END,
          CASE WHEN 'color' = ANY ($3::text[]) AND old.color IS DISTINCT FROM $5::text
            THEN 'color' END,
          CASE WHEN 'sort_order' = ANY ($3::text[]) AND old.sort_order <> $6::bigint
            THEN 'sort_order' END,
          CASE WHEN 'is_archived' = ANY ($3::text[]) AND old.is_archived <> $7::boolean
            THEN 'is_archived' END], NULL) AS fields
        FROM old),
      written AS (
        UPDATE projects p SET
          name = CASE WHEN 'name' = ANY (c.fields) THEN $4::text ELSE p.name END,
          color = CASE WHEN 'color' = ANY (c.fields) THEN $5::text ELSE p.color END,
          sort_order = CASE WHEN 'sort_order' = ANY (c.fields) THEN $6::bigint
            ELSE p.sort_order END,
          is_archived = CASE WHEN 'is_archived' = ANY (c.fields) THEN $7::boolean
            ELSE p.is_archived END,
          modified_at = now()
        FROM changed c WHERE p.id = c.id AND c.fields <> '{}'
        RETURNING p.*),
      queued AS (
      """
          + QueueWriteSql.INSERT
          + """
            SELECT 'project', c.id, c.user_id, c.account_id, %s
            FROM changed c WHERE c.account_id IS NOT NULL AND (c.fields <> '{}' OR EXISTS (
              SELECT FROM push_queue d
              WHERE d.kind = 'project' AND d.entity_id = c.id AND d.is_dead))
          """
              .formatted(dirty("c.fields"))
          + OR_JOIN
          + """
            RETURNING *),
          queue_row AS (
            SELECT * FROM queued
            UNION ALL
            SELECT * FROM push_queue
            WHERE kind = 'project' AND entity_id = $2::bigint AND NOT EXISTS (SELECT FROM queued)),
          present AS (
            SELECT * FROM written
            UNION ALL
            SELECT * FROM old WHERE NOT EXISTS (SELECT FROM written))
          SELECT %s, EXISTS (SELECT FROM queued) FROM present p LEFT JOIN queue_row q ON true
          """
              .formatted(COLUMNS)
          + JOINS_BESIDE_QUEUE_ROW;

  /** {@code user}: lists that TickTick does not have and is to get, all of each. */
  static final String REQUEST_PUSH_OF_LOCAL_ONLY =
      "WITH "
          + QueueWriteSql.USABLE_ACCOUNT
          + """
          ,
          local AS MATERIALIZED (
            SELECT p.id FROM projects p, account
            WHERE p.user_id = $1::bigint AND p.deleted_at IS NULL AND p.remote_id IS NULL
              AND NOT EXISTS (
                SELECT FROM push_queue q WHERE q.kind = 'project' AND q.entity_id = p.id)
            ORDER BY p.id FOR NO KEY UPDATE OF p),
          written AS (
            UPDATE projects p SET account_id = account.id FROM local, account
            WHERE p.id = local.id RETURNING p.id, p.user_id, p.account_id)
          """
          + QueueWriteSql.INSERT
          + """
          SELECT 'project', w.id, w.user_id, w.account_id, %s FROM written w
          """
              .formatted(dirty("'{name,color,sort_order,is_archived}'::text[]"))
          + OR_JOIN;

  private ProjectSql() {}

  /** Names of fields → this moment. */
  private static String dirty(String names) {
    return "(SELECT coalesce(jsonb_object_agg(name, now()), '{}') FROM unnest("
        + names
        + ") AS name)";
  }
}
