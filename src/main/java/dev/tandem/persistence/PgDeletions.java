package dev.tandem.persistence;

import dev.tandem.persistence.DeletionHold.Vanished;
import dev.tandem.persistence.TwinEnd.Ending;
import dev.tandem.persistence.TwinEnd.Ground;
import dev.tandem.sync.DeletionGuard;
import dev.tandem.sync.DeletionsHeld;
import dev.tandem.sync.MergeEvents;
import dev.tandem.sync.PullRoutes.EndTwins;
import dev.tandem.sync.PullRoutes.EndedTwin;
import dev.tandem.sync.PullRoutes.TwinsEnded;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what was deleted in TickTick, or holds it if it is too much at once.
 *
 * <p>Which of the two it is, is decided for all of a message in one transaction, and for one
 * message of an account at a time. What is to end is marked there ({@code links.inferred_at}), so
 * that the next decision counts it, wherever the process dies. Then each ends in a transaction of
 * its own.
 */
public final class PgDeletions {
  private static final Logger log = LoggerFactory.getLogger(PgDeletions.class);

  private final Pool pool;
  private final MergeEvents events;
  private final TwinEndings endings;

  /** The pool stays its maker's, who closes it. */
  public PgDeletions(Pool pool, MergeEvents events) {
    this.pool = pool;
    this.events = events;
    this.endings = new TwinEndings(pool, events);
  }

  /**
   * What still counts as missing.
   *
   * @param wanted whether its task is not deleted here as well
   */
  private record Candidate(Vanished twin, String remoteId, boolean wanted) {
    static Candidate of(Row row) {
      Cells cells = new Cells(row, 0);
      long link = cells.number();
      long task = cells.number();
      String remoteId = cells.text();
      return new Candidate(new Vanished(link, task, cells.time()), remoteId, cells.flag());
    }
  }

  /**
   * @param ends in a transaction of its own each
   */
  private record Decision(long userId, List<Candidate> ends, long held) {}

  /** Serves {@code PullRoutes.END_TWINS}. */
  public Future<TwinsEnded> endTwins(EndTwins told) {
    return PgErrors.retrying(() -> pool.withTransaction(connection -> decide(connection, told)))
        .compose(
            found -> {
              if (found.isEmpty()) {
                return Future.succeededFuture(new TwinsEnded(0, 0, 0, true));
              }
              Decision decision = found.get();
              tellOfHeld(told, decision);
              return end(told, decision, 0, new EnumMap<>(Ending.class));
            });
  }

  private void tellOfHeld(EndTwins told, Decision decision) {
    if (decision.held > 0) {
      log.warn(
          "{} tasks of TickTick account {} vanished at once: they wait for a decision",
          decision.held,
          told.accountId());
      events.held(new DeletionsHeld(decision.userId, decision.held));
    }
  }

  /** Empty: the account has other tokens by now. */
  private static Future<Optional<Decision>> decide(SqlConnection connection, EndTwins told) {
    return connection
        .preparedQuery(DeletionSql.LOCK_DECISIONS)
        .execute(Tuple.of(told.accountId()))
        .compose(alone -> ReadAccount.lock(connection, told.accountId(), told.generation()))
        .compose(
            account ->
                account.size() == 0
                    ? Future.succeededFuture(Optional.empty())
                    : candidates(connection, told)
                        .compose(found -> decide(connection, told, Rows.number(account), found))
                        .map(Optional::of));
  }

  private static Future<List<Candidate>> candidates(SqlConnection connection, EndTwins told) {
    List<EndedTwin> twins = told.twins();
    return connection
        .preparedQuery(DeletionSql.CANDIDATES)
        .execute(
            Tuple.of(
                told.accountId(),
                twins.stream().map(EndedTwin::remoteId).toArray(String[]::new),
                twins.stream()
                    .map(twin -> PgTimes.parameter(twin.lookedAt()))
                    .toArray(OffsetDateTime[]::new)))
        .map(rows -> Rows.all(rows, Candidate::of));
  }

  private static Future<Decision> decide(
      SqlConnection connection, EndTwins told, long userId, List<Candidate> found) {
    List<Vanished> wanted = found.stream().filter(Candidate::wanted).map(Candidate::twin).toList();
    if (wanted.isEmpty()) {
      return Future.succeededFuture(new Decision(userId, found, 0));
    }
    Long[] links = wanted.stream().map(Vanished::linkId).toArray(Long[]::new);
    return connection
        .preparedQuery(DeletionSql.COUNT)
        .execute(Tuple.of(told.accountId()).addArrayOfLong(links))
        .compose(
            rows -> {
              Cells counts = new Cells(rows.iterator().next(), 0);
              long inferred = counts.number() + wanted.size();
              if (DeletionGuard.isTooMuch(inferred, counts.number())) {
                List<Candidate> unwanted =
                    found.stream().filter(candidate -> !candidate.wanted).toList();
                return new DeletionHold(connection)
                    .hold(wanted)
                    .map(held -> new Decision(userId, unwanted, held));
              }
              return connection
                  .preparedQuery(DeletionSql.INFER)
                  .execute(Tuple.of(links))
                  .map(marked -> new Decision(userId, found, 0));
            });
  }

  private Future<TwinsEnded> end(
      EndTwins told, Decision decision, int next, Map<Ending, Long> counts) {
    if (next == decision.ends.size()) {
      return Future.succeededFuture(ended(decision, counts, false));
    }
    Candidate candidate = decision.ends.get(next);
    return end(told, decision.userId, candidate)
        .compose(
            ending -> {
              counts.merge(ending, 1L, Long::sum);
              return end(told, decision, next + 1, counts);
            })
        .recover(
            failure ->
                failure instanceof OutdatedReading || PgErrors.isOfErasedUser(failure)
                    ? Future.succeededFuture(ended(decision, counts, true))
                    : Future.failedFuture(failure));
  }

  private static TwinsEnded ended(Decision decision, Map<Ending, Long> counts, boolean outdated) {
    return new TwinsEnded(
        counts.getOrDefault(Ending.DELETED, 0L),
        counts.getOrDefault(Ending.SURVIVED, 0L),
        decision.held,
        outdated);
  }

  private Future<Ending> end(EndTwins told, long userId, Candidate candidate) {
    Vanished twin = candidate.twin;
    return endings.end(
        userId,
        twin.taskId(),
        new Ground(candidate.remoteId, twin.at()),
        connection -> ReadAccount.confirm(connection, told.accountId(), told.generation()));
  }
}
