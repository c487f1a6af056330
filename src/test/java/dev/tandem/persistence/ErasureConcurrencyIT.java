package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.PersonCommand;
import dev.tandem.account.PersonReply;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.QueueRoutes.Claim;
import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A person is erased by two nodes at once while everything else goes on with their tasks. */
final class ErasureConcurrencyIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private static final int TASKS = 1500;
  private static final int WRITERS = 6;

  private final PersonFixture persons = new PersonFixture(db);
  private final QueueFixture queue = new QueueFixture(db);
  private final AccountFixture events = new AccountFixture(db);
  private final AtomicBoolean over = new AtomicBoolean();

  @RepeatedTest(3)
  void nothingIsLeftAndNobodyFailsButForBeingTooLate() throws Exception {
    queue.clear();
    // Not connected: the worker below takes whatever is due.
    db.accountBecomes(persons.person("ben"), "disconnected");
    Map<String, List<String>> others = persons.everything();
    long ada = db.connectedUser();
    db.rows(
        "INSERT INTO tasks (user_id, title, push)"
            + " SELECT $1, 'task ' || n, true FROM generate_series(1, $2::integer) n",
        ada,
        TASKS);
    List<Long> ids =
        db.rows("SELECT id FROM tasks WHERE user_id = $1", ada).stream()
            .map(row -> row.getLong(0))
            .toList();
    CountDownLatch written = new CountDownLatch(WRITERS * 10);
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      Random random = new Random(i);
      writers.add(CompletableFuture.runAsync(() -> write(ada, ids, random, written)));
    }
    written.await();

    List<Future<PersonReply>> erasing = List.of(erase(ada), erase(ada));
    for (Future<PersonReply> node : erasing) {
      assertThat(result(node)).isInstanceOfAny(PersonReply.Erased.class, PersonReply.Missing.class);
    }
    // Who found the other at work left it; whoever looks next finishes.
    while (!result(new PgErasure(db.pool()).isGone(ada))) {
      result(erase(ada));
    }
    over.set(true);
    for (CompletableFuture<Void> writer : writers) {
      writer.get();
    }
    assertThat(persons.everything()).isEqualTo(others);
  }

  private Future<PersonReply> erase(long user) {
    Context context = db.vertx().getOrCreateContext();
    Erasures erasures = new Erasures(db.vertx(), new PgErasure(db.pool()), events);
    Promise<PersonReply> reply = Promise.promise();
    context.runOnContext(
        go ->
            erasures
                .erase(new PersonCommand.Erase(user, Duration.ofSeconds(20)))
                .onComplete(reply));
    return reply.future();
  }

  private void write(long user, List<Long> ids, Random random, CountDownLatch written) {
    while (!over.get()) {
      tolerate(() -> anything(user, ids.get(random.nextInt(ids.size())), random));
      written.countDown();
    }
  }

  private Future<?> anything(long user, long id, Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> db.store().insert(user, Contents.full("new"), null);
      case 1 -> changed(user, id, task -> Contents.retitled(task.content(), "again"));
      case 2 ->
          changed(user, id, task -> task.content().but().parentId(id > 1 ? id - 1 : null).build());
      case 3 ->
          db.store()
              .find(user, id)
              .compose(
                  found ->
                      found.isEmpty()
                          ? Future.succeededFuture()
                          : db.store().remove(user, id, found.get().version()));
      default -> pushOne();
    };
  }

  private Future<?> changed(long user, long id, Function<Task, TaskContent> change) {
    return db.store()
        .find(user, id)
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture()
                    : db.store()
                        .update(StoreFixture.change(found.get(), change.apply(found.get()))));
  }

  private Future<?> pushOne() {
    return queue
        .queue()
        .claim(new Claim("worker", 1, QueueFixture.LEASE, List.of()))
        .compose(
            claimed -> {
              if (claimed.jobs().isEmpty()) {
                return Future.succeededFuture();
              }
              PushJob job = claimed.jobs().get(0);
              PushStep step = QueueFixture.plan(job);
              return queue.settling(
                  job, step, new PushVerdict.Delivered(QueueFixture.answer(job, step)));
            });
  }

  private static void tolerate(Supplier<Future<?>> action) {
    result(
        action
            .get()
            .<Object>map(done -> done)
            .recover(
                failure ->
                    PgErrors.isOfErasedUser(failure) || thereIsNoUser(failure)
                        ? Future.succeededFuture()
                        : Future.failedFuture(failure)));
  }

  /** What an insert tells of a user who is gone. */
  private static boolean thereIsNoUser(Throwable failure) {
    return String.valueOf(failure.getMessage()).startsWith("there is no user");
  }
}
