package dev.tandem.persistence;

/**
 * The statements about the lists' rows of the queue. They are few, so that one of each account at a
 * time is fair and quick enough, and keeps them in the order in which they were due. Lock order:
 * account, list, queue row.
 */
final class ProjectQueueSql {
  /** Of a row {@code q}. */
  private static final String DUE =
      """
      NOT q.is_dead AND q.next_attempt_at <= now()
        AND (q.lease_until IS NULL OR q.lease_until <= now())
      """;

  /**
   * Of a list {@code p} with row {@code q} that is to be deleted: tasks that were under way when it
   * was deleted here are still on their way out, each by itself. A list that takes them along would
   * leave nothing of them to be looked at.
   *
   * <p>A request that is being made is waited for, as its lease ends within its time. What waits
   * for another try may be refused for ever, and nobody would see why the list stays: ten minutes
   * are enough for a lost create to be found and for an outage of the usual kind. After that the
   * list goes, and loses nothing either: the look before its delete finds a task that was changed
   * or made there since it was asked about, and keeps the list for it.
   */
  private static final String TASKS_UNDER_WAY =
      """
      p.deleted_at IS NOT NULL AND EXISTS (
        SELECT FROM (
          SELECT l.task_id FROM links l
          WHERE l.account_id = q.account_id AND l.remote_project_id = p.remote_id
            AND l.state <> 'gone'
          UNION ALL
          SELECT i.task_id FROM create_intents i
          WHERE i.account_id = q.account_id AND i.watched_until IS NULL
            AND i.sent ->> 'projectId' = p.remote_id) under_way
        JOIN push_queue t ON t.kind = 'task' AND t.entity_id = under_way.task_id
        WHERE t.lease_until > now()
          OR NOT t.is_dead AND p.deleted_at > now() - interval '10 minutes')
      """;

  /**
   * {@code owner, rows, lease in milliseconds}. Answers whether the claim wrote the create down,
   * and then {@link ProjectRow}'s columns.
   *
   * <p>As in {@link ClaimSql}, an account is this statement's if it can be locked without waiting
   * and has not been claimed of since the statement's snapshot: so whoever gets past that has seen
   * every lease there is. A create is written down by the claim; whoever dies after that leaves a
   * create that is looked for. The row counts as one that somebody waits for, as it delays no run.
   */
  static final String CLAIM =
      """
      WITH due AS MATERIALIZED (
        SELECT DISTINCT ON (q.account_id) q.account_id, q.entity_id, q.generation,
          q.next_attempt_at, a.claim
        FROM push_queue q JOIN ticktick_accounts a ON a.id = q.account_id
        WHERE q.kind = 'project' AND %1$s AND %2$s
          AND NOT EXISTS (
            SELECT FROM push_queue held WHERE held.kind = 'project'
              AND held.account_id = q.account_id AND held.lease_until > now())
        ORDER BY q.account_id, q.next_attempt_at, q.entity_id),
      mine AS MATERIALIZED (
        SELECT d.* FROM (SELECT * FROM due ORDER BY next_attempt_at LIMIT 512) d
        CROSS JOIN LATERAL (
          SELECT FROM ticktick_accounts a WHERE a.id = d.account_id AND a.claim = d.claim AND %2$s
          FOR NO KEY UPDATE SKIP LOCKED) a
        LIMIT $2::integer),
      locked AS MATERIALIZED (
        SELECT q.* FROM mine CROSS JOIN LATERAL (
          SELECT * FROM push_queue q
          WHERE q.kind = 'project' AND q.entity_id = mine.entity_id
            AND q.generation = mine.generation AND q.account_id = mine.account_id AND %1$s
          FOR UPDATE SKIP LOCKED) q),
      judged AS MATERIALIZED (
        SELECT q.entity_id, %3$s AS waits,
          p.remote_id IS NULL AND p.deleted_at IS NULL
            AND NOT coalesce(q.intent ? 'create', false) AS creates,
          jsonb_build_object('create', jsonb_build_object('begunAt', now(), 'content',
            jsonb_strip_nulls(jsonb_build_object('name', p.name, 'color', p.color,
              'sortOrder', p.sort_order, 'archived', p.is_archived)))) AS creation
        FROM locked q JOIN projects p ON p.id = q.entity_id),
      claimed AS (
        UPDATE push_queue q SET
          lease_owner = CASE WHEN NOT j.waits THEN $1::text END,
          lease_until = CASE WHEN NOT j.waits
            THEN now() + $3::bigint * interval '1 millisecond' END,
          fence = CASE WHEN NOT j.waits THEN nextval('push_fence') END,
          interactive = true,
          next_attempt_at = now() + CASE WHEN j.waits THEN interval '2 seconds'
            ELSE $3::bigint * interval '1 millisecond' END,
          intent = CASE WHEN j.creates THEN coalesce(q.intent, '{}') || j.creation
            ELSE q.intent END
        FROM judged j WHERE q.kind = 'project' AND q.entity_id = j.entity_id
        RETURNING q.*, j.creates, j.waits),
      numbered AS (
        UPDATE ticktick_accounts a SET claim = q.fence FROM claimed q
        WHERE a.id = q.account_id AND NOT q.waits)
      SELECT q.creates, %4$s
      FROM claimed q JOIN projects p ON p.id = q.entity_id WHERE NOT q.waits
      """
          .formatted(DUE, ClaimSql.OPEN_ACCOUNT, TASKS_UNDER_WAY, ProjectRow.COLUMNS);

