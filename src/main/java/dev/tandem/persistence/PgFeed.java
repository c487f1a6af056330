package dev.tandem.persistence;

import dev.tandem.task.Fault;
import dev.tandem.task.FeedProbe;
import dev.tandem.task.FeedQuery;
import dev.tandem.task.FeedReply;
import dev.tandem.task.FeedReply.Change;
import dev.tandem.task.FeedReply.News;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The feed of what has come to a user's tasks. */
final class PgFeed {
  private final Pool pool;
  private final FeedEpoch epoch;

  /** The pool stays its maker's, who closes it. */
  PgFeed(Pool pool) {
    this.pool = pool;
    this.epoch = new FeedEpoch(pool);
  }

  /** Serves {@link FeedQuery}. */
  Future<FeedReply> read(FeedQuery query) {
    Place place;
    try {
      place = Place.of(query);
    } catch (IllegalArgumentException e) {
      return Future.succeededFuture(
          new FeedReply.Refused(List.of(new Fault("since", "is no cursor of this feed"))));
    }
    return page(query, place)
        .compose(
            page ->
                page.bound.epoch() == null
                    ? epoch.ensure().compose(begun -> page(query, place))
                    : Future.succeededFuture(page))
        .map(page -> reply(place, page));
  }

  /** Serves {@link FeedProbe}. */
  Future<FeedProbe.News> probe(FeedProbe probe) {
    Long[] users = probe.places().stream().map(FeedProbe.Place::userId).toArray(Long[]::new);
    String[] revisions =
        probe.places().stream()
            .map(place -> Long.toString(FeedCursor.read(place.cursor()).revision()))
            .toArray(String[]::new);
    return pool.preparedQuery(FeedSql.NEWS)
        .execute(Tuple.of((Object) users, (Object) revisions))
        .map(rows -> new FeedProbe.News(Rows.all(rows, row -> row.getLong(0))));
  }

  /** Where a reader stands. */
  private record Place(Kind kind, FeedCursor cursor, @Nullable FeedCursor until) {
    enum Kind {
      NOWHERE,
      BEGINNING,
      WITHIN
    }

    static Place of(FeedQuery query) {
      String since = query.since();
      FeedCursor until = query.until() == null ? null : FeedCursor.read(query.until());
      if (since == null) {
        return new Place(Kind.NOWHERE, FeedCursor.START, until);
      }
      return since.equals(FeedQuery.BEGINNING)
          ? new Place(Kind.BEGINNING, FeedCursor.START, until)
          : new Place(Kind.WITHIN, FeedCursor.read(since), until);
    }

    @Nullable String end() {
      return until == null ? null : Long.toString(until.revision());
    }

    /** Who has seen nothing yet need not hear of what is gone. */
    long tombstonesFrom() {
      return kind == Kind.BEGINNING ? Long.MAX_VALUE : cursor.floor();
    }
  }

  /**
   * What a page was read under.
   *
   * @param epoch null: of another server
   * @param settled up to which the feed can be told
   * @param end the same, or less if no more was wanted
   * @param floor up to which tombstones have expired
   * @param unsettled whether something is committed behind the end
   * @param found how many changes there are, one more than the limit at most
   */
  private record Bound(
      @Nullable Long epoch, long settled, long end, long floor, boolean unsettled, long found) {}

  private record Page(Bound bound, List<Told> told) {}

  /** A change and its revision. */
  private record Told(long revision, long taskId, Row row) {}

  private Future<Page> page(FeedQuery query, Place place) {
    // Whoever has no place yet needs none of the changes, but one row about the feed.
    int limit = place.kind() == Place.Kind.NOWHERE ? 0 : query.limit();
    return pool.preparedQuery(FeedSql.READ)
        .execute(
            Tuple.of(
                query.userId(),
                Long.toString(place.cursor().revision()),
                place.cursor().id(),
                limit,
                Long.toString(place.tombstonesFrom()),
                place.end()))
        .map(PgFeed::page);
  }

  private static Page page(RowSet<Row> rows) {
    Bound bound = null;
    List<Told> told = new ArrayList<>(rows.size());
    for (Row row : rows) {
      Cells cells = new Cells(row, 0);
      Long epoch = cells.numberOrNull();
      long settled = Long.parseLong(cells.text());
      long end = Long.parseLong(cells.text());
      String floor = cells.textOrNull();
      boolean unsettled = cells.flag();
      Long found = cells.numberOrNull();
      bound =
          new Bound(
              epoch,
              settled,
              end,
              floor == null ? 0 : Long.parseLong(floor),
              unsettled,
              found == null ? 0 : found);
      String revision = cells.textOrNull();
      if (revision != null) {
        told.add(new Told(Long.parseLong(revision), cells.number(), row));
      }
    }
    if (bound == null) {
      throw new IllegalStateException("a feed without a row");
    }
    return new Page(bound, told);
  }

  private static FeedReply reply(Place place, Page page) {
    Bound bound = page.bound();
    Long epoch = bound.epoch();
    if (epoch == null) {
      throw new IllegalStateException("the feed's epoch ended while it was read");
    }
    FeedCursor from = place.cursor();
    long floor = from.floor();
    switch (place.kind()) {
      case NOWHERE -> {
        return new FeedReply.Changes(List.of(), end(epoch, bound, bound.end()), false, false);
      }
      // Of what is removed from now on the reader has to hear.
      case BEGINNING -> floor = bound.end();
      case WITHIN -> {
        boolean foreign = from.epoch() != epoch || from.revision() > bound.settled();
        if (foreign || Math.max(from.revision(), floor) < bound.floor()) {
          return new FeedReply.Expired();
        }
        if (from.revision() > bound.end()) {
          return new FeedReply.Changes(List.of(), Cursors.write(from), false, bound.unsettled());
        }
      }
    }
    List<Change> changes = new ArrayList<>(page.told().size());
    for (Told told : page.told()) {
      changes.add(change(told, new FeedCursor(epoch, told.revision(), told.taskId(), floor)));
    }
    boolean more = bound.found() > changes.size();
    return new FeedReply.Changes(
        changes,
        more ? changes.get(changes.size() - 1).cursor() : end(epoch, bound, floor),
        more,
        bound.unsettled());
  }

  /**
   * Behind all that can be told now. A walk from the beginning is over there, so that all readers
   * have the same cursor at the same end.
   */
  private static String end(long epoch, Bound bound, long floor) {
    return Cursors.write(new FeedCursor(epoch, bound.end(), 0, floor > bound.end() ? floor : 0));
  }

  private static Change change(Told told, FeedCursor behind) {
    String cursor = Cursors.write(behind);
    Cells cells = new Cells(told.row(), FeedSql.NEWS_OF_TASK);
    boolean created = cells.flag();
    boolean edited = cells.flag();
    boolean synced = cells.flag();
    if (!cells.flag()) {
      return new Change(told.taskId(), null, Set.of(), cursor);
    }
    Set<News> news = EnumSet.noneOf(News.class);
    if (created) {
      news.add(News.CREATED);
    }
    if (edited) {
      news.add(News.EDITED);
    }
    if (synced) {
      news.add(News.SYNCED);
    }
    return new Change(told.taskId(), Rows.task(told.row(), FeedSql.TASK), news, cursor);
  }
}
