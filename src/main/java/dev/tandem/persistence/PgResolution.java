package dev.tandem.persistence;

import dev.tandem.persistence.MergeWrites.References;
import dev.tandem.sync.Base;
import dev.tandem.sync.CreateIntent;
import dev.tandem.sync.CreateIntent.Sighting;
import dev.tandem.sync.CreateWaits;
import dev.tandem.sync.MergeEvents;
import dev.tandem.sync.OrphanSearch;
import dev.tandem.sync.OrphanSearch.Finding;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushPlan;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.PushVerdict.Adopted;
import dev.tandem.sync.QueueRoutes.Resolve;
import dev.tandem.sync.QueueRoutes.Settle;
import dev.tandem.sync.QueueRoutes.Settled;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.Settlement;
import dev.tandem.sync.SyncField;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides by a listing what became of a task's create, in one transaction under the claim: it
 * adopts the twin, gives the create up, or waits on. One decision at a time for an account, so that
 * no two tasks get the same twin, on whichever node; the links' unique key is the last guard.
 */
public final class PgResolution {
  private final Pool pool;
  private final Settlement.Limits limits;
  private final CreateWaits waits;
  private final MergeEvents events;

  /** The pool stays its maker's, who closes it. */
  public PgResolution(Pool pool, Settlement.Limits limits, CreateWaits waits, MergeEvents events) {
    this.pool = pool;
    this.limits = limits;
    this.waits = waits;
    this.events = events;
  }

  /** Serves {@code QueueRoutes.RESOLVE}. */
  public Future<Settled> resolve(Resolve resolve) {
    return PgErrors.retrying(
            () ->
                pool.withTransaction(
                    connection -> {
                      Transaction transaction = new Transaction(connection, resolve);
                      return transaction
                          .run()
                          .map(settled -> new PgSettlement.Done(settled, transaction.merge));
                    }))
        .map(done -> done.told(events));
  }

  private final class Transaction {
    private final SqlConnection connection;
    private final Resolve resolve;
    private final PushJob job;
    private final MergeWrites merge;
    private final SettlementWrites writes;

    Transaction(SqlConnection connection, Resolve resolve) {
      this.connection = connection;
      this.resolve = resolve;
      this.job = resolve.job();
      this.merge = new MergeWrites(connection, job.userId(), job.taskId());
      this.writes = new SettlementWrites(connection, merge, job, resolve.lease());
    }

    /** What others adopted before is seen, as each statement sees what is committed by then. */
    Future<Settled> run() {
      boolean family = resolve.listing().tasks().stream().anyMatch(task -> hasParent(task));
      Future<?> alone = writes.execute(CreateSql.LOCK_ORPHANS, Tuple.of(job.accountId()));
      Future<Optional<QueueRow>> row = writes.locked(family);
      Future<List<PgCreates.Open>> open = PgCreates.open(connection, job.accountId());
      Future<Linked> linked = Linked.read(connection, job.accountId(), ids());
      Future<Instant> now = writes.execute(SettleSql.NOW, Tuple.tuple()).map(PgSettlement::now);
      return Future.all(List.of(alone, row, open, linked, now))
          .compose(
              read ->
                  row.result()
                      .filter(found -> Objects.equals(found.fence(), job.fence()))
                      .map(found -> decide(found, linked.result(), open.result(), now.result()))
                      .orElseGet(() -> fenced(now.result())));
    }

    private Set<String> ids() {
      Set<String> ids = new HashSet<>();
      resolve.listing().tasks().forEach(task -> ids.add(task.id()));
      CreateIntent intent = job.intent();
      if (intent != null && intent.first() != null) {
        ids.addAll(intent.first().ids());
      }
      return ids;
    }

    private Future<Settled> fenced(Instant now) {
      return Future.succeededFuture(
          new Settled(
              null,
              true,
              Settlement.fenced(settle(PushStep.nothing(), new PushVerdict.Absent()), now)));
    }

