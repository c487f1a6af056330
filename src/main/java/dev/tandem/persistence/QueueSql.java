package dev.tandem.persistence;

import dev.tandem.sync.Reason;
import dev.tandem.sync.RemoteAnswer.Obstacle;

/**
 * The statements by which queue rows are claimed and looked at. Lock order everywhere: task, queue
 * row, link.
 */
final class QueueSql {
  /** What {@link QueueRow} reads, in its order, of a queue row {@code q}. */
  private static final String JOB_COLUMNS =
      """
      q.fence, q.user_id, q.account_id, q.entity_id, q.generation,
      q.attempts, q.outages, q.last_failure_at, clock_timestamp(), a.remote_inbox_id,
      q.dirty, q.intent,
      %s,
      (SELECT jsonb_agg(c.remote) FROM conflicts c
        WHERE c.user_id = q.user_id AND c.task_id = q.entity_id AND c.reviewed_at IS NULL
          AND c.rule = 'override' AND c.local = to_jsonb(t.manual_priority_override)),
      %s,
      p.remote_id, t.project_id IS NOT NULL AND p.remote_id IS NULL,
      pl.remote_id, pl.id IS NULL AND coalesce(pt.push AND pt.status <> 'deleted', false)
        AND EXISTS (SELECT FROM push_queue pq
          WHERE pq.kind = 'task' AND pq.entity_id = t.parent_id),
      t.id, %s
      """
          .formatted(LinkRows.COLUMNS, CreateSql.COLUMNS, TaskColumns.contentOf("t"));

  /** Without locks: the rows that a snapshot is made of. */
  private static final String JOB_JOINS =
      """
      LEFT JOIN ticktick_accounts a ON a.id = q.account_id
      LEFT JOIN tasks t ON t.user_id = q.user_id AND t.id = q.entity_id
      LEFT JOIN projects p ON p.user_id = t.user_id AND p.id = t.project_id
      LEFT JOIN tasks pt ON pt.user_id = t.user_id AND pt.id = t.parent_id
      LEFT JOIN links pl ON pl.task_id = t.parent_id AND pl.state <> 'gone'
      LEFT JOIN links l ON l.task_id = q.entity_id AND l.state <> 'gone'
      LEFT JOIN create_intents i ON i.task_id = q.entity_id AND i.watched_until IS NULL
      """;

  private static final String DUE =
      """
      q.kind = 'task' AND NOT q.is_dead AND q.next_attempt_at <= now()
        AND (q.lease_until IS NULL OR q.lease_until <= now())
      """;

  private static final String OPEN_ACCOUNT =
      "a.state = 'connected' AND (a.paused_until IS NULL OR a.paused_until <= now())";

  /**
   * The accounts with rows, found by jumping from one to the next in the index, so that neither
   * idle accounts nor an account's many rows cost anything.
   */
  private static final String BUSY_ACCOUNTS =
      """
      WITH RECURSIVE busy (id) AS (
        (SELECT account_id FROM push_queue
          WHERE NOT is_dead AND account_id IS NOT NULL ORDER BY account_id LIMIT 1)
        UNION ALL
        SELECT (SELECT q.account_id FROM push_queue q
          WHERE NOT q.is_dead AND q.account_id > busy.id ORDER BY q.account_id LIMIT 1)
        FROM busy WHERE busy.id IS NOT NULL)
      """;

  /**
   * The intent of a row {@code q} whose lease ended by itself: all that was written since the last
   * settlement may have been sent, and what the lease aimed at may have been done.
   */
  private static final String ALL_IN_DOUBT =
      """
      jsonb_strip_nulls(jsonb_build_object(
        'unknown', coalesce(q.intent -> 'unknown', '{}') || q.dirty,
        'deleted', coalesce(q.intent -> 'deleted', q.intent -> 'aim' -> 'deleted'),
        'moved_to', coalesce(q.intent -> 'moved_to', q.intent -> 'aim' -> 'moved_to'),
        'discard', q.intent -> 'discard'))""";

  /**
   * What the lease of a picked row {@code j} may do that cannot be told from the task once somebody
   * changed it. An older doubt is resolved, and settled, before anything else is sent; of what was
   * given up nothing is sent at all.
   */
  private static final String AIM =
      """
      CASE
        WHEN j.intent ?| '{deleted,moved_to,discard}' THEN NULL
        WHEN j.unwanted THEN '{"deleted": true}'
        WHEN j.dirty ? 'project_id' THEN jsonb_build_object('moved_to', j.list)
      END""";

  /**
   * As {@link #DUE}, but what waits only for the budget's next request counts as due: a waiting
   * person's row may use the reserve that it could not use in the background.
   */
  private static final String DUE_FOR_A_PERSON =
      """
      q.kind = 'task' AND NOT q.is_dead
        AND (q.next_attempt_at <= now() OR q.last_error ->> 'code' = 'budget_spent')
        AND (q.lease_until IS NULL OR q.lease_until <= now())
      """;

