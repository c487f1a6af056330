package dev.tandem.exam;

import dev.tandem.persistence.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All that is known of a task of which the check found something wrong, for whoever reads on. */
final class Inquest {
  private final ExamStage stage;

  Inquest(ExamStage stage) {
    this.stage = stage;
  }

  /** In the order of time: what was sent, what TickTick did, what was decided. */
  List<String> of(TaskStory story) throws SQLException {
    List<String> lines = new ArrayList<>();
    lines.add(story.marker() + " is task " + story.id() + ", may be " + story.possible());
    rows(lines, "SELECT to_jsonb(t) FROM tasks t WHERE id = " + story.id());
    rows(lines, "SELECT to_jsonb(s) FROM sends s WHERE task_id = " + story.id() + " ORDER BY id");
    rows(lines, "SELECT to_jsonb(c) FROM conflicts c WHERE task_id = " + story.id());
    rows(lines, "SELECT to_jsonb(l) FROM links l WHERE task_id = " + story.id());
    for (String remoteId : texts("SELECT remote_id FROM links WHERE task_id = " + story.id())) {
      stage.ticktick().ledger(Map.of("id", remoteId)).stream()
          .map(JsonObject::encode)
          .forEach(lines::add);
    }
    return lines;
  }

  private void rows(List<String> lines, String sql) throws SQLException {
    texts(sql).forEach(row -> lines.add("  " + row));
  }

  private List<String> texts(String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Connection connection = TestDatabase.connect(stage.superuser());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }
}
