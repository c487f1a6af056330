package dev.tandem.persistence;

import dev.tandem.persistence.DeletionHold.Vanished;
import dev.tandem.sync.DeletionsHeld;
import dev.tandem.sync.Inbox;
import dev.tandem.sync.MergeEvents;
import dev.tandem.sync.PullRoutes.ListState;
import dev.tandem.sync.PullRoutes.LooksNoted;
import dev.tandem.sync.PullRoutes.Missing;
import dev.tandem.sync.PullRoutes.MissingTwin;
import dev.tandem.sync.PullRoutes.NoteLists;
import dev.tandem.sync.PullRoutes.NoteLooks;
import dev.tandem.sync.PullRoutes.ReadList;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes lists that were read, and what they did not show. */
public final class PgMissing {
  private static final Logger log = LoggerFactory.getLogger(PgMissing.class);

  private final Pool pool;
  private final MergeEvents events;

  /** The pool stays its maker's, who closes it. */
  public PgMissing(Pool pool, MergeEvents events) {
    this.pool = pool;
    this.events = events;
  }

  /**
   * @param held how many tasks vanished with their list
   */
  private record Noted(long userId, Missing missing, long held) {}

  /** The account that was read, under its lock. */
  private record Account(long userId, @Nullable String inboxId) {
    static Account of(Row row) {
      Cells cells = new Cells(row, 0);
      return new Account(cells.number(), cells.textOrNull());
    }
  }

  /** Serves {@code PullRoutes.NOTE_LISTS}: a few statements, however many tasks there are. */
  public Future<Missing> noteLists(NoteLists told) {
    return PgErrors.retrying(() -> pool.withTransaction(connection -> note(connection, told)))
        .map(noted -> tell(told, noted))
        .recover(
            failure ->
                PgErrors.isOfErasedUser(failure)
                    ? Future.succeededFuture(new Missing(List.of(), true))
                    : Future.failedFuture(failure));
  }

  /** Serves {@code PullRoutes.NOTE_LOOKS}. */
  public Future<LooksNoted> noteLooks(NoteLooks told) {
    List<Tuple> twins =
        told.twins().stream()
            .map(
                twin ->
                    Tuple.of(
                        told.accountId(),
                        told.generation(),
                        twin.remoteId(),
                        PgTimes.parameter(twin.lookedAt()),
                        twin.notIn().toArray(String[]::new)))
            .toList();
    return PgErrors.retrying(() -> pool.preparedQuery(MissingSql.LOOKED).executeBatch(twins))
        .map(noted -> new LooksNoted());
  }

  private Missing tell(NoteLists told, Noted noted) {
    if (noted.held > 0) {
      log.warn(
          "{} tasks of TickTick account {} vanished with their list: they wait for a decision",
          noted.held,
          told.accountId());
      events.held(new DeletionsHeld(noted.userId, noted.held));
    }
    return noted.missing;
  }

  private static Future<Noted> note(SqlConnection connection, NoteLists told) {
    return ReadAccount.lock(connection, told.accountId(), told.generation())
        .map(rows -> Rows.first(rows, Account::of))
        .compose(
            found ->
                found
                    .map(account -> new Noting(connection, told, account).run())
                    .orElseGet(
                        () ->
                            Future.succeededFuture(new Noted(0, new Missing(List.of(), true), 0))));
  }

  /** One message's transaction. */
  private static final class Noting {
    private final SqlConnection connection;
    private final NoteLists told;
    private final Account account;

    /** By the names that links know the lists by. */
    private final Map<String, ReadList> named = new LinkedHashMap<>();

    Noting(SqlConnection connection, NoteLists told, Account account) {
      this.connection = connection;
      this.told = told;
      this.account = account;
    }

    Future<Noted> run() {
      return name()
          .compose(done -> noteReadings())
          .compose(done -> becomeAsTheirLists())
          .compose(
              held ->
                  endLists()
                      .compose(ended -> absent())
                      .map(twins -> new Noted(account.userId, new Missing(twins, false), held)));
    }

    /** The Inbox is told by its alias or by its id, and so are links. */
    private Future<?> name() {
      Optional<ReadList> inbox =
          told.lists().stream().filter(list -> Inbox.is(list.listId())).findFirst();
      told.lists().forEach(list -> named.put(list.listId(), list));
      return inbox.isEmpty()
          ? Future.succeededFuture()
          : execute(MissingSql.INBOX_NAMES, Tuple.of(told.accountId()))
              .onSuccess(rows -> rows.forEach(row -> named.put(row.getString(0), inbox.get())));
    }