  /**
   * Rows of the account {@code a} under a live lease, of any worker, and how many more may be
   * claimed: one account whose requests hang must not hold all workers.
   */
  private static final String ROOM =
      """
      greatest(0, 8 - (SELECT count(*) FROM push_queue held
        WHERE held.account_id = a.id AND held.lease_until > now()))
      """;

  /**
   * {@code owner, limit, lease in milliseconds, tasks somebody waits for}. Answers {@code
   * interactive} and then {@link QueueRow}' columns.
   *
   * <p>What somebody waits for comes first, then every account's first row before any account's
   * second. A claimed row is due again when its lease ends; a lease that ended by itself leaves
   * everything in doubt. A task whose list has no remote id yet is put off without being claimed.
   *
   * <p>Twice as many candidates are looked at as an account has room for, so that workers who ask
   * at the same moment all find something. They are locked one by one, since a join with the queue
   * would read it all; and the limits that are numbers keep the plan for any parameters as good as
   * one for these. One that was written meanwhile is left to the next claim: what is read beside it
   * is as old as the candidates, and the account may have become another one since.
   */
  static final String CLAIM =
      BUSY_ACCOUNTS
          + """
          , open AS MATERIALIZED (
            SELECT a.id, %7$s AS room FROM busy JOIN ticktick_accounts a ON a.id = busy.id
            WHERE %2$s),
          due AS (
            SELECT q.account_id, q.entity_id, q.generation, q.next_attempt_at,
              true AS interactive
            FROM push_queue q WHERE q.entity_id = ANY ($4::bigint[]) AND %8$s
            UNION ALL
            SELECT open.id, w.entity_id, w.generation, w.next_attempt_at, false
            FROM open CROSS JOIN LATERAL (
              SELECT q.entity_id, q.generation, q.next_attempt_at FROM push_queue q
              WHERE q.account_id = open.id AND q.entity_id <> ALL ($4::bigint[]) AND %1$s
              ORDER BY q.next_attempt_at LIMIT 16) w
            WHERE open.room > 0),
          candidates AS MATERIALIZED (
            SELECT ranked.*, open.room FROM (
              SELECT due.*, row_number() OVER (PARTITION BY account_id
                ORDER BY interactive DESC, next_attempt_at, entity_id) AS round
              FROM due) ranked
            JOIN open ON open.id = ranked.account_id
            WHERE ranked.round <= 2 * open.room),
          locked AS MATERIALIZED (
            SELECT q.*, c.interactive, c.round, c.room
            FROM (
              SELECT * FROM candidates
              ORDER BY round > room, interactive DESC, round, next_attempt_at LIMIT 512) c
            CROSS JOIN LATERAL (
              SELECT q.entity_id, q.account_id, q.dirty, q.intent, q.lease_until
              FROM push_queue q
              WHERE q.entity_id = c.entity_id AND q.generation = c.generation
                AND (%1$s OR c.interactive AND %8$s)
              FOR UPDATE SKIP LOCKED) q
            LIMIT $2::integer),
          picked AS (
            SELECT q.entity_id, q.account_id, q.interactive, q.dirty,
              CASE WHEN q.lease_until IS NULL THEN coalesce(q.intent, '{}') ELSE %3$s END AS intent
            FROM (
              SELECT locked.*,
                row_number() OVER (PARTITION BY account_id ORDER BY round) AS place
              FROM locked) q
            WHERE q.place <= q.room),
          judged AS (
            SELECT picked.*, coalesce(
              t.status <> 'deleted' AND t.project_id IS NOT NULL AND p.remote_id IS NULL
                AND NOT picked.intent ? 'discard',
              false) AS blocked,
              p.account_id IS NULL AS detached,
              t.id IS NULL OR t.status = 'deleted' AS unwanted,
              coalesce(p.remote_id, a.remote_inbox_id, 'inbox') AS list
            FROM picked
            JOIN ticktick_accounts a ON a.id = picked.account_id
            LEFT JOIN tasks t ON t.id = picked.entity_id
            LEFT JOIN projects p ON p.id = t.project_id),
          claimed AS (
            UPDATE push_queue q SET
              lease_owner = CASE WHEN NOT j.blocked THEN $1::text END,
              lease_until = CASE WHEN NOT j.blocked
                THEN now() + $3::bigint * interval '1 millisecond' END,
              fence = CASE WHEN NOT j.blocked THEN nextval('push_fence') END,
              next_attempt_at = now() + CASE WHEN j.blocked THEN interval '1 minute'
                ELSE $3::bigint * interval '1 millisecond' END,
              last_error = CASE
                WHEN j.blocked AND j.detached THEN jsonb_build_object(
                  'code', %11$s, 'detail', %12$s, 'at', now())
                WHEN j.blocked THEN jsonb_build_object(
                  'code', %9$s, 'detail', %10$s, 'at', now())
                ELSE q.last_error END,
              intent = nullif(CASE WHEN j.blocked THEN j.intent - 'aim'
                ELSE jsonb_strip_nulls(j.intent || jsonb_build_object('aim', %6$s)) END, '{}')
            FROM judged j
            WHERE q.kind = 'task' AND q.entity_id = j.entity_id
            RETURNING q.*, j.interactive, j.blocked)
          SELECT q.interactive, %4$s FROM claimed q
          %5$s WHERE NOT q.blocked
          """
              .formatted(
                  DUE,
                  OPEN_ACCOUNT,
                  ALL_IN_DOUBT,
                  JOB_COLUMNS,
                  JOB_JOINS,
                  AIM,
                  ROOM,
                  DUE_FOR_A_PERSON,
                  literal(Obstacle.PROJECT_PENDING.code()),
                  literal(Obstacle.PROJECT_PENDING.detail()),
                  literal(Obstacle.PROJECT_DETACHED.code()),
                  literal(Obstacle.PROJECT_DETACHED.detail()));

