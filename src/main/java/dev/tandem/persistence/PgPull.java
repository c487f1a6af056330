package dev.tandem.persistence;

import dev.tandem.sync.MergeEvents;
import dev.tandem.sync.PullRoutes.Applied;
import dev.tandem.sync.PullRoutes.Apply;
import dev.tandem.sync.PullRoutes.Compare;
import dev.tandem.sync.PullRoutes.Compared;
import dev.tandem.sync.PullRoutes.Seen;
import dev.tandem.sync.PullRoutes.Sighting;
import dev.tandem.sync.QueueRoutes.Sighted;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.Settlement;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what was read from TickTick into tasks and links. */
public final class PgPull {
  private static final Logger log = LoggerFactory.getLogger(PgPull.class);

  private final Pool pool;
  private final Settlement.Limits limits;
  private final MergeEvents events;
  private final PgCreates creates;

  /** The pool stays its maker's, who closes it. */
  public PgPull(Pool pool, Settlement.Limits limits, MergeEvents events) {
    this.pool = pool;
    this.limits = limits;
    this.events = events;
    this.creates = new PgCreates(pool, events);
  }

  /** Serves {@code PullRoutes.COMPARE}: one statement, however many tasks there are. */
  public Future<Compared> compare(Compare compare) {
    List<Sighting> sightings = compare.sightings();
    Tuple values =
        Tuple.of(
            compare.accountId(),
            compare.generation(),
            column(sightings, Sighting::remoteId).toArray(String[]::new),
            column(sightings, Sighting::listId).toArray(String[]::new),
            column(sightings, Sighting::etag).toArray(String[]::new),
            column(sightings, Sighting::etimestamp).toArray(Long[]::new));
    values.addValue(
        column(sightings, sighting -> PgTimes.parameter(sighting.readAt()))
            .toArray(OffsetDateTime[]::new));
    return PgErrors.retrying(() -> pool.preparedQuery(PullSql.COMPARE).execute(values))
        .map(rows -> compared(rows, sightings.size()));
  }

  private static <T> List<T> column(List<Sighting> sightings, Function<Sighting, T> value) {
    List<T> column = new ArrayList<>(sightings.size());
    sightings.forEach(sighting -> column.add(value.apply(sighting)));
    return column;
  }

  private static Compared compared(RowSet<Row> rows, int told) {
    Set<String> news = new HashSet<>(Rows.all(rows, row -> row.getString(0)));
    return news.remove(null)
        ? new Compared(Set.of(), 0, true)
        : new Compared(news, told - news.size(), false);
  }

  /** Serves {@code PullRoutes.APPLY}: one after the other, so that none keeps another from it. */
  public Future<Applied> apply(Apply apply) {
    return apply(apply, 0, new PullTally());
  }

  private Future<Applied> apply(Apply apply, int next, PullTally tally) {
    if (next == apply.twins().size()) {
      return tellOfLateTwins(apply.accountId(), tally).map(told -> tally.applied());
    }
    Seen seen = apply.twins().get(next);
    return one(apply, seen)
        .compose(
            pulled -> {
              tally.add(seen.twin(), pulled);
              return pulled.what() == PulledTwin.What.OUTDATED
                  ? Future.succeededFuture(tally.applied())
                  : apply(apply, next + 1, tally);
            });
  }

  private Future<PulledTwin> one(Apply apply, Seen seen) {
    return PgErrors.retrying(
            () ->
                pool.withTransaction(
                    connection ->
                        new TwinPull(
                                connection, limits, apply.accountId(), apply.generation(), seen)
                            .run()))
        .map(pulled -> pulled.told(events))
        .recover(failure -> failed(apply, seen.twin(), failure));
  }

  /** A row that cannot be merged must not cost the others; it comes again with each reading. */
  private static Future<PulledTwin> failed(Apply apply, RemoteSnapshot twin, Throwable failure) {
    if (failure instanceof OutdatedReading || PgErrors.isOfErasedUser(failure)) {
      return Future.succeededFuture(PulledTwin.of(PulledTwin.What.OUTDATED));
    }
    if (!PgErrors.isOfStatement(failure)) {
      return Future.failedFuture(failure);
    }
    log.warn(
        "Task {} of TickTick account {} could not be merged: {}",
        twin.id(),
        apply.accountId(),
        failure.getMessage());
    return Future.succeededFuture(PulledTwin.of(PulledTwin.What.FAILED));
  }

  private Future<?> tellOfLateTwins(long accountId, PullTally tally) {
    List<RemoteSnapshot> late = tally.late();
    return late.isEmpty()
        ? Future.succeededFuture()
        : creates.sighted(new Sighted(accountId, late));
  }
}
