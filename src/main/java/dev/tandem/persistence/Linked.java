package dev.tandem.persistence;

import dev.tandem.sync.CreateIntent;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which tasks in TickTick have a link here, or had one, and whose creates therefore did not make
 * them. A link that a push or an adoption made says that the task is that create's, so that it is
 * nobody else's. A link that an import made says nothing but that the task was there: whoever
 * shares the account may have made it by a create whose answer was lost. Only those of the
 * importing account cannot get it any more, as a task there has one link in an account.
 *
 * @param pushed ids of tasks whose link a push or an adoption made
 * @param imported account → ids of tasks that it imported
 */
record Linked(Set<String> pushed, Map<Long, Set<String>> imported) {

  /** What holds of these tasks among all who share the account. */
  static Future<Linked> read(SqlConnection connection, long accountId, Set<String> ids) {
    return connection
        .preparedQuery(CreateSql.LINKED)
        .execute(Tuple.of(accountId).addArrayOfString(ids.toArray(String[]::new)))
        .map(
            rows -> {
              Set<String> pushed = new HashSet<>();
              Map<Long, Set<String>> imported = new HashMap<>();
              rows.forEach(
                  row -> {
                    Cells cells = new Cells(row, 0);
                    String id = cells.text();
                    Long importer = cells.numberOrNull();
                    if (importer == null) {
                      pushed.add(id);
                    } else {
                      imported.computeIfAbsent(importer, first -> new HashSet<>()).add(id);
                    }
                  });
              return new Linked(pushed, imported);
            });
  }

  /** A create of that account, which made none of what its own account imported. */
  CreateIntent bar(CreateIntent intent, long accountId) {
    return intent.barring(imported.getOrDefault(accountId, Set.of()));
  }
}
