package dev.tandem.persistence;

/**
 * The statements about budgets and pauses, which belong to a TickTick account: all that share it
 * here, users and nodes, share them. A budget's key is the account's {@code inbox<uid>}; while that
 * is not known, {@code account:} and our own id. Lock order: accounts by id, then cells by key and
 * name.
 */
final class BudgetSql {
  /**
   * Seconds in which a lowered rate climbs from nothing to all, evenly: a twentieth in five
   * minutes. TickTick's longest known window is five minutes, so that each step is tried for one
   * before the next; and from the lowest rate all is regained in an hour and a half.
   */
  private static final int CLIMB = 6_000;

  /** What is left of the rate at a refusal: three in a row leave less than half. */
  private static final double LOWERED = 0.75;

  /** What of the configured rate a cell {@code b} has now. */
  static final String FACTOR =
      """
      least(1, b.rate_factor + greatest(0, coalesce(
        extract(epoch FROM clock_timestamp() - b.learnt_at)::double precision, 0)) / %d)"""
          .formatted(CLIMB);

  /**
   * {@code account, microseconds}: one account alone, for a trouble of its own. A pause that stands
   * and ends later is kept, here and below.
   */
  static final String PAUSE =
      """
      UPDATE ticktick_accounts
      SET paused_until = greatest(paused_until,
        clock_timestamp() + $2::bigint * interval '1 microsecond')
      WHERE id = $1::bigint""";

  /**
   * {@code account, microseconds, time of the grant, lowest factor}: TickTick refused a request for
   * the number of them, although it was granted. Pauses all that share its account, and lowers the
   * rate; but not for a request that was granted before the last lowering, as that was still for
   * the higher rate.
   */
  static final String LIMITED =
      """
      WITH sharing AS MATERIALIZED (
        SELECT a.id, coalesce(a.remote_inbox_id, 'account:' || a.id) AS budget_key
        FROM ticktick_accounts a JOIN ticktick_accounts one ON one.id = $1::bigint
          AND (a.id = one.id OR a.remote_inbox_id = one.remote_inbox_id)
        ORDER BY a.id FOR NO KEY UPDATE OF a),
      paused AS (
        UPDATE ticktick_accounts a
        SET paused_until = greatest(a.paused_until,
          clock_timestamp() + $2::bigint * interval '1 microsecond')
        FROM sharing WHERE a.id = sharing.id)
      INSERT INTO budgets AS b (budget_key, cell, arrival, rate_factor, learnt_at)
      SELECT budget_key, 'all', clock_timestamp(), %2$s, clock_timestamp()
      FROM (SELECT DISTINCT budget_key FROM sharing) one
      ON CONFLICT (budget_key, cell) DO UPDATE SET
        rate_factor = greatest($4::double precision, %2$s * %1$s), learnt_at = clock_timestamp()
      WHERE b.learnt_at IS NULL OR b.learnt_at < $3::timestamptz"""
          .formatted(FACTOR, LOWERED);

  /**
   * From a budget {@code moved} to the one of {@code $2}: what the account has spent is added to
   * what others of the same remote account have, and the lower rate holds.
   */
  private static final String ADD =
      """
      INSERT INTO budgets (budget_key, cell, arrival, rate_factor, learnt_at)
      SELECT $2::text, cell, arrival, rate_factor, learnt_at FROM moved
      ON CONFLICT (budget_key, cell) DO UPDATE SET
        arrival = greatest(budgets.arrival, clock_timestamp())
          + greatest(excluded.arrival - clock_timestamp(), interval '0'),
        rate_factor = least(budgets.rate_factor, excluded.rate_factor),
        learnt_at = greatest(budgets.learnt_at, excluded.learnt_at)""";

  /** {@code account, inbox id}: the account's own budget becomes that of the remote account. */
  static final String MOVE =
      """
      WITH moved AS (
        DELETE FROM budgets WHERE budget_key = 'account:' || $1::bigint
        RETURNING cell, arrival, rate_factor, learnt_at)
      """
          + ADD;

  /** {@code account}: what was spent on its checks is in the stored remote account's already. */
  static final String DROP = "DELETE FROM budgets WHERE budget_key = 'account:' || $1::bigint";

  /**
   * {@code account, inbox id}: a remote account that is not known any more may still be the same,
   * so that what it has spent stays spent.
   */
  static final String KEEP =
      """
      INSERT INTO budgets (budget_key, cell, arrival, rate_factor, learnt_at)
      SELECT 'account:' || $1::bigint, cell, arrival, rate_factor, learnt_at
      FROM budgets WHERE budget_key = $2::text
      ON CONFLICT (budget_key, cell) DO UPDATE SET
        arrival = greatest(budgets.arrival, excluded.arrival),
        rate_factor = least(budgets.rate_factor, excluded.rate_factor),
        learnt_at = greatest(budgets.learnt_at, excluded.learnt_at)""";

  /** {@code account, inbox id, generation}. */
  static final String LEARN_INBOX =
      """
      WITH learnt AS (
        UPDATE ticktick_accounts SET remote_inbox_id = $2::text, paused_until = %s
        WHERE id = $1::bigint AND remote_inbox_id IS NULL AND state = 'connected'
          AND generation = $3::bigint
        RETURNING id),
      moved AS (
        DELETE FROM budgets b USING learnt
        WHERE b.budget_key = 'account:' || learnt.id
        RETURNING b.cell, b.arrival, b.rate_factor, b.learnt_at)
      """
              .formatted(pauseOf("$2::text"))
          + ADD;

