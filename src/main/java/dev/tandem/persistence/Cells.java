package dev.tandem.persistence;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a row's cells in their order: looking each up by its name would cost more than the row. */
final class Cells {
  private final Row row;
  private int next;

  Cells(Row row, int first) {
    this.row = row;
    this.next = first;
  }

  String text() {
    return present(textOrNull());
  }

  @Nullable String textOrNull() {
    return row.getString(next++);
  }

  /** A name of a closed set. */
  <T> T named(Function<String, Optional<T>> values) {
    String name = text();
    return values
        .apply(name)
        .orElseThrow(() -> new IllegalStateException("unknown name in the database: " + name));
  }

  <E extends Enum<E>> @Nullable E constantOrNull(Class<E> type) {
    String name = textOrNull();
    return name == null ? null : Enum.valueOf(type, name);
  }

  long number() {
    return present(numberOrNull());
  }

  @Nullable Long numberOrNull() {
    return row.getLong(next++);
  }

  int smallNumber() {
    return present(smallNumberOrNull());
  }

  @Nullable Integer smallNumberOrNull() {
    return row.getInteger(next++);
  }

  double fraction() {
    return present(fractionOrNull());
  }

  @Nullable Double fractionOrNull() {
    return row.getDouble(next++);
  }

  boolean flag() {
    return present(flagOrNull());
  }

  @Nullable Boolean flagOrNull() {
    return row.getBoolean(next++);
  }

  Instant time() {
    return present(timeOrNull());
  }

  @Nullable Instant timeOrNull() {
    OffsetDateTime time = row.getOffsetDateTime(next++);
    return time == null ? null : time.toInstant();
  }

  @Nullable List<String> textsOrNull() {
    String[] texts = row.getArrayOfStrings(next++);
    return texts == null ? null : List.of(texts);
  }

  List<String> texts() {
    return List.of(present(row.getArrayOfStrings(next++)));
  }

  @Nullable Buffer bytesOrNull() {
    return row.getBuffer(next++);
  }

  JsonArray array() {
    return present(arrayOrNull());
  }

  @Nullable JsonArray arrayOrNull() {
    return row.getJsonArray(next++);
  }

  @Nullable JsonObject objectOrNull() {
    return row.getJsonObject(next++);
  }

  private <T> T present(@Nullable T value) {
    return Objects.requireNonNull(value, () -> row.getColumnName(next - 1) + " is null");
  }
}
