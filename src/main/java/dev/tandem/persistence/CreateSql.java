package dev.tandem.persistence;

/** The statements about creates whose outcome is not known. */
final class CreateSql {
  /** What {@link CreateRows#read} reads, of an intent {@code i}. */
  static final String COLUMNS =
      """
      i.id, i.begun_at, i.ended_at, i.silent, i.sent::text, i.remote_id, i.listed_at, i.listed""";

  /** A common table expression: a few that were watched long enough, whosever they are. */
  private static final String OVER =
      """
      over AS (
        DELETE FROM create_intents
        WHERE id IN (SELECT id FROM create_intents
          WHERE watched_until < clock_timestamp() LIMIT 10 FOR UPDATE SKIP LOCKED))""";

  /**
   * {@code task, fence, sent}. Answers a row if it was written: only under a claim that still
   * holds, and if nothing else is open. The row's lock keeps a next claim away meanwhile, which
   * would not know of it.
   */
  static final String INTEND =
      """
      WITH claim AS MATERIALIZED (
        SELECT user_id, account_id, lease_until FROM push_queue
        WHERE kind = 'task' AND entity_id = $1::bigint AND fence = $2::bigint
          AND lease_until > clock_timestamp()
        FOR UPDATE),
      %s
      INSERT INTO create_intents (user_id, account_id, task_id, fence, ended_at, sent)
      SELECT user_id, account_id, $1::bigint, $2::bigint, lease_until, $3::text::jsonb FROM claim
      ON CONFLICT (task_id) WHERE watched_until IS NULL DO NOTHING
      RETURNING id"""
          .formatted(OVER);

  /** {@code task, fence}: its outcome is known. */
  static final String CLOSE =
      """
      DELETE FROM create_intents
      WHERE task_id = $1::bigint AND fence = $2::bigint AND watched_until IS NULL""";

  /** {@code task, fence, silent}: the call has ended, but not its doubt. */
  static final String END_CALL =
      """
      UPDATE create_intents SET ended_at = least(ended_at, clock_timestamp()), silent = $3::boolean
      WHERE task_id = $1::bigint AND fence = $2::bigint AND watched_until IS NULL""";

  /**
   * The told twin of an intent {@code i} that is only watched, if its account has no link to it.
   */
  private static final String LATE_TWIN =
      """
      CASE WHEN i.watched_until > clock_timestamp() AND NOT EXISTS (
          SELECT FROM links l WHERE l.account_id = i.account_id AND l.remote_id = i.remote_id)
        THEN i.remote_id END""";

  /**
   * {@code task, fence, remote id}: what a worker heard that had lost its claim. Answers the id,
   * and the twin's if it is a late one. The intent's own lock decides whether it was given up
   * before this or will be after: who gives it up has read what was told before.
   */
  static final String TELL_TWIN =
      """
      UPDATE create_intents i SET remote_id = $3::text
      WHERE i.task_id = $1::bigint AND i.fence = $2::bigint
      RETURNING i.id, %s"""
          .formatted(LATE_TWIN);

  /**
   * {@code account}: one decision at a time about a TickTick account's tasks that nobody has,
   * whoever shares it. Held to the end of the transaction, and taken before all other locks.
   */
  static final String LOCK_ORPHANS =
      """
      SELECT true FROM ticktick_accounts a, pg_advisory_xact_lock(
        hashtextextended('create_intents ' || coalesce(a.remote_inbox_id, a.id::text), 0))
      WHERE a.id = $1::bigint""";

  /** The accounts that are the same of TickTick's as {@code $1}, itself among them. */
  private static final String SHARING =
      """
      (SELECT b.id FROM ticktick_accounts a
        JOIN ticktick_accounts b ON b.id = a.id OR b.remote_inbox_id = a.remote_inbox_id
        WHERE a.id = $1::bigint)""";

  /** Whether the row of an intent {@code i} is a dead letter. */
  private static final String IS_DEAD =
      """
      EXISTS (SELECT FROM push_queue q
        WHERE q.kind = 'task' AND q.entity_id = i.task_id AND q.is_dead)""";

  /**
   * {@code account}: of all who share it. Last, whose it is and whether its row is a dead letter.
   */
  static final String OPEN =
      "SELECT "
          + COLUMNS
          + """
          , i.account_id, %s FROM create_intents i
          WHERE i.account_id IN %s AND i.watched_until IS NULL"""
              .formatted(IS_DEAD, SHARING);