  /**
   * Answers milliseconds until the earliest unclaimed row may be due, or null. What waits for the
   * end of another of its account is looked at soon again, since that may end at any time.
   */
  static final String NEXT_DUE =
      """
      SELECT ceil(extract(epoch FROM min(greatest(q.next_attempt_at, a.paused_until,
        CASE WHEN EXISTS (
          SELECT FROM push_queue held WHERE held.kind = 'project'
            AND held.account_id = q.account_id AND held.lease_until > now())
        THEN now() + interval '250 milliseconds' ELSE now() END)) - now()) * 1000)::bigint
      FROM push_queue q JOIN ticktick_accounts a ON a.id = q.account_id
      WHERE q.kind = 'project' AND NOT q.is_dead AND a.state = 'connected'
        AND (q.lease_until IS NULL OR q.lease_until <= now())""";

  /** {@code owner}. What may have been sent is written down already. */
  static final String RELEASE =
      """
      UPDATE push_queue SET lease_owner = NULL, lease_until = NULL, fence = NULL,
        next_attempt_at = now()
      WHERE lease_owner = $1::text AND kind = 'project'""";

  /** {@code list}. */
  static final String LOCK_PROJECT =
      "SELECT id FROM projects WHERE id = $1::bigint FOR NO KEY UPDATE";

  /** {@code lists}. */
  static final String LOCK_ROWS =
      """
      SELECT entity_id FROM push_queue
      WHERE kind = 'project' AND entity_id = ANY ($1::bigint[]) ORDER BY entity_id FOR UPDATE""";

  /** {@code lists}. Answers {@link ProjectRow}'s columns. */
  static final String READ =
      "SELECT "
          + ProjectRow.COLUMNS
          + """
           FROM projects p LEFT JOIN push_queue q ON q.kind = 'project' AND q.entity_id = p.id
          WHERE p.id = ANY ($1::bigint[])""";

  /** {@code list}. */
  static final String REMOVE_ROW =
      "DELETE FROM push_queue WHERE kind = 'project' AND entity_id = $1::bigint";

  /**
   * {@code list, fields that stay, intent, lease in milliseconds}: still claimed. A look is no
   * success: what failed before may well fail again.
   */
  static final String CONTINUE_ROW =
      """
      UPDATE push_queue SET dirty = (
          SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(dirty)
          WHERE key = ANY ($2::text[])),
        intent = $3::jsonb,
        lease_until = now() + $4::bigint * interval '1 millisecond',
        next_attempt_at = now() + $4::bigint * interval '1 millisecond'
      WHERE kind = 'project' AND entity_id = $1::bigint""";

  /**
   * {@code list, intent, delay in milliseconds, attempts, outages, dead, error}: not claimed any
   * more.
   */
  static final String PUT_OFF =
      """
      UPDATE push_queue SET intent = $2::jsonb,
        next_attempt_at = now() + $3::bigint * interval '1 millisecond', attempts = $4::integer,
        outages = $5::integer, is_dead = $6::boolean, last_error = $7::jsonb,
        last_failure_at = now(), lease_owner = NULL, lease_until = NULL, fence = NULL
      WHERE kind = 'project' AND entity_id = $1::bigint""";

