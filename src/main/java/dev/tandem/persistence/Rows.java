package dev.tandem.persistence;

import dev.tandem.task.ChecklistItem;
import dev.tandem.task.Project;
import dev.tandem.task.Quadrant;
import dev.tandem.task.Send;
import dev.tandem.task.SyncDetail;
import dev.tandem.task.SyncError;
import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskKind;
import dev.tandem.task.TaskStatus;
import dev.tandem.task.TaskSync;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From rows to records. */
final class Rows {
  private Rows() {}

  static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> mapping) {
    for (Row row : rows) {
      return Optional.of(mapping.apply(row));
    }
    return Optional.empty();
  }

  static <T> List<T> all(RowSet<Row> rows, Function<Row, T> mapping) {
    List<T> mapped = new ArrayList<>(rows.size());
    for (Row row : rows) {
      mapped.add(mapping.apply(row));
    }
    return mapped;
  }

  /** A row of {@link TaskViewSql#columns}. */
  static Task task(Row row) {
    return task(row, 0);
  }

  /** The same behind {@code skip} other cells. */
  static Task task(Row row, int skip) {
    Cells cells = new Cells(row, skip);
    return new Task(
        cells.number(),
        cells.number(),
        content(cells),
        cells.textOrNull(),
        cells.textOrNull(),
        cells.textOrNull(),
        Quadrant.valueOf(cells.text()),
        cells.constantOrNull(Quadrant.class),
        cells.textOrNull(),
        cells.smallNumberOrNull(),
        cells.time(),
        cells.time(),
        cells.timeOrNull(),
        cells.timeOrNull(),
        cells.number(),
        sync(cells));
  }

  /** The columns of {@link TaskColumns#contentOf}. */
  static TaskContent content(Cells cells) {
    return new TaskContent(
        cells.text(),
        cells.text(),
        cells.named(TaskStatus::of),
        cells.named(TaskKind::of),
        cells.timeOrNull(),
        cells.timeOrNull(),
        cells.flag(),
        cells.textOrNull(),
        cells.smallNumber(),
        cells.texts(),
        items(cells.array()),
        cells.texts(),
        cells.textOrNull(),
        cells.numberOrNull(),
        cells.numberOrNull(),
        cells.textOrNull(),
        cells.numberOrNull(),
        cells.smallNumberOrNull(),
        cells.fractionOrNull(),
        cells.fractionOrNull(),
        cells.smallNumberOrNull(),
        cells.smallNumberOrNull(),
        cells.flag());
  }

  private static List<ChecklistItem> items(JsonArray array) {
    List<ChecklistItem> items = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      JsonObject item = array.getJsonObject(i);
      items.add(
          new ChecklistItem(
              item.getString("id"), item.getString("title"), item.getBoolean("completed")));
    }
    return items;
  }

  private static TaskSync sync(Cells cells) {
    return new TaskSync(
        cells.named(SyncState::of),
        cells.flag(),
        cells.flag(),
        names(cells.objectOrNull()),
        cells.smallNumber(),
        cells.timeOrNull(),
        error(cells.objectOrNull()),
        cells.smallNumber());
  }

  private static List<String> names(@Nullable JsonObject dirty) {
    return dirty == null ? List.of() : dirty.fieldNames().stream().sorted().toList();
  }

  /** {@code {code, detail, at}} as {@code push_queue.last_error} holds it. */
  static @Nullable SyncError error(@Nullable JsonObject error) {
    return error == null
        ? null
        : new SyncError(
            error.getString("code"),
            error.getString("detail"),
            OffsetDateTime.parse(error.getString("at")).toInstant());
  }

  /** A row of {@link TaskSql#SENDS}. */
  static Send send(Row row) {
    Cells cells = new Cells(row, 0);
    return new Send(
        cells.time(),
        cells.text(),
        cells.texts(),
        cells.text(),
        cells.textOrNull(),
        cells.textOrNull());
  }

  /** A row of {@link TaskSql#SYNC_DETAIL}. */
  static SyncDetail syncDetail(Row row) {
    Cells cells = new Cells(row, 0);
    return new SyncDetail(
        cells.flag(), cells.flag(), cells.flag(), cells.flag(), cells.flag(), cells.number());
  }

  /** A row of {@link ProjectSql}. */
  static Project project(Row row) {
    Cells cells = new Cells(row, 0);
    return new Project(
        cells.number(),
        cells.number(),
        cells.textOrNull(),
        ProjectRow.content(cells),
        cells.timeOrNull(),
        sync(cells));
  }

  /** The one cell of a statement that always answers. */
  static long number(RowSet<Row> rows) {
    return first(rows, row -> Objects.requireNonNull(row.getLong(0)))
        .orElseThrow(() -> new IllegalStateException("a count without a row"));
  }
}