  /** {@code account}. Last, whether its row is a dead letter. */
  static final String WATCHED =
      "SELECT "
          + COLUMNS
          + """
          , i.watched_until, i.user_id, i.task_id, %s FROM create_intents i
          WHERE i.account_id = $1::bigint AND i.watched_until > clock_timestamp()"""
              .formatted(IS_DEAD);

  /**
   * {@code account, watch in milliseconds}: what was dead for so long, of all who share it, is only
   * watched from now on. Under the queue rows' locks, so that a retry comes before, and is no dead
   * letter any more, or after, and finds what to open again. A row that somebody holds is left to
   * the next listing: nothing is waited for.
   */
  static final String END_DEAD =
      """
      WITH dead AS MATERIALIZED (
        SELECT q.entity_id FROM create_intents i
        JOIN push_queue q ON q.kind = 'task' AND q.entity_id = i.task_id
        WHERE i.account_id IN %s AND i.watched_until IS NULL AND q.is_dead
          AND coalesce(q.last_failure_at, q.created_at)
            < now() - $2::bigint * interval '1 millisecond'
        FOR UPDATE OF q SKIP LOCKED)
      UPDATE create_intents i SET listed_at = NULL, listed = NULL,
        watched_until = clock_timestamp() + $2::bigint * interval '1 millisecond'
      FROM dead WHERE i.task_id = dead.entity_id AND i.watched_until IS NULL"""
          .formatted(SHARING);

  /**
   * {@code user, task}, under its locks: the create that was given up last is open again, if its
   * twin may still come and nothing speaks against it. Whoever makes a task's row or revives a dead
   * letter does the same by a trigger.
   */
  static final String REOPEN = "SELECT reopen_create($1::bigint, $2::bigint)";

  /**
   * {@code account, remote ids}: those that have a link, or had one, with any who share it, and the
   * account that imported it; null: a push or an adoption made the link.
   */
  static final String LINKED =
      """
      SELECT DISTINCT remote_id, CASE WHEN imported THEN account_id END FROM links
      WHERE account_id IN %s AND remote_id = ANY ($2::text[])"""
          .formatted(SHARING);

  /** {@code intent, user, task, remote id}: what was told of as its second twin is its only one. */
  static final String ADOPTED =
      """
      WITH decided AS (
        UPDATE conflicts SET reviewed_at = now()
        WHERE user_id = $2::bigint AND task_id = $3::bigint AND reviewed_at IS NULL
          AND rule = 'late_twin' AND remote = to_jsonb($4::text))
      DELETE FROM create_intents WHERE id = $1::bigint""";

  /** {@code intent, when the first listing was begun or null, ids or null}. */
  static final String LISTED =
      """
      UPDATE create_intents SET listed_at = $2::timestamptz, listed = $3::text[]
      WHERE id = $1::bigint""";

  /**
   * {@code task, watch in milliseconds}: from now on its open one is only watched. Under the lock
   * of the queue row, without which none is begun or opened again. Answers the id, and the twin's
   * if it was told.
   */
  static final String GIVE_UP =
      """
      WITH %s
      UPDATE create_intents i SET listed_at = NULL, listed = NULL,
        watched_until = clock_timestamp() + $2::bigint * interval '1 millisecond'
      WHERE i.task_id = $1::bigint AND i.watched_until IS NULL
      RETURNING i.id, %s"""
          .formatted(OVER, LATE_TWIN);

  /** {@code intent, remote id}. Answers a row if it is news. */
  static final String REPORT =
      """
      UPDATE create_intents SET reported = array_append(reported, $2::text)
      WHERE id = $1::bigint AND NOT $2::text = ANY (reported)
      RETURNING id""";

  /**
   * {@code user, task, remote id}, under the task's lock: the delta feed tells that it has an open
   * conflict.
   */
  static final String LOG_TWIN =
      """
      WITH logged AS (
        INSERT INTO conflicts (user_id, task_id, field, local, remote, winner, rule)
        SELECT $1::bigint, $2::bigint, 'remote_id',
          (SELECT to_jsonb(l.remote_id) FROM links l
            WHERE l.task_id = $2::bigint AND l.state <> 'gone'),
          to_jsonb($3::text), 'local', 'late_twin'
        ON CONFLICT DO NOTHING RETURNING user_id, task_id)
      UPDATE tasks t SET revision = pg_current_xact_id() FROM logged
      WHERE t.user_id = logged.user_id AND t.id = logged.task_id""";

  private CreateSql() {}
}