  /**
   * {@code account; names, paces and credits in microseconds of the cells, and how many requests
   * each must have; task or list and fence of the claim or null}. Answers whether a request was
   * granted, in how many microseconds one will be, the generation of the tokens, the budget's key
   * and the time; nothing for an account that is not connected, or once the claim has ended. All
   * cells are debited or none: their row locks decide between callers; the account's keeps them
   * from moving meanwhile. The wall clock counts, as the statement may have waited for these locks.
   */
  static final String SPEND =
      spend(
          "ARRAY[coalesce(remote_inbox_id, 'account:' || id)]",
          """
          AND state = 'connected' AND ($6::bigint IS NULL OR EXISTS (
            SELECT FROM push_queue
            WHERE entity_id = $6::bigint AND fence = $7::bigint))
          """);

  /**
   * {@code account; names, paces, credits and requests of the cells}. The same out of the account's
   * own budget, since the token that is asked about may be another remote account's than the stored
   * one, and out of the stored one's, since it may be that one's.
   */
  static final String SPEND_ON_CHECK =
      spend("array_remove(ARRAY['account:' || id, remote_inbox_id], NULL)", "");

  private BudgetSql() {}

  /** The pause of an account that turns out to be {@code inbox}: others may share it already. */
  static String pauseOf(String inbox) {
    return """
        greatest(paused_until, (
          SELECT max(other.paused_until) FROM ticktick_accounts other
          WHERE other.remote_inbox_id = %s))"""
        .formatted(inbox);
  }

  /**
   * Cells that nobody used yet have no row to lock: of callers who race to make them, each one that
   * comes late meets the cell's limit as it writes. It may then have debited the other cell: too
   * much, never too little.
   *
   * <p>No request moves a cell further ahead than its credit. One that is far beyond was moved
   * before the server's clock went back (another server took over), and counts as just at its
   * limit. A clock that goes forward refills the cells by as much: then more may be sent within a
   * minute than TickTick allows, which it tells.
   */
  private static String spend(String budgetKeys, String condition) {
    return """
        WITH account AS MATERIALIZED (
          SELECT %1$s AS budget_keys, paused_until, generation
          FROM ticktick_accounts WHERE id = $1::bigint %2$s FOR SHARE),
        asked AS MATERIALIZED (
          SELECT key AS budget_key, c.cell, c.pace, c.credit, c.requests
          FROM account CROSS JOIN unnest(account.budget_keys) AS key
          CROSS JOIN unnest($2::text[], $3::bigint[], $4::bigint[], $5::integer[])
            AS c (cell, pace, credit, requests)),
        present AS MATERIALIZED (
          SELECT b.budget_key, b.cell, b.arrival, %3$s AS factor
          FROM asked JOIN budgets b ON b.budget_key = asked.budget_key AND b.cell = asked.cell
          ORDER BY b.budget_key, b.cell FOR UPDATE OF b),
        cells AS MATERIALIZED (
          SELECT asked.budget_key, asked.cell,
            CASE WHEN present.arrival > clock_timestamp()
                + (2 * asked.credit + pace.long) * interval '1 microsecond'
              THEN clock_timestamp()
                + greatest(0, asked.credit - pace.long) * interval '1 microsecond'
              ELSE present.arrival END AS arrival,
            pace.long * interval '1 microsecond' AS pace,
            greatest(0, asked.credit - asked.requests * pace.long) * interval '1 microsecond'
              AS tolerance
          FROM asked LEFT JOIN present USING (budget_key, cell)
          LEFT JOIN present whole
            ON whole.budget_key = asked.budget_key AND whole.cell = 'all'
          CROSS JOIN LATERAL (
            SELECT ceil(asked.pace / coalesce(whole.factor, 1))::bigint AS long) pace),
        granted AS (
          INSERT INTO budgets AS b (budget_key, cell, arrival)
          SELECT cells.budget_key, cells.cell, clock_timestamp() + cells.pace
          FROM account CROSS JOIN cells
          WHERE (account.paused_until IS NULL OR account.paused_until <= clock_timestamp())
            AND NOT EXISTS (
              SELECT FROM cells full_one
              WHERE full_one.arrival > clock_timestamp() + full_one.tolerance)
          ORDER BY cells.budget_key, cells.cell
          ON CONFLICT (budget_key, cell) DO UPDATE SET
            arrival = (
              SELECT greatest(coalesce(c.arrival, b.arrival), clock_timestamp()) + c.pace
              FROM cells c WHERE c.budget_key = b.budget_key AND c.cell = b.cell)
          WHERE (
            SELECT coalesce(c.arrival, b.arrival) <= clock_timestamp() + c.tolerance
            FROM cells c WHERE c.budget_key = b.budget_key AND c.cell = b.cell)
          RETURNING arrival)
        SELECT (SELECT count(*) FROM granted) = (SELECT count(*) FROM cells),
          ceil(extract(epoch FROM greatest(interval '0',
            account.paused_until - clock_timestamp(),
            (SELECT max(arrival - tolerance) FROM cells) - clock_timestamp())) * 1e6)::bigint,
          account.generation, account.budget_keys[1], clock_timestamp()
        FROM account"""
        .formatted(budgetKeys, condition, FACTOR);
  }
}
