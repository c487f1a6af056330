package dev.tandem.persistence;

/**
 * The statements by which accounts are claimed to be read from, and let go. An account is one
 * reader's as long as {@code poll_until} lies ahead; {@code poll_owner} tells whose. Without an
 * owner the time belongs to who checks the account's tokens ({@link TokenSql#READ_UNCHECKED}).
 */
final class PollSql {
  /** Of an account {@code a}. */
  private static final String FREE =
      """
      a.state = 'connected' AND (a.paused_until IS NULL OR a.paused_until <= now())
        AND (a.poll_until IS NULL OR a.poll_until <= now())
      """;

  /**
   * {@code owner, limit, microseconds of the lease, accounts whose persons wait}. Answers {@code
   * account, user, generation, connected at, last sweep, completed until, quiet, active, now}.
   *
   * <p>An account that somebody else has locked, to claim its queue rows or to debit its budget, is
   * left to the next claim, as this is to theirs: nobody waits for anybody, and nothing but this
   * one statement happens under the lock.
   */
  static final String CLAIM =
      """
      WITH due AS MATERIALIZED (
        SELECT a.id FROM ticktick_accounts a
        WHERE %1$s AND (a.next_pull_at IS NULL OR a.next_pull_at <= now()
          OR a.id = ANY ($4::bigint[]))
        ORDER BY a.id = ANY ($4::bigint[]) DESC, a.next_pull_at NULLS FIRST, a.id
        LIMIT $2::integer FOR NO KEY UPDATE SKIP LOCKED)
      UPDATE ticktick_accounts a SET poll_owner = $1::text,
        poll_until = now() + $3::bigint * interval '1 microsecond'
      FROM due WHERE a.id = due.id
      RETURNING a.id, a.user_id, a.generation, coalesce(a.connected_at, a.created_at),
        a.last_sweep_at, a.completed_until, a.quiet_pulls,
        EXISTS (SELECT FROM tasks t
          WHERE t.user_id = a.user_id AND t.modified_at > now() - interval '10 minutes'),
        now()"""
          .formatted(FREE);

  /**
   * {@code accounts}. Answers {@code account, list, whether it is archived, begin of its last whole
   * reading}.
   */
  static final String LISTS =
      """
      SELECT a.id, list.id, list.is_archived, r.read_at
      FROM ticktick_accounts a CROSS JOIN LATERAL (
        SELECT coalesce(a.remote_inbox_id, 'inbox') AS id, false AS is_archived
        UNION ALL
        SELECT p.remote_id, p.is_archived FROM projects p
        WHERE p.account_id = a.id AND p.remote_id IS NOT NULL AND p.deleted_at IS NULL) list
      LEFT JOIN list_reads r
        ON r.account_id = a.id AND r.remote_project_id = list.id AND r.complete
      WHERE a.id = ANY ($1::bigint[])
      ORDER BY r.read_at NULLS FIRST, list.id""";

  /** Answers microseconds until the first account may be due, or null: none is connected. */
  static final String NEXT_DUE =
      """
      SELECT greatest(0, ceil(extract(epoch FROM least(now() + interval '1 day',
        min(greatest(coalesce(a.next_pull_at, now()), a.paused_until, a.poll_until))) - now())
        * 1e6))::bigint
      FROM ticktick_accounts a WHERE a.state = 'connected' HAVING count(*) > 0""";

  /**
   * {@code account, owner, microseconds of the lease}. Answers a row if it still is the owner's.
   */
  static final String RENEW =
      """
      UPDATE ticktick_accounts SET poll_until = now() + $3::bigint * interval '1 microsecond'
      WHERE id = $1::bigint AND poll_owner = $2::text AND state = 'connected' RETURNING id""";

  /**
   * {@code account, owner, swept at, completed until, quiet, microseconds until it is due again,
   * error}. Answers a row if it still was the owner's. An earlier time that it was given meanwhile
   * stays.
   */
  static final String FINISH =
      """
      UPDATE ticktick_accounts SET poll_owner = NULL, poll_until = NULL, last_pull_at = now(),
        last_sweep_at = coalesce($3::timestamptz, last_sweep_at),
        completed_until = coalesce($4::timestamptz, completed_until), quiet_pulls = $5::integer,
        next_pull_at = least(now() + $6::bigint * interval '1 microsecond',
          CASE WHEN next_pull_at > now() THEN next_pull_at END),
        last_pull_error = $7::text::jsonb
      WHERE id = $1::bigint AND poll_owner = $2::text RETURNING id""";

  /**
   * {@code account}. What ended 30 days ago is not known any more; some of it, so that it takes no
   * time. What somebody has locked is about to live again.
   */
  static final String DROP_TOMBSTONES =
      """
      DELETE FROM links WHERE id IN (
        SELECT id FROM links
        WHERE account_id = $1::bigint AND state = 'gone' AND ended_at < now() - interval '30 days'
        ORDER BY ended_at LIMIT 500 FOR UPDATE SKIP LOCKED)""";

  /** {@code user, microseconds}. Answers a row if it would have been later. */
  static final String HASTEN =
      """
      UPDATE ticktick_accounts
      SET next_pull_at = now() + $2::bigint * interval '1 microsecond', quiet_pulls = 0
      WHERE user_id = $1::bigint AND state = 'connected'
        AND next_pull_at > now() + $2::bigint * interval '1 microsecond'
      RETURNING id""";

  /**
   * {@code account, generation, read at, remote ids shown}. Answers lists. What was seen or written
   * since the reading began says nothing.
   */
  static final String FIND_ABSENT =
      """
      SELECT DISTINCT l.remote_project_id
      FROM ticktick_accounts a JOIN links l ON l.account_id = a.id
      WHERE a.id = $1::bigint AND a.generation = $2::bigint AND a.state = 'connected'
        AND l.state = 'linked' AND l.base ->> 'status' = 'ACTIVE'
        AND coalesce(l.settled_at, '-infinity') < $3::timestamptz
        AND coalesce(l.read_at, '-infinity') < $3::timestamptz
        AND NOT EXISTS (SELECT FROM unnest($4::text[]) AS shown (id) WHERE shown.id = l.remote_id)
      ORDER BY l.remote_project_id LIMIT 20""";

  private PollSql() {}
}
