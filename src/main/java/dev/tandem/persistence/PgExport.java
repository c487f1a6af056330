package dev.tandem.persistence;

import dev.tandem.account.PersonCommand;
import dev.tandem.account.PersonReply;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads all that is kept of a person, page by page: each is one short statement. */
final class PgExport {
  private final Pool pool;

  PgExport(Pool pool) {
    this.pool = pool;
  }

  Future<PersonReply> page(PersonCommand.Read read) {
    boolean first = read.after().isEmpty();
    Tuple values = Tuple.of(read.userId(), read.limit() + 1);
    read.after().forEach(values::addString);
    return pool.preparedQuery(ExportSql.page(read.part(), first))
        .execute(values)
        .map(rows -> reply(read, rows));
  }

  private static PersonReply reply(PersonCommand.Read read, RowSet<Row> rows) {
    if (rows.size() == 0) {
      return new PersonReply.Missing();
    }
    int keyLength = ExportSql.keyLength(read.part());
    List<String> things = new ArrayList<>(rows.size());
    List<String> last = List.of();
    long found = 0;
    for (Row row : rows) {
      String thing = row.getString(0);
      if (thing == null) {
        return new PersonReply.Page(List.of(), List.of());
      }
      if (things.size() < read.limit()) {
        things.add(thing);
        last = key(row, keyLength);
      }
      found = Objects.requireNonNull(row.getLong(keyLength + 1), "how many were found");
    }
    return new PersonReply.Page(things, found > things.size() ? last : List.of());
  }

  private static List<String> key(Row row, int length) {
    List<String> key = new ArrayList<>(length);
    for (int i = 1; i <= length; i++) {
      key.add(Objects.requireNonNull(row.getString(i), "a row has a key"));
    }
    return key;
  }
}