    private Future<?> noteReadings() {
      Map<String, ReadList> whole = new LinkedHashMap<>();
      List<String> kept = new ArrayList<>();
      List<String> deleted = new ArrayList<>();
      for (ReadList list : told.lists()) {
        String id = canonical(list.listId());
        (list.state() == ListState.DELETED ? deleted : kept).add(id);
        if (list.state() == ListState.WHOLE) {
          whole.put(id, list);
        }
      }
      Future<?> noted =
          whole.isEmpty()
              ? Future.succeededFuture()
              : execute(MissingSql.NOTE, Tuple.of(told.accountId(), names(whole), readAt(whole)));
      List<String> named = told.all() ? kept : deleted;
      Future<?> forgotten =
          told.all() || !deleted.isEmpty()
              ? execute(
                  MissingSql.FORGET,
                  Tuple.of(told.accountId(), named.toArray(String[]::new), told.all()))
              : Future.succeededFuture();
      return Future.all(noted, forgotten);
    }

    private String canonical(String listId) {
      return Inbox.is(listId) && account.inboxId != null ? account.inboxId : listId;
    }

    /** Answers how many are held now. */
    private Future<Long> becomeAsTheirLists() {
      String[] states =
          named.values().stream().map(list -> list.state().name()).toArray(String[]::new);
      return execute(
              MissingSql.CHANGED, Tuple.of(told.accountId(), names(named), readAt(named), states))
          .compose(
              rows -> {
                Map<ListState, List<Vanished>> changed = changed(rows);
                List<Vanished> readable = changed.getOrDefault(ListState.WHOLE, List.of());
                List<Vanished> unreadable = changed.getOrDefault(ListState.UNREADABLE, List.of());
                List<Vanished> gone = changed.getOrDefault(ListState.DELETED, List.of());
                return become(readable, "unreachable", "linked")
                    .compose(done -> become(unreadable, "linked", "unreachable"))
                    .compose(done -> new DeletionHold(connection).holdOrEnd(gone));
              });
    }

    /** One whose tasks are not decided about stays until it is told of again. */
    private Future<?> endLists() {
      Future<?> ended = Future.succeededFuture();
      for (ReadList list : told.lists()) {
        if (list.state() == ListState.DELETED) {
          ended =
              ended.compose(
                  before -> new ProjectEnd(connection, told.accountId(), list.listId()).run());
        }
      }
      return ended;
    }

    private static Map<ListState, List<Vanished>> changed(RowSet<Row> rows) {
      Map<ListState, List<Vanished>> changed = new EnumMap<>(ListState.class);
      for (Row row : rows) {
        Cells cells = new Cells(row, 0);
        Vanished link = new Vanished(cells.number(), cells.number(), cells.time());
        changed
            .computeIfAbsent(ListState.valueOf(cells.text()), state -> new ArrayList<>())
            .add(link);
      }
      return changed;
    }

    private Future<?> become(List<Vanished> links, String before, String after) {
      return links.isEmpty()
          ? Future.succeededFuture()
          : TaskLocks.take(connection, links.stream().map(Vanished::taskId).toList())
              .compose(
                  locked ->
                      execute(
                          MissingSql.BECOME,
                          Tuple.of(
                              links.stream().map(Vanished::linkId).toArray(Long[]::new),
                              before,
                              after)));
    }

    private Future<List<MissingTwin>> absent() {
      Map<String, ReadList> whole = new LinkedHashMap<>(named);
      whole.values().removeIf(list -> list.state() != ListState.WHOLE);
      String[] shown =
          whole.values().stream()
              .map(ReadList::open)
              .flatMap(Set::stream)
              .distinct()
              .toArray(String[]::new);
      return whole.isEmpty()
          ? Future.succeededFuture(List.of())
          : execute(
                  MissingSql.ABSENT,
                  Tuple.of(told.accountId(), names(whole), readAt(whole), shown, told.decisive()))
              .map(
                  rows ->
                      Rows.all(
                          rows,
                          row ->
                              new MissingTwin(
                                  row.getString(0),
                                  row.getString(1),
                                  row.getBoolean(2),
                                  Set.of(row.getArrayOfStrings(3)))));
    }

    private static String[] names(Map<String, ReadList> lists) {
      return lists.keySet().toArray(String[]::new);
    }

    private static OffsetDateTime[] readAt(Map<String, ReadList> lists) {
      return lists.values().stream()
          .map(ReadList::readAt)
          .map(PgTimes::parameter)
          .toArray(OffsetDateTime[]::new);
    }

    private Future<RowSet<Row>> execute(String sql, Tuple values) {
      return connection.preparedQuery(sql).execute(values);
    }
  }
}
