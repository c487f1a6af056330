package dev.tandem.persistence;

import dev.tandem.task.Task;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Persons of whom every table holds something. */
final class PersonFixture {
  /** What the tables hold of a secret, never to be seen outside. */
  static final String SECRET = "c0ffee";

  private final StoreFixture db;

  PersonFixture(StoreFixture db) {
    this.db = db;
  }

  /** A connected user with rows in every table there is. */
  long person(String name) {
    long user =
        db.number(
            "INSERT INTO users (name, email) VALUES ($1, $1 || '@example.org') RETURNING id", name);
    long account =
        db.number(
            "INSERT INTO ticktick_accounts (user_id, state, access_token, refresh_token, key_id,"
                + " token_hash, remote_inbox_id) VALUES ($1, 'connected', '\\xc0ffee', '\\xc0ffee',"
                + " 'c0ffee', '\\xc0ffee', 'inbox' || $2::text) RETURNING id",
            user,
            name);
    db.rows(
        "INSERT INTO api_keys (user_id, name, key_hash)"
            + " VALUES ($1, 'laptop', '\\xc0ffee' || sha256(convert_to($2, 'UTF8')))",
        user,
        name);
    db.rows(
        "INSERT INTO openid_identities (user_id, issuer, subject)"
            + " VALUES ($1, 'https://id.example', $2)",
        user,
        name);
    db.rows(
        "INSERT INTO sessions (user_id, kind, token_hash, expires_at)"
            + " VALUES ($1, 'session', '\\xc0ffee' || sha256(convert_to($2, 'UTF8')), now())",
        user,
        name);
    db.rows(
        "INSERT INTO oauth_states (state_hash, user_id, browser_hash, expires_at)"
            + " VALUES ('\\xc0ffee' || sha256(convert_to($2, 'UTF8')), $1, '\\xc0ffee', now())",
        user,
        name);
    db.rows("INSERT INTO list_reads VALUES ($1, 'list', now(), true)", account);
    db.rows("INSERT INTO list_reads VALUES ($1, 'other', now(), true)", account);
    db.rows(
        "INSERT INTO budgets (budget_key, cell, arrival) VALUES ('inbox' || $1::text, 'all', now()),"
            + " ('inbox' || $1::text, 'poll', now()), ('account:' || $2::bigint, 'all', now())",
        name,
        account);
    long project = db.project(user, "Work", "list");
    Task parent = db.insert(user, "parent of " + name);
    Task child = db.insert(user, Contents.below("child", parent.id()));
    db.rows("UPDATE tasks SET project_id = $2 WHERE id = $1", child.id(), project);
    db.link(parent, "linked");
    db.rows(
        "INSERT INTO push_queue (kind, entity_id, user_id, account_id)"
            + " VALUES ('project', $1, $2, $3)",
        project,
        user,
        account);
    history(user, parent);
    return user;
  }

  private void history(long user, Task task) {
    db.rows(
        "INSERT INTO sends (user_id, task_id, fence, operation, outcome)"
            + " SELECT $1, $2, 1, 'create', 'applied' FROM generate_series(1, 3)",
        user,
        task.id());
    db.rows(
        "INSERT INTO create_intents (user_id, account_id, task_id, fence, ended_at, sent)"
            + " SELECT $1, id, $2, 1, now(), '{}' FROM ticktick_accounts WHERE user_id = $1",
        user,
        task.id());
    db.rows(
        "INSERT INTO conflicts (user_id, task_id, field, winner, rule)"
            + " VALUES ($1, $2, 'title', 'local', 'newer')",
        user,
        task.id());
    db.rows(
        "INSERT INTO suggestions (user_id, task_id, type, suggested) VALUES ($1, $2, 'title', '1')",
        user,
        task.id());
    db.rows(
        "INSERT INTO idempotency_keys (user_id, key, request_hash, status, body)"
            + " VALUES ($1, 'k', '\\xc0ffee', 201, '{\"key\": \"c0ffee\"}')",
        user);
    db.rows("INSERT INTO task_tombstones (user_id, task_id) VALUES ($1, -$1::bigint)", user);
  }

  /**
   * The tables of the schema that may hold what is a person's. That an identity was erased is no
   * person's any more.
   */
  List<String> tables() {
    return db
        .rows(
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'"
                + " AND table_type = 'BASE TABLE'"
                + " AND table_name NOT IN ('erased_openid_identities', 'feed_epoch',"
                + " 'flyway_schema_history', 'token_key')"
                + " ORDER BY table_name")
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  /** Every row of every table, as text. */
  Map<String, List<String>> everything() {
    Map<String, List<String>> everything = new TreeMap<>();
    for (String table : tables()) {
      everything.put(
          table,
          db.rows("SELECT to_jsonb(t)::text AS row FROM " + table + " t ORDER BY row").stream()
              .map((Row row) -> row.getString(0))
              .toList());
    }
    return everything;
  }
}
