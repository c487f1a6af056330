package dev.tandem.persistence;

import dev.tandem.persistence.MergeWrites.References;
import dev.tandem.persistence.PulledTwin.What;
import dev.tandem.sync.Link;
import dev.tandem.sync.LinkChange;
import dev.tandem.sync.LocalChange;
import dev.tandem.sync.PullRoutes.Seen;
import dev.tandem.sync.PullRules;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.QueueRoutes.Settle;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.RowFate;
import dev.tandem.sync.Settlement;
import dev.tandem.sync.SyncField;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Merges one twin of a reading, in one transaction. A linked one is merged under the locks of its
 * task, queue row and link, against what is there then: nothing is applied that was merged from
 * older values.
 */
final class TwinPull {
  private final SqlConnection connection;
  private final Settlement.Limits limits;
  private final long accountId;
  private final long generation;
  private final Seen seen;

  TwinPull(
      SqlConnection connection,
      Settlement.Limits limits,
      long accountId,
      long generation,
      Seen seen) {
    this.connection = connection;
    this.limits = limits;
    this.accountId = accountId;
    this.generation = generation;
    this.seen = seen;
  }

  /**
   * Where a twin belongs, read without locks.
   *
   * @param taskId null: it is not known here
   * @param gone whether its link has ended
   * @param parentThere as agreed on; null or "": none
   */
  private record Place(
      long userId, @Nullable Long taskId, boolean gone, @Nullable String parentThere) {
    static Place of(Row row) {
      Cells cells = new Cells(row, 0);
      return new Place(
          cells.number(),
          cells.numberOrNull(),
          "gone".equals(cells.textOrNull()),
          cells.textOrNull());
    }
  }

  Future<PulledTwin> run() {
    return execute(PullSql.LOCATE, Tuple.of(accountId, generation, seen.twin().id()))
        .compose(
            rows ->
                Rows.first(rows, Place::of)
                    .map(this::pull)
                    .orElseGet(() -> Future.succeededFuture(PulledTwin.of(What.OUTDATED))));
  }

  private Future<PulledTwin> pull(Place place) {
    Long taskId = place.taskId();
    if (taskId == null) {
      return new TwinImport(connection, accountId, generation, seen).run(place.userId());
    }
    MergeWrites merge = new MergeWrites(connection, place.userId(), taskId);
    return place.gone()
        ? returned(merge, place, taskId)
        : merged(merge, taskId, hasOtherParent(place));
  }

  private boolean hasOtherParent(Place place) {
    String there = Objects.requireNonNullElse(place.parentThere(), "");
    return !there.equals(Objects.requireNonNullElse(seen.twin().fields().parentId(), ""));
  }

  /** What has ended may begin again; then it is merged like any other. */
  private Future<PulledTwin> returned(MergeWrites merge, Place place, long taskId) {
    TwinReturn back = new TwinReturn(connection, merge, accountId, seen);
    return back.run(place.userId(), taskId)
        .compose(
            next ->
                switch (next) {
                  case DONE -> Future.succeededFuture(new PulledTwin(What.UNCHANGED, merge));
                  case LATER -> Future.succeededFuture(PulledTwin.of(What.DEFERRED));
                  case IMPORT ->
                      new TwinImport(connection, accountId, generation, seen).run(place.userId());
                  case MERGE ->
                      merged(merge, taskId, hasOtherParent(place)).compose(this::ofThisAccount);
                });
  }

  /** A link that lives again would not be seen by whoever connects another account meanwhile. */
  private Future<PulledTwin> ofThisAccount(PulledTwin pulled) {
    return ReadAccount.confirm(connection, accountId, generation).map(pulled);
  }

  private Future<PulledTwin> merged(MergeWrites merge, long taskId, boolean family) {
    RemoteSnapshot twin = seen.twin();
    Future<?> parents = family ? merge.lockFamily() : Future.succeededFuture();
    Future<?> task = execute(SettleSql.LOCK_TASK, Tuple.of(merge.userId(), taskId));
    Future<?> row = execute(SettleSql.LOCK_QUEUE_ROW, Tuple.of(taskId));
    Future<?> link = execute(SettleSql.LOCK_LINK, Tuple.of(taskId));
    Future<Optional<QueueRow>> read = execute(PullSql.READ, Tuple.of(taskId)).map(QueueRow::first);
    Future<References> references = merge.resolve(accountId, twin.projectId(), twin.fields());
    return Future.all(List.of(parents, task, row, link, read, references))
        .compose(
            done ->
                read.result()
                    .filter(found -> isTwinOf(found.link()))
                    .map(found -> decide(merge, found, references.result()))
                    // Its link ended, or became another's, before the locks were taken.
                    .orElseGet(() -> Future.succeededFuture(PulledTwin.of(What.DEFERRED))));
  }

