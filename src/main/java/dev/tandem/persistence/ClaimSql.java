package dev.tandem.persistence;

import dev.tandem.sync.RemoteAnswer.Obstacle;

/**
 * The statements by which due queue rows are claimed.
 *
 * <p>An account's rows are worked on in two ways: those somebody waits for one by one, at most
 * {@link #SEATS} at a time, and all others in <i>runs</i> of up to {@link #RUN} rows, one run at a
 * time. So on all nodes together at most one run and eight single rows of an account are under way,
 * which is also what bounds its requests in flight across nodes.
 *
 * <p>Two claims at the same moment cannot both begin a run of one account, nor take nine single
 * rows: a claim locks the account's row, and leaves the account alone if another holds that, or if
 * {@code claim} is not the number any more that its own snapshot shows. Each claim that takes a row
 * of the account gives it a new number in the statement that leases the rows. So whoever gets past
 * the lock with the old number has seen every lease there is: a claim that committed after the
 * snapshot has changed the number, and one that has not committed holds the lock. Nothing is waited
 * for, neither here nor for the queue rows, so that a claim is never part of a deadlock; what was
 * left alone is looked at again soon ({@link #NEXT_DUE}).
 */
final class ClaimSql {
  static final String PENDING_CODE = QueueSql.literal(Obstacle.PROJECT_PENDING.code());
  static final String DETACHED_CODE = QueueSql.literal(Obstacle.PROJECT_DETACHED.code());

  /** Single rows of an account under way. */
  private static final int SEATS = 8;

  /** Rows of a run: what four batch requests carry. */
  private static final int RUN = 200;

  /** Rows of a claim, so that its answer and its time stay small. */
  private static final int MOST = 512;

  /** Of a row {@code q}. */
  private static final String DUE =
      """
      NOT q.is_dead AND q.next_attempt_at <= now()
        AND (q.lease_until IS NULL OR q.lease_until <= now())
      """;

  /**
   * Of a row {@code q} that is found by its account and time: said so that the key's index, in
   * which all tasks are of one kind, is of no use.
   */
  private static final String OF_A_TASK = "q.kind <> 'project'";

  /**
   * As {@link #DUE}, but what waits only for the budget's next request, or for the next refresh of
   * the tokens, counts as due: a waiting person's row may use the reserve that it could not use in
   * the background, and cuts the refresh's rest short.
   */
  private static final String DUE_FOR_A_PERSON =
      """
      NOT q.is_dead AND (q.next_attempt_at <= now()
          OR q.last_error ->> 'code' IN ('budget_spent', 'refresh_failed'))
        AND (q.lease_until IS NULL OR q.lease_until <= now())
      """;

  /** Of an account {@code a}. */
  static final String OPEN_ACCOUNT =
      "a.state = 'connected' AND (a.paused_until IS NULL OR a.paused_until <= now())";

  /** Whether a run of the account {@code a} is under way, by any worker; null: none is. */
  private static final String RUNNING =
      """
      (SELECT true FROM push_queue held
        WHERE held.account_id = a.id AND NOT held.interactive AND held.lease_until > now() LIMIT 1)
      """;

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
   * The accounts with something to claim ({@code turns}), and those of them that are this
   * statement's ({@code mine}), see above. Whose rows are awaited goes first, then whose last run
   * is longest ago. More are looked at than there are slots, as other claims may hold some.
   */
  private static final String ACCOUNTS =
      """
      open AS MATERIALIZED (
        SELECT a.id, a.claim, a.run, %3$s IS NULL AS idle, %4$d - (
          SELECT count(*) FROM push_queue held
          WHERE held.account_id = a.id AND held.interactive AND held.lease_until > now()) AS seats
        FROM busy JOIN ticktick_accounts a ON a.id = busy.id WHERE %1$s),
      awaited AS MATERIALIZED (
        SELECT q.account_id, q.entity_id, q.generation, q.next_attempt_at,
          q.next_attempt_at <= now() AS ripe,
          row_number() OVER (
            PARTITION BY q.account_id ORDER BY q.next_attempt_at, q.entity_id) AS place
        FROM push_queue q
        WHERE q.kind = 'task' AND q.entity_id = ANY ($4::bigint[]) AND %2$s),
      turns AS MATERIALIZED (
        SELECT open.*, people.one IS NOT NULL AS is_awaited,
          open.idle AND (left_over.one IS NOT NULL OR others.one IS NOT NULL) AS has_run
        FROM open
        LEFT JOIN LATERAL (
          SELECT true AS one FROM awaited w
          WHERE w.account_id = open.id AND w.place <= open.seats LIMIT 1) people ON true
        LEFT JOIN LATERAL (
          SELECT true AS one FROM awaited w
          WHERE w.account_id = open.id AND w.place > open.seats AND w.ripe LIMIT 1) left_over ON true
        LEFT JOIN LATERAL (
          SELECT true AS one FROM push_queue q
          WHERE q.account_id = open.id AND q.entity_id <> ALL ($4::bigint[]) AND %6$s AND %5$s
          ORDER BY q.next_attempt_at LIMIT 1) others ON open.idle),
      mine AS MATERIALIZED (
        SELECT c.* FROM (
          SELECT * FROM turns WHERE is_awaited OR has_run
          ORDER BY is_awaited DESC, run, id LIMIT 512) c
        CROSS JOIN LATERAL (
          SELECT FROM ticktick_accounts a WHERE a.id = c.id AND a.claim = c.claim AND %1$s
          FOR NO KEY UPDATE SKIP LOCKED) a
        LIMIT $2::integer)
      """
          .formatted(OPEN_ACCOUNT, DUE_FOR_A_PERSON, RUNNING, SEATS, DUE, OF_A_TASK);