  /**
   * Answers milliseconds until the earliest unclaimed row may be due, or null. An account without
   * room is looked at soon again, since a row may end at any time.
   */
  static final String NEXT_DUE =
      BUSY_ACCOUNTS
          + """
          SELECT ceil(extract(epoch FROM min(greatest(w.next_attempt_at, a.paused_until,
            CASE WHEN %1$s > 0 THEN now() ELSE now() + interval '100 milliseconds' END))
            - now()) * 1000)::bigint
          FROM busy JOIN ticktick_accounts a ON a.id = busy.id CROSS JOIN LATERAL (
            SELECT q.next_attempt_at FROM push_queue q
            WHERE q.account_id = a.id AND NOT q.is_dead AND q.kind = 'task'
              AND (q.lease_until IS NULL OR q.lease_until <= now())
            ORDER BY q.next_attempt_at LIMIT 1) w
          WHERE a.state = 'connected'
          """
              .formatted(ROOM);

  /**
   * {@code task, fence}. A claimed row that cannot be read here: others go on, and it is tried
   * again after a while, when a newer version may be able to.
   */
  static final String SET_ASIDE =
      """
      UPDATE push_queue SET lease_owner = NULL, lease_until = NULL, fence = NULL,
        outages = outages + 1, last_failure_at = now(),
        next_attempt_at = now() + interval '1 hour',
        last_error = jsonb_build_object('code', %s, 'detail', %s, 'at', now())
      WHERE kind = 'task' AND entity_id = $1::bigint AND fence = $2::bigint"""
          .formatted(
              literal(Reason.UNREADABLE_ROW.code()), literal(Reason.UNREADABLE_ROW.detail()));

  /** {@code task}. Answers {@link QueueRow}' columns of its queue row. */
  static final String READ_JOB =
      "SELECT "
          + JOB_COLUMNS
          + " FROM push_queue q "
          + JOB_JOINS
          + " WHERE q.kind = 'task' AND q.entity_id = $1::bigint";

  /**
   * {@code owner}. What the owner was doing may have been done: unlike a settlement, this leaves
   * everything in doubt.
   */
  static final String RELEASE =
      """
      UPDATE push_queue q SET lease_owner = NULL, lease_until = NULL, fence = NULL,
        next_attempt_at = now(), intent = %s
      WHERE q.lease_owner = $1::text
      """
          .formatted(ALL_IN_DOUBT);

  /**
   * {@code user, task}. Answers one row always: whether queued, leased, put off, dead; attempts,
   * next attempt, last error, remote id.
   */
  static final String INSPECT =
      """
      SELECT q.entity_id IS NOT NULL,
        coalesce(q.lease_until > now(), false),
        q.entity_id IS NOT NULL AND NOT coalesce(q.lease_until > now(), false)
          AND (q.is_dead OR q.next_attempt_at > now() OR a.state IS DISTINCT FROM 'connected'
            OR coalesce(a.paused_until > now(), false)),
        coalesce(q.is_dead, false), coalesce(q.attempts, 0),
        CASE WHEN NOT q.is_dead THEN q.next_attempt_at END, q.last_error, l.remote_id
      FROM (VALUES ($1::bigint, $2::bigint)) AS asked (user_id, task_id)
      LEFT JOIN push_queue q ON q.kind = 'task' AND q.entity_id = asked.task_id
        AND q.user_id = asked.user_id
      LEFT JOIN ticktick_accounts a ON a.user_id = asked.user_id
      LEFT JOIN links l ON l.task_id = asked.task_id AND l.state <> 'gone'
        AND l.user_id = asked.user_id
      """;

  private QueueSql() {}

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