  private boolean isTwinOf(@Nullable Link link) {
    return link != null && link.remoteId().equals(seen.twin().id());
  }

  private Future<PulledTwin> decide(MergeWrites merge, QueueRow row, References references) {
    PullRules.Row state = new PullRules.Row(row.isClaimed(), row.doubt(), row.lastFailureAt());
    return switch (PullRules.of(seen, Objects.requireNonNull(row.link()), state)) {
      case IGNORED -> Future.succeededFuture(PulledTwin.of(What.UNCHANGED));
      case DEFERRED -> Future.succeededFuture(PulledTwin.of(What.DEFERRED));
      case MERGED -> write(merge, row, references);
    };
  }

  private Future<PulledTwin> write(MergeWrites merge, QueueRow row, References references) {
    RemoteSnapshot twin = seen.twin();
    Set<SyncField> unknown = references.unknownIn(twin.fields(), row);
    // A reading is a look at the twin that no claim asked for.
    Settle look =
        new Settle(
            row.unclaimedLook(),
            PushStep.nothing(),
            new PushVerdict.Delivered(twin, seen.listed()),
            Duration.ZERO,
            0);
    Settlement settlement = Settlement.of(look, row.present(unknown), limits);
    boolean done = settlement.row().kind() == RowFate.Kind.DONE;
    LocalChange change = settlement.local();
    boolean changed = change != null && !change.taken().isEmpty();
    List<Future<?>> writes = new ArrayList<>();
    writes.add(merge.write(row.task(), change, references, !done));
    writes.add(writeRow(row, settlement));
    LinkChange link = settlement.link().readAt(seen.readAt());
    writes.add(writeLink(row, link));
    if (link.link() != null) {
      writes.add(merge.take(twin.beside(), changed));
    }
    if (done && row.task() != null && (changed || row.isQueued())) {
      writes.add(execute(SettleSql.MARK_SYNCED, Tuple.of(merge.userId(), row.taskId())));
    }
    What what = changed ? What.UPDATED : What.UNCHANGED;
    return Future.all(writes).map(written -> new PulledTwin(what, merge));
  }

  private Future<?> writeLink(QueueRow row, LinkChange change) {
    return switch (change.kind()) {
      case NONE, CREATED -> Future.succeededFuture();
      case ENDED -> execute(SettleSql.END_LINK, Tuple.of(row.taskId()));
      case UPDATED ->
          Future.all(
              execute(SettleSql.UPDATE_LINK, LinkWrites.of(Tuple.of(row.taskId()), change)),
              seen.listed()
                  ? execute(PullSql.THERE, Tuple.of(row.taskId()))
                  : Future.succeededFuture());
    };
  }

  /**
   * What waits, keeps its turn; if its twin was looked for in vain, or its deletion was held, it
   * can go on now.
   */
  private Future<?> writeRow(QueueRow row, Settlement settlement) {
    RowFate fate = settlement.row();
    if (fate.kind() == RowFate.Kind.DONE) {
      return row.isQueued()
          ? execute(SettleSql.REMOVE_ROW, Tuple.of(row.taskId()))
          : Future.succeededFuture();
    }
    LocalChange change = settlement.local();
    boolean wanted = change == null ? row.isWanted() : change.isWanted();
    JsonObject dirty = IntentJson.dirty(fate.open(), row);
    JsonObject intent = IntentJson.intent(fate.unclaimed(), row, wanted);
    return execute(
        PullSql.OPEN_ROW,
        Tuple.of(row.taskId(), row.userId(), accountId, dirty, intent, isFoundAgain(row))
            .addBoolean(seen.listed()));
  }

  private boolean isFoundAgain(QueueRow row) {
    Link link = Objects.requireNonNull(row.link());
    boolean wasHeld = link.state() == Link.State.HELD && seen.listed();
    return wasHeld || !link.remoteProjectId().equals(seen.twin().projectId());
  }

  private Future<RowSet<Row>> execute(String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values);
  }
}