  /**
   * What the slots are spent on ({@code units}): a single row each, then a run each. Of the runs'
   * rows come first those that somebody waits for and that found no seat, then as they were due;
   * and every account's first rows come before any account's later ones.
   */
  private static final String ROWS =
      """
      units AS MATERIALIZED (
        SELECT * FROM (
          SELECT w.account_id, w.entity_id, w.generation, w.next_attempt_at,
            true AS interactive, w.place, mine.run, mine.seats
          FROM mine JOIN awaited w ON w.account_id = mine.id AND w.place <= mine.seats
          UNION ALL
          SELECT mine.id, NULL, NULL, NULL, false, 1, mine.run, mine.seats
          FROM mine WHERE mine.has_run) either
        ORDER BY interactive DESC, place, run LIMIT $2::integer),
      candidates AS MATERIALIZED (
        SELECT u.account_id, u.entity_id, u.generation, u.next_attempt_at, true AS interactive,
          u.place
        FROM units u WHERE u.interactive
        UNION ALL
        SELECT u.account_id, r.entity_id, r.generation, r.next_attempt_at, false, r.place
        FROM units u CROSS JOIN LATERAL (
          SELECT every.*, row_number() OVER (
            ORDER BY every.is_awaited DESC, every.next_attempt_at, every.entity_id) AS place
          FROM (
            SELECT w.entity_id, w.generation, w.next_attempt_at, true AS is_awaited FROM awaited w
            WHERE w.account_id = u.account_id AND w.place > u.seats AND w.ripe
            UNION ALL
            (SELECT q.entity_id, q.generation, q.next_attempt_at, false FROM push_queue q
              WHERE q.account_id = u.account_id AND q.entity_id <> ALL ($4::bigint[])
                AND %5$s AND %1$s
              ORDER BY q.next_attempt_at LIMIT %3$d)) every) r
        WHERE NOT u.interactive AND r.place <= %3$d),
      locked AS MATERIALIZED (
        SELECT q.*, c.interactive FROM (
          SELECT * FROM candidates
          ORDER BY interactive DESC, place, next_attempt_at LIMIT %4$d) c
        CROSS JOIN LATERAL (
          SELECT q.entity_id, q.account_id, q.dirty, q.intent, q.lease_until, q.sent_from
          FROM push_queue q
          WHERE q.kind = 'task' AND q.entity_id = c.entity_id AND q.generation = c.generation
            AND q.account_id = c.account_id AND (%1$s OR c.interactive AND %2$s)
          FOR UPDATE SKIP LOCKED) q)
      """
          .formatted(DUE, DUE_FOR_A_PERSON, RUN, MOST, OF_A_TASK);

