package dev.tandem.persistence;

import dev.tandem.account.AccountEvents;
import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTopics.AccountChanged;
import dev.tandem.account.AccountTopics.KeyRevoked;
import dev.tandem.account.AccountTopics.UserErased;
import dev.tandem.account.PersonCommand;
import dev.tandem.account.PersonReply;
import dev.tandem.persistence.PgErasure.Marked;
import dev.tandem.persistence.PgErasure.Step;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases persons: the mark while somebody waits, the rest as long as it takes. What a process that
 * died left undone is found by whoever looks next, here or on another node. For one event loop.
 */
final class Erasures {
  private static final Logger log = LoggerFactory.getLogger(Erasures.class);

  private final Vertx vertx;
  private final PgErasure erasure;
  private final AccountEvents events;
  private final Map<Long, Future<Boolean>> running = new HashMap<>();
  private Future<?> looking = Future.succeededFuture();
  private long timer;
  private boolean stopping;
  private boolean blind;

  Erasures(Vertx vertx, PgErasure erasure, AccountEvents events) {
    this.vertx = vertx;
    this.erasure = erasure;
    this.events = events;
  }

  /** Looks for unfinished erasures at once and then every so often. */
  void start(Duration interval) {
    look();
    timer = vertx.setPeriodic(interval.toMillis(), fired -> look());
  }

  /**
   * Succeeds when the statement under way has ended; the next look, anywhere, goes on behind it.
   */
  Future<?> stop() {
    stopping = true;
    vertx.cancelTimer(timer);
    return Future.join(looking, Future.join(List.copyOf(running.values()))).otherwiseEmpty();
  }

  /** Serves {@link PersonCommand.Erase}. */
  Future<PersonReply> erase(PersonCommand.Erase erase) {
    return erasure
        .mark(erase.userId())
        .compose(
            marked -> {
              if (marked.isEmpty()) {
                return Future.succeededFuture(new PersonReply.Missing());
              }
              tell(erase.userId(), marked.get());
              return within(erase.patience(), finish(erase.userId())).map(PersonReply.Erased::new);
            });
  }

  private void tell(long userId, Marked marked) {
    events.userErased(new UserErased(userId));
    marked.keyIds().forEach(id -> events.keyRevoked(new KeyRevoked(id)));
    if (marked.accountId() != null) {
      events.changed(new AccountChanged(userId, marked.accountId(), AccountState.DISCONNECTED));
    }
  }

  private void look() {
    if (!looking.isComplete() || stopping) {
      return;
    }
    looking =
        erasure
            .unfinished()
            .onComplete(found -> told(found.cause()))
            .compose(users -> Future.join(users.stream().map(this::finish).toList()));
  }

  /** Once at the beginning of an outage and once at its end, however many looks it lasts. */
  private void told(@Nullable Throwable failure) {
    if (failure != null && !blind) {
      log.warn(
          "Unfinished erasures cannot be looked for until further notice: {}", failure.toString());
    }
    if (failure == null && blind) {
      log.info("Unfinished erasures can be looked for again");
    }
    blind = failure != null;
  }

  /** One at a time for each user; replies whether all is gone, and fails never. */
  private Future<Boolean> finish(long userId) {
    Future<Boolean> present = running.get(userId);
    if (present != null) {
      return present;
    }
    Future<Boolean> work =
        delete(userId)
            .compose(
                step -> step == Step.DONE ? Future.succeededFuture(true) : erasure.isGone(userId))
            .onSuccess(
                gone -> {
                  if (gone) {
                    log.info("User {} is erased", userId);
                  }
                })
            .recover(
                failure -> {
                  log.warn("The erasure of user {} goes on later: {}", userId, failure.toString());
                  return Future.succeededFuture(false);
                });
    if (!work.isComplete()) {
      running.put(userId, work);
      work.onComplete(done -> running.remove(userId));
    }
    return work;
  }

  private Future<Step> delete(long userId) {
    Promise<Step> end = Promise.promise();
    deleteFrom(userId, 0, end);
    return end.future();
  }

  /** Piece by piece, table by table; a loop, since a chain of futures would grow with the rows. */
  private void deleteFrom(long userId, int table, Promise<Step> end) {
    if (stopping) {
      end.complete(Step.NOT_OURS);
    } else if (table == ErasureSql.PIECES.size()) {
      erasure.deleteUser(userId).onComplete(end);
    } else {
      erasure
          .deletePiece(userId, table)
          .onComplete(
              step -> {
                if (step == Step.NOT_OURS) {
                  end.complete(step);
                } else {
                  deleteFrom(userId, step == Step.MORE ? table : table + 1, end);
                }
              },
              end::fail);
    }
  }

  private Future<Boolean> within(Duration patience, Future<Boolean> work) {
    if (work.isComplete()) {
      return work;
    }
    if (patience.isZero()) {
      return Future.succeededFuture(false);
    }
    Promise<Boolean> answer = Promise.promise();
    long end = vertx.setTimer(patience.toMillis(), fired -> answer.tryComplete(false));
    work.onComplete(
        done -> {
          vertx.cancelTimer(end);
          answer.tryComplete(done.succeeded() && done.result());
        });
    return answer.future();
  }
}
