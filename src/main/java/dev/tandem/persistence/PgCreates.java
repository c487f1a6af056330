package dev.tandem.persistence;

import dev.tandem.sync.ConflictDetected;
import dev.tandem.sync.CreateIntent;
import dev.tandem.sync.CreateWaits;
import dev.tandem.sync.MergeEvents;
import dev.tandem.sync.OrphanSearch;
import dev.tandem.sync.QueueRoutes.Intend;
import dev.tandem.sync.QueueRoutes.Intended;
import dev.tandem.sync.QueueRoutes.Intents;
import dev.tandem.sync.QueueRoutes.ReadIntents;
import dev.tandem.sync.QueueRoutes.Sighted;
import dev.tandem.sync.QueueRoutes.TwinsNoted;
import dev.tandem.sync.RemoteSnapshot;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Creates whose outcome is not known, and those that were given up a while ago. */
public final class PgCreates {
  private final Pool pool;
  private final MergeEvents events;

  /** The pool stays its maker's, who closes it. */
  public PgCreates(Pool pool, MergeEvents events) {
    this.pool = pool;
    this.events = events;
  }

  /** Serves {@code QueueRoutes.INTEND}: once it answers, no death of anybody loses the create. */
  public Future<Intended> intend(Intend intend) {
    return pool.preparedQuery(CreateSql.INTEND)
        .execute(Tuple.of(intend.taskId(), intend.fence(), Jsonb.write(intend.sent())))
        .map(rows -> new Intended(rows.size() > 0))
        .recover(
            failure ->
                PgErrors.isOfErasedUser(failure)
                    ? Future.succeededFuture(new Intended(false))
                    : Future.failedFuture(failure));
  }

  /**
   * Serves {@code QueueRoutes.INTENTS}. The clock is read before the intents: what a listing that
   * begins then seeks was there.
   */
  public Future<Intents> read(ReadIntents read) {
    return pool.withTransaction(
        connection -> {
          Future<?> ended =
              connection
                  .preparedQuery(CreateSql.END_DEAD)
                  .execute(Tuple.of(read.accountId(), CreateWaits.STANDARD.watch().toMillis()));
          Future<Instant> now =
              connection
                  .preparedQuery(SettleSql.NOW)
                  .execute()
                  .map(rows -> Rows.first(rows, row -> new Cells(row, 0).time()).orElseThrow());
          Future<List<Open>> open = open(connection, read.accountId());
          Future<List<Watched>> watched = watched(connection, read.accountId());
          return Future.all(ended, now, open, watched)
              .map(done -> intents(open.result(), watched.result(), now.result()));
        });
  }

  private static Intents intents(List<Open> open, List<Watched> watched, Instant now) {
    List<CreateIntent> sought =
        open.stream().filter(each -> !each.isDead).map(Open::intent).toList();
    Instant from =
        Stream.concat(
                sought.stream(), watched.stream().filter(each -> !each.isDead).map(Watched::intent))
            .map(CreateIntent::begunAt)
            .min(Comparator.naturalOrder())
            .orElse(now);
    return new Intents(
        open.stream().map(Open::intent).toList(),
        sought.stream().map(CreateIntent::id).collect(Collectors.toUnmodifiableSet()),
        watched.stream().map(Watched::intent).toList(),
        from,
        now);
  }

  /**
   * @param isDead its row is a dead letter
   */
  record Open(CreateIntent intent, long accountId, boolean isDead) {
    static Open of(Row row) {
      Cells cells = new Cells(row, 0);
      return new Open(CreateRows.read(cells), cells.number(), cells.flag());
    }

    static List<CreateIntent> beside(Linked linked, List<Open> open) {
      return open.stream().map(each -> linked.bar(each.intent, each.accountId)).toList();
    }
  }

  /** Those of dead letters too: each may have made what is looked for. */
  static Future<List<Open>> open(SqlConnection connection, long accountId) {
    return connection
        .preparedQuery(CreateSql.OPEN)
        .execute(Tuple.of(accountId))
        .map(rows -> Rows.all(rows, Open::of));
  }

  /**
   * A create that was given up.
   *
   * @param until when its twin may come
   */
  record Watched(CreateIntent intent, Instant until, LateTwins.Create create, boolean isDead) {
    boolean mayHaveMade(RemoteSnapshot task) {
      return OrphanSearch.isLateTwin(intent, task, until);
    }

    static Watched of(Row row) {
      Cells cells = new Cells(row, 0);
      CreateIntent intent = CreateRows.read(cells);
      return new Watched(
          intent,
          cells.time(),
          new LateTwins.Create(intent.id(), cells.number(), cells.number()),
          cells.flag());
    }
  }

  static Future<List<Watched>> watched(SqlConnection connection, long accountId) {
    return connection
        .preparedQuery(CreateSql.WATCHED)
        .execute(Tuple.of(accountId))
        .map(rows -> Rows.all(rows, Watched::of));
  }

  /**
   * Serves {@code QueueRoutes.SIGHTED}: what nobody has and may have been made by a create that was
   * given up is told to people, once, and otherwise left alone.
   */
  public Future<TwinsNoted> sighted(Sighted sighted) {
    Set<String> ids =
        sighted.tasks().stream().map(RemoteSnapshot::id).collect(Collectors.toUnmodifiableSet());
    return PgErrors.retrying(
            () ->
                pool.withTransaction(
                    connection ->
                        connection
                            .preparedQuery(CreateSql.LOCK_ORPHANS)
                            .execute(Tuple.of(sighted.accountId()))
                            .compose(locked -> note(connection, sighted, ids))))
        .map(
            told -> {
              told.forEach(events::conflicted);
              return new TwinsNoted(told.size());
            });
  }

  private static Future<List<ConflictDetected>> note(
      SqlConnection connection, Sighted sighted, Set<String> ids) {
    Future<List<Watched>> watched = watched(connection, sighted.accountId());
    Future<List<Open>> open = open(connection, sighted.accountId());
    Future<Linked> linked = Linked.read(connection, sighted.accountId(), ids);
    return Future.all(watched, open, linked)
        .compose(
            read -> {
              Linked links = linked.result();
              LateTwins twins =
                  new LateTwins(connection, Open.beside(links, open.result()), links.pushed());
              List<Future<List<ConflictDetected>>> told =
                  watched.result().stream()
                      .sorted(Comparator.comparing(given -> given.create.taskId()))
                      .map(
                          given ->
                              twins.tell(
                                  given.create,
                                  links.bar(given.intent, sighted.accountId()),
                                  given.until,
                                  sighted.tasks()))
                      .toList();
              return Future.all(told)
                  .map(done -> told.stream().flatMap(each -> each.result().stream()).toList());
            });
  }
}
