package dev.tandem.persistence;

import dev.tandem.sync.Reason;
import dev.tandem.sync.RemoteAnswer.NoAnswer;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import dev.tandem.sync.RemoteAnswer.Silence;
import dev.tandem.sync.RemoteAnswer.Unreadable;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statements about claimed queue rows, and what is read of them. Lock order everywhere: task,
 * queue row, link.
 */
final class QueueSql {
  /**
   * What {@link QueueRow} reads, in its order, of a queue row {@code q}. Last comes the content
   * from which a worker that died may have sent, if the task was edited since.
   */
  static final String JOB_COLUMNS =
      """
      q.fence, q.user_id, q.account_id, q.entity_id, q.generation,
      q.attempts, q.outages, q.last_failure_at, clock_timestamp(), a.remote_inbox_id,
      q.dirty, q.intent,
      %1$s,
      (SELECT jsonb_agg(c.remote) FROM conflicts c
        WHERE c.user_id = q.user_id AND c.task_id = q.entity_id AND c.reviewed_at IS NULL
          AND c.rule = 'override' AND c.local = to_jsonb(t.manual_priority_override)),
      %2$s,
      p.remote_id, t.project_id IS NOT NULL AND p.remote_id IS NULL,
      pl.remote_id, pl.id IS NULL AND coalesce(pt.push AND pt.status <> 'deleted', false)
        AND (SELECT true FROM push_queue pq
          WHERE pq.kind = 'task' AND pq.entity_id = t.parent_id LIMIT 1) IS NOT NULL,
      t.id, %3$s, %4$s
      """
          .formatted(
              LinkRows.COLUMNS,
              CreateSql.COLUMNS,
              TaskColumns.contentOf("t"),
              TaskColumns.contentOf("old"));

  /** Without locks: the rows that a snapshot is made of. */
  static final String JOB_JOINS =
      """
      LEFT JOIN ticktick_accounts a ON a.id = q.account_id
      LEFT JOIN tasks t ON t.user_id = q.user_id AND t.id = q.entity_id
      LEFT JOIN projects p ON p.user_id = t.user_id AND p.id = t.project_id
      LEFT JOIN tasks pt ON pt.user_id = t.user_id AND pt.id = t.parent_id
      LEFT JOIN links pl ON pl.task_id = t.parent_id AND pl.state <> 'gone'
      LEFT JOIN links l ON l.task_id = q.entity_id AND l.state <> 'gone'
      LEFT JOIN create_intents i ON i.task_id = q.entity_id AND i.watched_until IS NULL
      LEFT JOIN LATERAL jsonb_populate_record(
        NULL::tasks, coalesce(q.intent -> 'sent_from', q.sent_from)) old
        ON q.intent ? 'sent_from' OR q.sent_from IS NOT NULL
      """;

  /**
   * The intent of a row {@code q} whose lease ended by itself: all that was written since the last
   * settlement may have been sent, as the task was when its worker read it, and what the lease
   * aimed at may have been done.
   */
  static final String ALL_IN_DOUBT =
      """
      jsonb_strip_nulls(jsonb_build_object(
        'unknown', coalesce(q.intent -> 'unknown', '{}') || q.dirty,
        'deleted', coalesce(q.intent -> 'deleted', q.intent -> 'aim' -> 'deleted'),
        'moved_to', coalesce(q.intent -> 'moved_to', q.intent -> 'aim' -> 'moved_to'),
        'discard', q.intent -> 'discard',
        'sent', q.intent -> 'sent'))
        || CASE WHEN q.intent ? 'sent_from' OR q.sent_from IS NOT NULL
          THEN jsonb_build_object('sent_from', coalesce(q.intent -> 'sent_from', q.sent_from))
          ELSE '{}' END""";

  /**
   * {@code kind, task or list, fence}. A claimed row that cannot be read here: others go on, and it
   * is tried again after a while, when a newer version may be able to.
   */
  static final String SET_ASIDE =
      """
      UPDATE push_queue SET lease_owner = NULL, lease_until = NULL, fence = NULL,
        outages = outages + 1, last_failure_at = now(),
        next_attempt_at = now() + interval '1 hour',
        last_error = jsonb_build_object('code', %s, 'detail', %s, 'at', now())
      WHERE kind = $1::text AND entity_id = $2::bigint AND fence = $3::bigint"""
          .formatted(
              literal(Reason.UNREADABLE_ROW.code()), literal(Reason.UNREADABLE_ROW.detail()));

  /**
   * {@code fences, lease in milliseconds}. Answers the fences of the claims that still hold and are
   * renewed: who claims a row over again gives it another fence. Locked in the order of all who
   * lock several; the wall clock counts, as the statement may have waited for that.
   */
  static final String RENEW =
      """
      WITH held AS MATERIALIZED (
        SELECT kind, entity_id FROM push_queue
        WHERE fence = ANY ($1::bigint[]) AND lease_until > clock_timestamp()
        ORDER BY kind, entity_id FOR UPDATE)
      UPDATE push_queue q SET lease_until = until.at, next_attempt_at = until.at
      FROM held, (SELECT clock_timestamp() + $2::bigint * interval '1 millisecond' AS at) until
      WHERE q.kind = held.kind AND q.entity_id = held.entity_id
      RETURNING q.fence""";

  /** {@code tasks}: those that wait for a listing. */
  static final String WAKE =
      dueNow(
          "kind = 'task' AND entity_id = ANY ($1::bigint[]) AND last_error ->> 'code' = "
              + literal(Obstacle.CREATE_UNCONFIRMED.code()));

  /**
   * {@code user}. Only what an outage put off: whatever else waits has its own reason to, and a
   * change that was refused would only be refused sooner.
   */
  static final String HASTEN =
      dueNow(
          """
          user_id = $1::bigint AND outages > 0
            AND (last_error ->> 'code' = ANY (%s) OR last_error ->> 'code' LIKE 'http\\_5%%')"""
              .formatted(outageCodes()));

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
        next_attempt_at = now(), intent = %s, sent_from = NULL
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
        %s, q.last_error, l.remote_id
      FROM (VALUES ($1::bigint, $2::bigint)) AS asked (user_id, task_id)
      LEFT JOIN push_queue q ON q.kind = 'task' AND q.entity_id = asked.task_id
        AND q.user_id = asked.user_id
      LEFT JOIN ticktick_accounts a ON a.user_id = asked.user_id
      LEFT JOIN links l ON l.task_id = asked.task_id AND l.state <> 'gone'
        AND l.user_id = asked.user_id
      """
          .formatted(TaskViewSql.NEXT_ATTEMPT);

  private QueueSql() {}

  /**
   * Makes rows due that wait for a later time. One that is claimed, or settled with another error,
   * while this waits for it is seen as it is then, and left alone. Locked in the order of all who
   * lock several.
   */
  private static String dueNow(String which) {
    return """
        WITH waiting AS MATERIALIZED (
          SELECT kind, entity_id FROM push_queue
          WHERE lease_until IS NULL AND NOT is_dead AND next_attempt_at > now() AND %s
          ORDER BY kind, entity_id FOR UPDATE)
        UPDATE push_queue q SET next_attempt_at = now() FROM waiting
        WHERE q.kind = waiting.kind AND q.entity_id = waiting.entity_id"""
        .formatted(which);
  }

  private static String outageCodes() {
    return Stream.concat(
            Arrays.stream(Silence.values()).map(why -> new NoAnswer(why).code()),
            Stream.of(Unreadable.CODE))
        .map(QueueSql::literal)
        .collect(Collectors.joining(", ", "ARRAY[", "]"));
  }

  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