  /**
   * {@code owner, slots, lease in milliseconds, tasks somebody waits for}. Answers {@code
   * interactive} and then {@link QueueRow}' columns.
   *
   * <p>A claimed row is due again when its lease ends; a lease that ended by itself leaves
   * everything in doubt. A task whose list has no remote id yet, or whose deletion in TickTick is
   * held, is put off without being claimed. Who holds a deletion gives the row another generation,
   * so that a claim whose snapshot is older leaves it alone.
   *
   * <p>Rows are locked one by one, since a join with the queue would read it all; and the limits
   * that are numbers keep the plan for any parameters as good as one for these. A row that was
   * written meanwhile is left to the next claim: what is read beside it is as old as the
   * candidates, and the account may have become another one since.
   */
  static final String CLAIM =
      BUSY_ACCOUNTS
          + ", "
          + ACCOUNTS
          + ", "
          + ROWS
          + """
          , picked AS (
            SELECT q.entity_id, q.account_id, q.interactive, q.dirty,
              CASE WHEN q.lease_until IS NOT NULL THEN %1$s
                WHEN q.sent_from IS NULL THEN coalesce(q.intent, '{}')
                ELSE q.intent || jsonb_build_object('sent_from', q.sent_from) END AS intent
            FROM locked q),
          judged AS (
            SELECT picked.*, held.one IS NOT NULL OR coalesce(
              t.status <> 'deleted' AND t.project_id IS NOT NULL AND p.remote_id IS NULL
                AND NOT picked.intent ? 'discard',
              false) AS blocked,
              held.one IS NOT NULL AS held,
              p.account_id IS NULL AS detached,
              pq.last_error ->> 'detail' AS list_error,
              t.id IS NULL OR t.status = 'deleted' AS unwanted,
              coalesce(p.remote_id, a.remote_inbox_id, 'inbox') AS list
            FROM picked
            JOIN ticktick_accounts a ON a.id = picked.account_id
            LEFT JOIN tasks t ON t.id = picked.entity_id
            LEFT JOIN projects p ON p.id = t.project_id
            LEFT JOIN push_queue pq ON pq.kind = 'project' AND pq.entity_id = p.id
            LEFT JOIN LATERAL (
              SELECT true AS one FROM links l
              WHERE l.task_id = picked.entity_id AND l.state = 'held') held ON true),
          claimed AS (
            UPDATE push_queue q SET
              lease_owner = CASE WHEN NOT j.blocked THEN $1::text END,
              lease_until = CASE WHEN NOT j.blocked
                THEN now() + $3::bigint * interval '1 millisecond' END,
              fence = CASE WHEN NOT j.blocked THEN nextval('push_fence') END,
              interactive = j.interactive,
              sent_from = NULL,
              next_attempt_at = now() + CASE WHEN j.held THEN %11$s
                WHEN j.blocked THEN interval '1 minute'
                ELSE $3::bigint * interval '1 millisecond' END,
              last_error = CASE
                WHEN j.held THEN jsonb_build_object(
                  'code', %9$s, 'detail', %10$s, 'at', now())
                WHEN j.blocked AND j.detached THEN jsonb_build_object(
                  'code', %7$s, 'detail', %8$s, 'at', now())
                WHEN j.blocked THEN jsonb_build_object(
                  'code', %5$s, 'detail', concat_ws(' ', %6$s, j.list_error), 'at', now())
                ELSE q.last_error END,
              intent = nullif(CASE WHEN j.blocked THEN j.intent - 'aim'
                ELSE jsonb_strip_nulls(j.intent || jsonb_build_object('aim', %4$s)) END, '{}')
            FROM judged j
            WHERE q.kind = 'task' AND q.entity_id = j.entity_id
            RETURNING q.*, j.blocked),
          numbered AS (
            UPDATE ticktick_accounts a SET claim = taken.number,
              run = CASE WHEN taken.has_run THEN taken.number ELSE a.run END
            FROM (
              SELECT account_id, max(fence) AS number, bool_or(NOT interactive) AS has_run
              FROM claimed WHERE NOT blocked GROUP BY account_id) taken
            WHERE a.id = taken.account_id)
          SELECT q.interactive, %2$s FROM claimed q
          %3$s WHERE NOT q.blocked
          """
              .formatted(
                  QueueSql.ALL_IN_DOUBT,
                  QueueSql.JOB_COLUMNS,
                  QueueSql.JOB_JOINS,
                  AIM,
                  PENDING_CODE,
                  QueueSql.literal(Obstacle.PROJECT_PENDING.detail()),
                  DETACHED_CODE,
                  QueueSql.literal(Obstacle.PROJECT_DETACHED.detail()),
                  QueueSql.literal(Obstacle.DELETION_HELD.code()),
                  QueueSql.literal(Obstacle.DELETION_HELD.detail()),
                  DeletionSql.HELD_FOR);

  /**
   * Answers milliseconds until the earliest unclaimed row may be due, or null. What waits for the
   * end of its account's run is looked at soon again, since that may end at any time.
   */
  static final String NEXT_DUE =
      BUSY_ACCOUNTS
          + """
          SELECT ceil(extract(epoch FROM min(greatest(w.next_attempt_at, a.paused_until,
            CASE WHEN %1$s THEN now() + interval '250 milliseconds' ELSE now() END))
            - now()) * 1000)::bigint
          FROM busy JOIN ticktick_accounts a ON a.id = busy.id CROSS JOIN LATERAL (
            SELECT q.next_attempt_at FROM push_queue q
            WHERE q.account_id = a.id AND NOT q.is_dead AND %2$s
              AND (q.lease_until IS NULL OR q.lease_until <= now())
            ORDER BY q.next_attempt_at LIMIT 1) w
          WHERE a.state = 'connected'
          """
              .formatted(RUNNING, OF_A_TASK);

  private ClaimSql() {}
}
