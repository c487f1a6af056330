package dev.tandem.persistence;

import dev.tandem.task.Quadrant;

/**
 * The parts of SQL by which a task is read together with its list, link, queue row and account.
 * Statements name the relations {@code t}, {@code p}, {@code l}, {@code q} and {@code a}.
 */
final class TaskViewSql {
  private static final String PROJECT =
      " LEFT JOIN projects p ON p.user_id = t.user_id AND p.id = t.project_id";

  private static final String LINK = " LEFT JOIN links l ON l.task_id = t.id AND l.state <> 'gone'";

  private static final String QUEUE_ROW =
      " LEFT JOIN push_queue q ON q.kind = 'task' AND q.entity_id = t.id";

  private static final String ACCOUNT = " LEFT JOIN ticktick_accounts a ON a.user_id = t.user_id";

  /** What {@link #SYNC_STATE} needs beside {@code t}. */
  static final String SYNC_JOINS = LINK + QUEUE_ROW + ACCOUNT;

  /** What {@link #columns} needs beside {@code t}. */
  static final String JOINS = PROJECT + SYNC_JOINS;

  /** The same with a queue row that the statement itself has written or read, named {@code q}. */
  static final String JOINS_BESIDE_QUEUE_ROW = PROJECT + LINK + ACCOUNT;

  /** Names of {@code dev.tandem.task.SyncState}; the first that holds. */
  static final String SYNC_STATE =
      """
      CASE
        WHEN l.state = 'held' THEN 'held'
        WHEN l.state = 'unreachable' THEN 'unreachable'
        WHEN q.is_dead THEN 'failed'
        WHEN q.lease_until > now() THEN 'pushing'
        WHEN q.entity_id IS NOT NULL AND a.state = 'checking' THEN 'pending'
        WHEN q.entity_id IS NOT NULL AND a.state IS DISTINCT FROM 'connected' THEN 'paused'
        WHEN q.attempts > 0 OR q.outages > 0 THEN 'retrying'
        WHEN q.entity_id IS NOT NULL THEN 'pending'
        WHEN l.id IS NOT NULL THEN 'synced'
        ELSE 'local_only'
      END""";

  /** When a queue row is tried next; none of its own while it is: its lease ends then. */
  static final String NEXT_ATTEMPT =
      """
      CASE WHEN NOT q.is_dead AND (q.lease_until IS NULL OR q.lease_until <= now())
        THEN q.next_attempt_at END""";

  private TaskViewSql() {}

  /** The rule's quadrant, or the one frozen under an override. */
  static String quadrant(String now) {
    return "coalesce(t.frozen_quadrant, " + ruled("t.important", "t.urgent_from", now) + ")";
  }

  /** The rule's quadrant for these values of a content's columns. */
  static String ruled(String important, String urgentFrom, String now) {
    return """
        CASE
          WHEN %1$s THEN CASE WHEN %2$s < %3$s THEN 'Q1' ELSE 'Q2' END
          WHEN %2$s < %3$s THEN 'Q3'
          ELSE 'Q4'
        END"""
        .formatted(important, urgentFrom, now);
  }

  static String effectiveQuadrant(String now) {
    return "coalesce(t.quadrant_override, " + quadrant(now) + ")";
  }

  /**
   * Whether {@link #effectiveQuadrant} is this one, in plain columns, of which the planner knows
   * how many tasks they leave. Only a task with an override has a frozen quadrant.
   */
  static String isInQuadrant(Quadrant quadrant, String now) {
    String urgent = quadrant.isUrgent() ? "<" : ">=";
    return "(t.quadrant_override = '%s' OR t.quadrant_override IS NULL AND %s t.important AND t.urgent_from %s %s)"
        .formatted(quadrant.name(), quadrant.isImportant() ? "" : "NOT", urgent, now);
  }

  /**
   * What {@link Rows#task} reads, in its order.
   *
   * @param now the time at which the quadrant is told
   */
  static String columns(String now) {
    return """
        t.id, t.user_id, %s,
        p.name, coalesce(p.remote_id, l.remote_project_id), l.remote_id,
        %s, t.quadrant_override, t.override_reason, t.focus_time,
        t.created_at, t.modified_at, t.completed_at, t.synced_at, t.sync_version,
        %s, l.id IS NOT NULL, q.entity_id IS NOT NULL, q.dirty, coalesce(q.attempts, 0),
        %s, q.last_error,
        (SELECT count(*) FROM conflicts c
          WHERE c.user_id = t.user_id AND c.task_id = t.id AND c.reviewed_at IS NULL)"""
        .formatted(TaskColumns.contentOf("t"), quadrant(now), SYNC_STATE, NEXT_ATTEMPT);
  }
}
