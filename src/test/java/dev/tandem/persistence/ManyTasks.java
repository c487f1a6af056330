package dev.tandem.persistence;

/**
 * One person's 20,000 tasks among 60,000, with values that follow no order: some in a list, below a
 * task, tagged, linked, held, queued.
 */
record ManyTasks(long user, long project, long parent) {
  private static final int MINE = 20_000;
  private static final String OTHERS = "one of many";

  static ManyTasks in(StoreFixture db) {
    long user = db.connectedUser();
    long account = db.number("SELECT id FROM ticktick_accounts WHERE user_id = " + user);
    db.rows("INSERT INTO users (name) SELECT '" + OTHERS + "' FROM generate_series(1, 4)");
    long project = db.project(user, "list", "remote-list");
    insert(db, user, project);
    long parent = db.number("SELECT min(id) FROM tasks WHERE user_id = " + user);
    String some = " FROM tasks WHERE user_id = " + user + " AND id > " + parent + " AND id % ";
    db.rows(
        "UPDATE tasks SET parent_id = " + parent + " WHERE id IN (SELECT id" + some + "400 = 7)");
    db.rows(
        "INSERT INTO links (user_id, task_id, account_id, remote_id, remote_project_id, base, state)"
            + " SELECT user_id, id, "
            + account
            + ", 'r' || id, 'remote-list', '{}',"
            + " CASE id % 1000 WHEN 1 THEN 'held' WHEN 2 THEN 'unreachable' ELSE 'linked' END"
            + some
            + "10 <= 5");
    db.rows(
        "INSERT INTO push_queue (kind, entity_id, user_id, account_id) SELECT 'task', id, user_id, "
            + account
            + some
            + "100 = 3");
    // Of a small sample of the texts it would be chance how many of them seem to hold a word.
    db.rows(
        "ALTER TABLE tasks ALTER title SET STATISTICS 2000,"
            + " ALTER description SET STATISTICS 2000");
    db.rows("VACUUM ANALYZE");
    return new ManyTasks(user, project, parent);
  }

  private static void insert(StoreFixture db, long user, long project) {
    db.rows(
        """
        INSERT INTO tasks (user_id, title, description, status, push, priority, due_date, tags, tag_keys,
            project_id, manual_order, is_sorted, important, urgent_from, created_at, modified_at)
          SELECT user_id, 'word' || md5(i::text), md5((i * 7)::text),
            (ARRAY['active', 'completed', 'abandoned', 'deleted'])[1 + r %% 7 / 2], true,
            (ARRAY[0, 1, 3, 5])[1 + r %% 4],
            CASE WHEN r %% 3 > 0 THEN timestamptz '2026-01-01Z' + i * interval '1 min' END,
            ARRAY['t' || r %% 200], ARRAY['t' || r %% 200],
            CASE WHEN r %% 50 = 0 AND user_id = %1$d THEN %2$d END,
            CASE WHEN r %% 11 > 0 THEN i END, r %% 37 > 0, r %% 5 = 0,
            CASE WHEN r %% 6 = 0 THEN now() ELSE 'infinity' END,
            now() - i * interval '1 min', now() - r %% 9999 * interval '1 min'
          FROM (
            SELECT user_id, i, ('x' || substr(md5(i::text), 1, 7))::bit(28)::integer AS r FROM (
              SELECT %1$d::bigint, i FROM generate_series(1, %3$d) i
              UNION ALL
              SELECT u.id, i FROM generate_series(1, 10000) i, users u WHERE u.name = '%4$s'
            ) AS everybody (user_id, i)
          ) AS mixed
        """
            .formatted(user, project, MINE, OTHERS));
  }
}