    private Future<Settled> decide(
        QueueRow row, Linked linked, List<PgCreates.Open> open, Instant now) {
      if (row.intent() == null) {
        // A worker that had lost its claim told that its create made nothing.
        return write(row, PushStep.nothing(), new PushVerdict.Absent(), References.NONE);
      }
      CreateIntent intent = linked.bar(row.intent(), job.accountId());
      OrphanSearch search =
          new OrphanSearch(
              PgCreates.Open.beside(linked, open), resolve.listing(), linked.pushed(), waits, now);
      if (row.link() != null) {
        return giveUp(row, intent, search);
      }
      Finding finding = search.of(intent);
      if (finding.verdict() instanceof Adopted adopted) {
        return adopt(row, intent, adopted);
      }
      // Of a task that was deleted for good nobody could decide which of several is its twin.
      boolean undecidable = row.task() == null && finding.verdict() instanceof PushVerdict.Abandon;
      return undecidable || finding.verdict() instanceof PushVerdict.Absent
          ? giveUp(row, intent, search)
          : wait(row, intent, finding);
    }

    private Future<Settled> adopt(QueueRow row, CreateIntent intent, Adopted adopted) {
      PushStep create = PushPlan.create(intent.sent());
      return merge
          .resolve(job.accountId(), adopted.found().projectId(), adopted.found().fields())
          .compose(
              references -> {
                Future<?> closed =
                    writes.execute(
                        CreateSql.ADOPTED,
                        Tuple.of(intent.id(), job.userId(), job.taskId(), adopted.found().id()));
                Future<Settled> settled = write(row, create, adopted, references);
                return Future.all(closed, settled).map(done -> settled.result());
              });
    }

    /** What it may have made after all, and has shown itself already, is told of at once. */
    private Future<Settled> giveUp(QueueRow row, CreateIntent intent, OrphanSearch search) {
      Future<?> given =
          writes.execute(CreateSql.GIVE_UP, Tuple.of(job.taskId(), waits.watch().toMillis()));
      Future<?> told =
          new LateTwins(connection, search.open(), search.linked())
              .tell(
                  new LateTwins.Create(intent.id(), job.userId(), job.taskId()),
                  intent,
                  search.now().plus(waits.watch()),
                  resolve.listing().tasks())
              .onSuccess(news -> news.forEach(merge::note));
      Future<Settled> settled =
          write(row, PushStep.nothing(), new PushVerdict.Absent(), References.NONE);
      return Future.all(given, told, settled).map(done -> settled.result());
    }

    private Future<Settled> wait(QueueRow row, CreateIntent intent, Finding finding) {
      Sighting seen = finding.seen();
      Future<?> noted =
          writes.execute(
              CreateSql.LISTED,
              Tuple.of(
                  intent.id(),
                  seen == null ? null : PgTimes.parameter(seen.at()),
                  seen == null ? null : seen.ids().toArray(String[]::new)));
      Future<Settled> settled = write(row, PushStep.nothing(), finding.verdict(), References.NONE);
      return Future.all(noted, settled).map(done -> settled.result());
    }

    private Future<Settled> write(
        QueueRow row, PushStep step, PushVerdict verdict, References references) {
      Set<SyncField> unknown =
          verdict instanceof Adopted adopted
              ? references.unknownIn(adopted.found().fields(), Base.of(adopted.sent()))
              : Set.of();
      Settlement settlement = Settlement.of(settle(step, verdict), row.present(unknown), limits);
      return writes.write(row, settlement, references);
    }

    private Settle settle(PushStep step, PushVerdict verdict) {
      return new Settle(job, step, verdict, resolve.lease(), 0);
    }
  }

  private static boolean hasParent(RemoteSnapshot task) {
    @Nullable String parent = task.fields().parentId();
    return parent != null && !parent.isEmpty();
  }
}
