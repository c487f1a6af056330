package dev.tandem.persistence;

import dev.tandem.account.PersonPart;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What of which table a person is handed. Columns are named one by one, so that a new secret stays
 * inside until somebody decides otherwise.
 */
final class ExportSql {
  private static final String OF_USER = "t.user_id = $1::bigint";

  private ExportSql() {}

  /**
   * The rows of one table, in an order that an index has.
   *
   * @param key what they are ordered by, unique among a person's rows
   */
  private record Source(String table, String owned, List<Key> key, List<String> columns) {
    static Source of(String table, List<Key> key, String... columns) {
      return new Source(table, OF_USER, key, List.of(columns));
    }
  }

  private record Key(String column, String type) {
    static final List<Key> ID = List.of(number("id"));
    static final List<Key> TASK_AND_ID = List.of(number("task_id"), number("id"));

    static Key number(String column) {
      return new Key(column, "bigint");
    }

    static Key text(String column) {
      return new Key(column, "text");
    }
  }

  /** Where a part's rows are. */
  static String table(PersonPart part) {
    return source(part).table();
  }

  /** How many texts make the key of a part's rows. */
  static int keyLength(PersonPart part) {
    return source(part).key().size();
  }

  /**
   * {@code user, limit}, and from the second page on the key of the last row, as texts. Answers
   * {@code json}, the key's texts and how many rows there were, which may be more than fit on the
   * page: nothing for an unknown or erased user, one row of nulls for an empty page. That the user
   * is still there is seen together with the rows.
   */
  static String page(PersonPart part, boolean first) {
    Source source = source(part);
    List<Key> key = source.key();
    String behind =
        IntStream.range(0, key.size())
            .mapToObj(i -> "$" + (i + 3) + "::text::" + key.get(i).type())
            .collect(Collectors.joining(", "));
    return """
        SELECT p.data, %s, p.found
        FROM users u LEFT JOIN (
          SELECT %s FROM (
            SELECT %s, json_build_object(%s)::text AS data FROM %s t
            WHERE %s%s ORDER BY %s LIMIT $2::integer) t) p ON %s
        WHERE u.id = $1::bigint AND u.erasing_at IS NULL
        ORDER BY %s"""
        .formatted(
            prefixed(key, "p.", "::text"),
            PageBytes.columns("octet_length(t.data)", "ORDER BY " + prefixed(key, "t.", "")),
            prefixed(key, "t.", ""),
            source.columns().stream().map(ExportSql::member).collect(Collectors.joining(", ")),
            source.table(),
            source.owned(),
            first ? "" : " AND (" + prefixed(key, "t.", "") + ") > (" + behind + ")",
            prefixed(key, "t.", ""),
            PageBytes.fits("p"),
            // The columns themselves: by a name alone the texts in the answer would be meant.
            prefixed(key, "p.", ""));
  }

  private static String prefixed(List<Key> key, String before, String after) {
    return key.stream()
        .map(part -> before + part.column() + after)
        .collect(Collectors.joining(", "));
  }

  /** A name and a value; times as everywhere in the API. */
  private static String member(String column) {
    boolean time =
        Stream.of("_at", "_until", "_since").anyMatch(column::endsWith) || column.equals("at");
    String value =
        time
            ? "to_char(t.%s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
                .formatted(column)
            : "t." + column;
    return "'" + column + "', " + value;
  }

  private static Source source(PersonPart part) {
    return switch (part) {
      case USER ->
          new Source(
              "users",
              "t.id = $1::bigint",
              Key.ID,
              List.of("id", "name", "email", "role", "is_owner", "auto_push", "created_at"));
      case ACCOUNT ->
          Source.of(
              "ticktick_accounts",
              Key.ID,
              "id",
              "state",
              "token_source",
              "generation",
              "expires_at",
              "expiry_announced_at",
              "renew_at",
              "unreadable_since",
              "scopes",
              "remote_inbox_id",
              "remote_identity",
              "paused_until",
              "last_pull_at",
              "last_sweep_at",
              "next_pull_at",
              "last_pull_error",
              "completed_until",
              "quiet_pulls",
              "connected_at",
              "created_at");
      case KEY ->
          Source.of(
              "api_keys",
              Key.ID,
              "id",
              "name",
              "is_configured",
              "created_at",
              "expires_at",
              "last_used_at");
      case IDENTITY ->
          Source.of("openid_identities", Key.ID, "id", "issuer", "subject", "created_at");
      case PROJECT ->
          Source.of(
              "projects",
              Key.ID,
              "id",
              "account_id",
              "remote_id",
              "name",
              "color",
              "sort_order",
              "is_archived",
              "base",
              "missing_since",
              "synced_at",
              "settled_at",
              "replaced",
              "created_at",
              "modified_at",
              "deleted_at");
      case LINK ->
          Source.of(
              "links",
              Key.TASK_AND_ID,
              "id",
              "account_id",
              "task_id",
              "remote_id",
              "remote_project_id",
              "state",
              "ended_because",
              "ended_at",
              "redeletes",
              "base",
              "base_here",
              "watch",
              "raw",
              "etag",
              "etimestamp",
              "confirmed",
              "read_at",
              "settled_at",
              "missing_since",
              "looks",
              "looked_at",
              "sought_in",
              "sought_since",
              "inferred_at",
              "unproven",
              "imported",
              "estimate_there",
              "created_at");
      case QUEUE ->
          Source.of(
              "push_queue",
              List.of(Key.text("kind"), Key.number("entity_id")),
              "kind",
              "entity_id",
              "account_id",
              "generation",
              "dirty",
              "attempts",
              "outages",
              "last_failure_at",
              "next_attempt_at",
              "is_dead",
              "last_error",
              "sent_from",
              "lease_until",
              "intent",
              "created_at");
      case CREATE ->
          Source.of(
              "create_intents",
              Key.TASK_AND_ID,
              "id",
              "account_id",
              "task_id",
              "begun_at",
              "ended_at",
              "silent",
              "sent",
              "remote_id",
              "listed_at",
              "listed",
              "watched_until",
              "reported");
      case SEND ->
          Source.of(
              "sends",
              Key.TASK_AND_ID,
              "id",
              "task_id",
              "at",
              "operation",
              "fields",
              "sent",
              "outcome",
              "error_code",
              "detail",
              "requests");
      case CONFLICT ->
          Source.of(
              "conflicts",
              Key.ID,
              "id",
              "task_id",
              "project_id",
              "field",
              "base",
              "local",
              "remote",
              "winner",
              "rule",
              "local_at",
              "remote_at",
              "at",
              "reviewed_at");
      case SUGGESTION ->
          Source.of(
              "suggestions",
              Key.TASK_AND_ID,
              "id",
              "task_id",
              "type",
              "suggested",
              "reason",
              "confidence",
              "state",
              "created_at",
              "decided_at");
      case TOMBSTONE ->
          Source.of("task_tombstones", List.of(Key.number("task_id")), "task_id", "deleted_at");
      case LIST_READ ->
          new Source(
              "list_reads",
              "t.account_id = (SELECT a.id FROM ticktick_accounts a WHERE a.user_id = $1::bigint)",
              List.of(Key.text("remote_project_id")),
              List.of("account_id", "remote_project_id", "read_at", "complete"));
      case REQUEST ->
          // Not the answers: they repeat what tasks say, and may hold what is shown once.
          Source.of("idempotency_keys", List.of(Key.text("key")), "key", "status", "created_at");
    };
  }
}
