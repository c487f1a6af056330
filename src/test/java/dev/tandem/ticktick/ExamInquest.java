package dev.tandem.ticktick;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** All that is known of a task of which something is wrong. */
final class ExamInquest {
  private final ExamStage stage;
  private final long user;
  private final String account;
  private final List<ExamDeed> deeds;

  ExamInquest(ExamStage stage, long user, String account, List<ExamDeed> deeds) {
    this.stage = stage;
    this.user = user;
    this.account = account;
    this.deeds = deeds;
  }

  List<String> of(String marker) {
    List<String> lines = new ArrayList<>();
    deeds.stream()
        .filter(deed -> deed.step().marker().equals(marker))
        .forEach(deed -> lines.add("  did " + deed));
    String mine = " IN (SELECT id FROM tasks WHERE user_id = $1 AND title LIKE $2)";
    add(
        lines,
        marker,
        "SELECT to_jsonb(t)::text FROM tasks t WHERE t.user_id = $1 AND t.id" + mine);
    add(lines, marker, "SELECT to_jsonb(q)::text FROM push_queue q WHERE q.entity_id" + mine);
    add(lines, marker, "SELECT to_jsonb(l)::text FROM links l WHERE l.task_id" + mine);
    add(
        lines,
        marker,
        "SELECT to_jsonb(s)::text FROM sends s WHERE s.task_id" + mine + " ORDER BY s.id");
    add(
        lines,
        marker,
        "SELECT to_jsonb(c)::text FROM conflicts c WHERE c.task_id" + mine + " ORDER BY c.id");
    ids(marker).forEach(id -> ledger(lines, id));
    for (String state : List.of("live", "completed", "abandoned", "trashed", "lost")) {
      stage.ticktick().tasks(account, state).stream()
          .filter(task -> task.getString("title").startsWith(marker + " "))
          .forEach(task -> lines.add("  " + state + " " + task.encode()));
    }
    return lines;
  }

  private void ledger(List<String> lines, String id) {
    for (JsonObject entry : stage.ticktick().ledger(Map.of("account", account, "id", id))) {
      lines.add(
          "  ledger "
              + entry.getLong("number")
              + " "
              + entry.getString("at")
              + " "
              + entry.getString("route")
              + " "
              + entry.getString("outcome")
              + " "
              + entry.getInteger("status")
              + " "
              + entry.getString("fault", "")
              + " "
              + entry.getJsonArray("effects").encode());
    }
  }

  private Set<String> ids(String marker) {
    Set<String> ids = new TreeSet<>();
    stage
        .query(
            "SELECT l.remote_id FROM links l JOIN tasks t ON t.id = l.task_id"
                + " WHERE l.user_id = $1 AND t.title LIKE $2",
            user,
            marker + " %")
        .forEach(row -> ids.add(row.getString(0)));
    return ids;
  }

  private void add(List<String> lines, String marker, String sql) {
    for (Row row : stage.query(sql, user, marker + " %")) {
      lines.add("  " + row.getString(0));
    }
  }
}
