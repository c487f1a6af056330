package dev.tandem.persistence;

/**
 * The statements by which readings of lists tell what is not there. What is there as before costs
 * no write.
 */
final class MissingSql {
  /** Missing twins that are looked at in one poll; the next goes on. */
  private static final int AT_ONCE = 20;

  /**
   * Hours after which a search through other lists begins again: what was moved into one that was
   * asked before would be taken for deleted. It takes a sweep for each 20 lists, which come every
   * quarter of an hour, and accounts have up to some 300 lists.
   */
  private static final int SOUGHT_FOR = 6;

  /** {@code account}. Answers how the links of its Inbox name that. */
  static final String INBOX_NAMES =
      """
      SELECT DISTINCT remote_project_id FROM links
      WHERE account_id = $1::bigint AND state <> 'gone' AND remote_project_id LIKE 'inbox%'""";

  /** {@code account, lists, read at}: those that were read whole. */
  static final String NOTE =
      """
      INSERT INTO list_reads AS r (account_id, remote_project_id, read_at, complete)
      SELECT $1::bigint, told.list, told.read_at, true
      FROM unnest($2::text[], $3::timestamptz[]) AS told (list, read_at) ORDER BY told.list
      ON CONFLICT (account_id, remote_project_id) DO UPDATE SET
        read_at = greatest(r.read_at, excluded.read_at), complete = true""";

  /** {@code account, lists, whether these are all but}: forgets what is no list any more. */
  static final String FORGET =
      """
      DELETE FROM list_reads
      WHERE account_id = $1::bigint AND (remote_project_id = ANY ($2::text[])) <> $3::boolean""";

  /**
   * {@code account, names of lists, read at, their states}. Answers {@code link, task, read at,
   * state of the list} of the links that a list's state changes.
   */
  static final String CHANGED =
      """
      SELECT l.id, l.task_id, told.read_at, told.state
      FROM unnest($2::text[], $3::timestamptz[], $4::text[]) AS told (name, read_at, state)
      JOIN links l ON l.account_id = $1::bigint AND l.remote_project_id = told.name
      WHERE coalesce(l.settled_at, '-infinity') < told.read_at AND CASE told.state
        WHEN 'WHOLE' THEN l.state = 'unreachable'
        WHEN 'UNREADABLE' THEN l.state = 'linked'
        ELSE l.state IN ('linked', 'unreachable') END""";

  /** {@code links, state before, state}. The delta feed tells of it. */
  static final String BECOME =
      """
      WITH written AS (
        UPDATE links SET state = $3::text, missing_since = NULL
        WHERE id = ANY ($1::bigint[]) AND state = $2::text RETURNING user_id, task_id)
      UPDATE tasks t SET revision = pg_current_xact_id() FROM written
      WHERE t.user_id = written.user_id AND t.id = written.task_id""";

  /**
   * {@code account, names of lists, read at, remote ids shown, whether looks are decisive now}. Of
   * what was open and is not shown notes what is missing for the first time, and answers {@code
   * remote id, list, whether it is completed, where it cannot be} of what an earlier reading missed
   * already: of {@value #AT_ONCE} whose look is due, those first that were looked at longest ago.
   * One whose looks decide nothing is looked at ever rarer, or it would take the others' requests;
   * but always where they can decide. It cannot be where it was sought. What was sent to a
   * completed one and was shown by no listing since may have been sent into the trash, and counts
   * as missing too. A push that was settled since may have moved the twin, so that the earlier
   * reading says nothing any more; one that is under way, or a move of unknown outcome, may be
   * moving it.
   */
  static final String ABSENT =
      """
      WITH absent AS MATERIALIZED (
        SELECT l.id, l.remote_id, l.remote_project_id, told.read_at, l.missing_since,
          l.base ->> 'status' = 'COMPLETED' AS is_completed, l.looks, l.looked_at,
          CASE WHEN l.sought_since > told.read_at - interval '%2$d hours'
            THEN l.sought_in ELSE '{}' END AS not_in,
          coalesce(l.missing_since <= l.settled_at, l.missing_since IS NULL) AS is_first
        FROM unnest($2::text[], $3::timestamptz[]) AS told (name, read_at)
        JOIN links l ON l.account_id = $1::bigint AND l.remote_project_id = told.name
        WHERE l.state = 'linked' AND (l.base ->> 'status' = 'ACTIVE'
            OR l.base ->> 'status' = 'COMPLETED' AND l.unproven <> '{}')
          AND coalesce(l.settled_at, '-infinity') < told.read_at
          AND coalesce(l.read_at, '-infinity') < told.read_at
          AND NOT EXISTS (SELECT FROM unnest($4::text[]) AS shown (id) WHERE shown.id = l.remote_id)
          AND NOT EXISTS (
            SELECT FROM push_queue q WHERE q.kind = 'task' AND q.entity_id = l.task_id
              AND (q.fence IS NOT NULL OR q.intent ? 'moved_to'))),
      noted AS (
        UPDATE links l SET missing_since = absent.read_at, inferred_at = NULL,
          looks = 0, looked_at = NULL, sought_in = '{}', sought_since = NULL FROM absent
        WHERE l.id = absent.id AND absent.is_first AND l.state = 'linked'
          AND coalesce(l.settled_at, '-infinity') < absent.read_at
          AND coalesce(l.read_at, '-infinity') < absent.read_at)
      SELECT remote_id, remote_project_id, is_completed, not_in FROM absent
      WHERE NOT is_first AND missing_since <= read_at - interval '2 seconds'
        AND ($5::boolean OR looked_at IS NULL
          OR looked_at <= read_at - least((2 ^ least(looks, 9) - 2) * 15, 600) * interval '1 s')
      ORDER BY looked_at NULLS FIRST, id LIMIT %1$d"""
          .formatted(AT_ONCE, SOUGHT_FOR);

  /**
   * {@code account, generation, remote id, looked at, lists that do not have it}: a look at what is
   * missing still.
   */
  static final String LOOKED =
      """
      UPDATE links l SET looks = looks + 1, looked_at = $4::timestamptz,
        sought_in = CASE WHEN goes_on THEN ARRAY(SELECT DISTINCT unnest(l.sought_in || $5::text[]))
          ELSE $5::text[] END,
        sought_since = CASE WHEN goes_on THEN l.sought_since
          WHEN $5::text[] <> '{}' THEN $4::timestamptz END
      FROM (
        SELECT id, coalesce(sought_since > $4::timestamptz - interval '%d hours', false) AS goes_on
        FROM links WHERE account_id = $1::bigint AND remote_id = $3::text) one
      WHERE l.id = one.id AND l.state = 'linked' AND l.missing_since < $4::timestamptz
        AND coalesce(l.settled_at, '-infinity') < $4::timestamptz
        AND coalesce(l.read_at, '-infinity') < $4::timestamptz
        AND EXISTS (
          SELECT FROM ticktick_accounts
          WHERE id = $1::bigint AND generation = $2::bigint AND state = 'connected')"""
          .formatted(SOUGHT_FOR);

  private MissingSql() {}
}
