package dev.tandem.persistence;

/** The statements about creates whose outcome is not known. */
final class CreateSql {
  /** What {@link CreateRows#read} reads, of an intent {@code i}. */
  static final String COLUMNS =
      """
      i.id, i.begun_at, i.ended_at, i.silent, i.sent::text, i.remote_id, i.listed_at, i.listed""";

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
      over AS (
        DELETE FROM create_intents
        WHERE id IN (SELECT id FROM create_intents
          WHERE watched_until < clock_timestamp() LIMIT 10 FOR UPDATE SKIP LOCKED))
      INSERT INTO create_intents (user_id, account_id, task_id, fence, ended_at, sent)
      SELECT user_id, account_id, $1::bigint, $2::bigint, lease_until, $3::text::jsonb FROM claim
      ON CONFLICT (task_id) WHERE watched_until IS NULL DO NOTHING
      RETURNING id""";

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

  /** {@code task, fence, remote id}: what a worker heard that had lost its claim. */
  static final String TELL_TWIN =
      """
      UPDATE create_intents SET remote_id = $3::text
      WHERE task_id = $1::bigint AND fence = $2::bigint""";

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

  /** {@code account}: of all who share it. */
  static final String OPEN =
      "SELECT "
          + COLUMNS
          + """
           FROM create_intents i
          WHERE i.account_id IN %s AND i.watched_until IS NULL"""
              .formatted(SHARING);

  /** {@code account}. */
  static final String WATCHED =
      "SELECT "
          + COLUMNS
          + """
          , i.watched_until, i.user_id, i.task_id FROM create_intents i
          WHERE i.account_id = $1::bigint AND i.watched_until > clock_timestamp()""";

  /** {@code account, remote ids}: those that have a link, or had one, with any who share it. */
  static final String LINKED =
      """
      SELECT DISTINCT remote_id FROM links
      WHERE account_id IN %s AND remote_id = ANY ($2::text[])"""
          .formatted(SHARING);

  /** {@code intent}. */
  static final String ADOPTED = "DELETE FROM create_intents WHERE id = $1::bigint";

  /** {@code intent, when the first listing was begun or null, ids or null}. */
  static final String LISTED =
      """
      UPDATE create_intents SET listed_at = $2::timestamptz, listed = $3::text[]
      WHERE id = $1::bigint""";

  /** {@code intent, account, watch in milliseconds}: from now on it is only watched. */
  static final String GIVE_UP =
      """
      WITH over AS (
        DELETE FROM create_intents
        WHERE account_id = $2::bigint AND watched_until < clock_timestamp())
      UPDATE create_intents SET listed_at = NULL, listed = NULL,
        watched_until = clock_timestamp() + $3::bigint * interval '1 millisecond'
      WHERE id = $1::bigint""";

  /** {@code intent, remote id}. Answers a row if it is news. */
  static final String REPORT =
      """
      UPDATE create_intents SET reported = array_append(reported, $2::text)
      WHERE id = $1::bigint AND NOT $2::text = ANY (reported)
      RETURNING id""";

  /** {@code user, task, late twin's id}: for people to decide which of the two is to stay. */
  static final String LOG_TWIN =
      """
      INSERT INTO conflicts (user_id, task_id, field, local, remote, winner, rule)
      SELECT $1::bigint, $2::bigint, 'remote_id',
        (SELECT to_jsonb(l.remote_id) FROM links l
          WHERE l.task_id = $2::bigint AND l.state <> 'gone'),
        to_jsonb($3::text), 'local', 'late_twin'
      ON CONFLICT DO NOTHING""";

  private CreateSql() {}
}
