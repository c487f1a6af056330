package dev.tandem.persistence;

import dev.tandem.persistence.MergeWrites.References;
import dev.tandem.persistence.PulledTwin.What;
import dev.tandem.sync.CreateIntent;
import dev.tandem.sync.CreateWaits;
import dev.tandem.sync.Fields;
import dev.tandem.sync.ImportedTwin;
import dev.tandem.sync.LinkChange;
import dev.tandem.sync.LocalFields;
import dev.tandem.sync.OrphanSearch;
import dev.tandem.sync.PullRoutes.Seen;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.SyncField;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a task of a twin that is not known here, in its caller's transaction.
 *
 * <p>It is nobody's whose create's outcome is looked for: an intent is committed before its request
 * and ends in the transaction that makes the link, so who finds neither an intent nor a link after
 * the reading knows that the twin is a stranger. Deciding that, and adopting, happen one after the
 * other ({@code LOCK_ORPHANS}); the links' unique key guards the rest.
 */
final class TwinImport {
  private final SqlConnection connection;
  private final long accountId;
  private final long generation;
  private final Seen seen;

  TwinImport(SqlConnection connection, long accountId, long generation, Seen seen) {
    this.connection = connection;
    this.accountId = accountId;
    this.generation = generation;
    this.seen = seen;
  }

  Future<PulledTwin> run(long userId) {
    RemoteSnapshot twin = seen.twin();
    if (!seen.listed()) {
      return Future.succeededFuture(PulledTwin.of(What.UNCHANGED));
    }
    Future<?> alone = execute(CreateSql.LOCK_ORPHANS, Tuple.of(accountId));
    Future<List<PgCreates.Open>> open = PgCreates.open(connection, accountId);
    Future<List<PgCreates.Watched>> watched = PgCreates.watched(connection, accountId);
    Future<RowSet<Row>> linked = execute(PullSql.IS_LINKED, Tuple.of(accountId, twin.id()));
    return Future.all(alone, open, watched, linked)
        .compose(
            read -> {
              if (linked.result().size() > 0 || !isNobodys(open.result(), twin)) {
                return Future.succeededFuture(PulledTwin.of(What.DEFERRED));
              }
              boolean late = watched.result().stream().anyMatch(given -> given.mayHaveMade(twin));
              return late ? Future.succeededFuture(PulledTwin.of(What.LATE)) : create(userId, twin);
            });
  }

  private static boolean isNobodys(List<PgCreates.Open> open, RemoteSnapshot twin) {
    List<CreateIntent> intents = open.stream().map(PgCreates.Open::intent).toList();
    return OrphanSearch.isNobodys(intents, twin, CreateWaits.STANDARD);
  }

  private Future<PulledTwin> create(long userId, RemoteSnapshot twin) {
    MergeWrites merge = new MergeWrites(connection, userId, 0);
    Future<References> references = merge.resolve(accountId, twin.projectId(), twin.fields());
    Future<Optional<Long>> occurrence = occurrenceOf(twin);
    return Future.all(references, occurrence)
        .compose(found -> insert(userId, references.result(), occurrence.result().orElse(null)));
  }

  private Future<Optional<Long>> occurrenceOf(RemoteSnapshot twin) {
    Fields fields = twin.fields();
    return fields.status() == TaskStatus.COMPLETED && fields.repeatFlag() == null
        ? execute(
                PullSql.OCCURRENCE_OF,
                Tuple.of(accountId, Jsonb.foreign(twin.raw()), fields.title()))
            .map(rows -> Rows.first(rows, row -> row.getLong(0)))
        : Future.succeededFuture(Optional.empty());
  }

  private Future<PulledTwin> insert(
      long userId, References references, @Nullable Long occurrenceOf) {
    RemoteSnapshot.Beside beside = seen.twin().beside();
    TaskContent content =
        LocalFields.into(
            TaskContent.titled(""),
            seen.twin().fields(),
            EnumSet.allOf(SyncField.class),
            references.projectId(),
            references.parentId());
    Tuple values =
        Tuple.of(
            userId,
            occurrenceOf,
            PgTimes.parameter(beside.createdAt()),
            PgTimes.parameter(beside.completedAt()));
    return execute(PullSql.IMPORT, TaskColumns.bind(values, content))
        .map(rows -> Rows.first(rows, row -> new Cells(row, 0)).orElseThrow())
        .compose(
            made -> {
              MergeWrites merge = new MergeWrites(connection, userId, made.number());
              merge.noteCreated(made.number());
              return link(merge, ImportedTwin.link(seen, references.unknown()), beside)
                  .map(linked -> new PulledTwin(What.CREATED, merge));
            });
  }

  /** Last the account's lock, held no longer than the commit takes: claims do not wait for it. */
  private Future<?> link(MergeWrites merge, LinkChange change, RemoteSnapshot.Beside beside) {
    Future<?> inserted =
        execute(
            SettleSql.INSERT_IMPORTED_LINK,
            LinkWrites.of(Tuple.of(merge.userId(), accountId, merge.taskId()), change));
    Future<?> taken = merge.take(beside, true);
    Future<?> account = ReadAccount.confirm(connection, accountId, generation);
    return Future.all(inserted, taken, account);
  }

  private Future<RowSet<Row>> execute(String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values);
  }
}