  /** {@code list, name, colour, sort order, archived, base}: what a merge made of it. */
  static final String APPLY =
      """
      UPDATE projects SET name = $2::text, color = $3::text, sort_order = $4::bigint,
        is_archived = $5::boolean, base = $6::text::jsonb, missing_since = NULL, synced_at = now(),
        modified_at = CASE WHEN (name, color, sort_order, is_archived) IS DISTINCT FROM
          ($2::text, $3::text, $4::bigint, $5::boolean) THEN now() ELSE modified_at END
      WHERE id = $1::bigint""";

  /** {@code list, what it was there before}: our write is settled. */
  static final String SETTLED =
      "UPDATE projects SET settled_at = clock_timestamp(), replaced = $2::text::jsonb WHERE id = $1";

  /** {@code list, account, remote id}. */
  static final String LINK =
      "UPDATE projects SET account_id = $2::bigint, remote_id = $3::text WHERE id = $1::bigint";

  /**
   * {@code user, list, account, remote id}: a reading may have brought the list that we made before
   * we heard of it, under a name that somebody has just given it. Its tasks are this one's.
   */
  static final String FOLD =
      """
      WITH double AS (
        UPDATE projects SET deleted_at = now(), remote_id = NULL, base = NULL
        WHERE account_id = $3::bigint AND remote_id = $4::text AND deleted_at IS NULL
          AND id <> $2::bigint
        RETURNING id)
      UPDATE tasks t SET project_id = $2::bigint, %s
      FROM double WHERE t.user_id = $1::bigint AND t.project_id = double.id"""
          .formatted(TaskWriteSql.MOVED_ON);

  /**
   * {@code user, list}: tasks that waited for it can go. Their new generation tells a claim under
   * way, which still saw the list without its twin, to leave them alone.
   */
  static final String REARM_TASKS =
      """
      WITH waiting AS MATERIALIZED (
        SELECT q.entity_id FROM tasks t JOIN push_queue q
          ON q.kind = 'task' AND q.entity_id = t.id AND q.user_id = t.user_id
        WHERE t.user_id = $1::bigint AND t.project_id = $2::bigint AND NOT q.is_dead
          AND (q.lease_until IS NULL OR q.lease_until <= now())
          AND coalesce(q.last_error ->> 'code', %1$s) IN (%1$s, %2$s)
        ORDER BY q.entity_id FOR UPDATE OF q)
      UPDATE push_queue q SET generation = generation + 1, last_error = NULL,
        next_attempt_at = least(next_attempt_at, now())
      FROM waiting WHERE q.kind = 'task' AND q.entity_id = waiting.entity_id"""
          .formatted(ClaimSql.PENDING_CODE, ClaimSql.DETACHED_CODE);

  /** {@code account, remote ids}: those that are some list's here, or were. */
  static final String KNOWN =
      """
      SELECT remote_id FROM projects
      WHERE account_id = $1::bigint AND remote_id = ANY ($2::text[])""";

  /** {@code account, remote id}: what is left of deleted tasks there is gone with their list. */
  static final String END_TASKS =
      """
      WITH ended AS (
        UPDATE links l SET state = 'gone', ended_because = 'deleted_here', ended_at = now(),
          settled_at = now()
        WHERE l.account_id = $1::bigint AND l.remote_project_id = $2::text AND l.state <> 'gone'
          AND NOT EXISTS (SELECT FROM tasks t WHERE t.id = l.task_id AND t.status <> 'deleted')
        RETURNING l.task_id)
      DELETE FROM push_queue q USING ended
      WHERE q.kind = 'task' AND q.entity_id = ended.task_id
        AND (q.lease_until IS NULL OR q.lease_until <= now())""";

  /** {@code list}: it comes back. */
  static final String REVIVE =
      "UPDATE projects SET deleted_at = NULL, modified_at = now() WHERE id = $1::bigint";

  /** {@code list}: nothing of it is left anywhere. */
  static final String DROP_PROJECT = "DELETE FROM projects WHERE id = $1::bigint";

  /**
   * {@code user, list, field, base, local, remote, winner, rule}. There is nothing to decide about
   * it, so that nobody has to look at it.
   */
  static final String LOG_CONFLICT =
      """
      INSERT INTO conflicts (user_id, project_id, field, base, local, remote, winner, rule,
        reviewed_at)
      VALUES ($1::bigint, $2::bigint, $3::text, $4::text::jsonb, $5::text::jsonb, $6::text::jsonb,
        $7::text, $8::text, now())""";

  private ProjectQueueSql() {}
}
