package dev.tandem.http;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountRoutes;
import dev.tandem.account.AccountState;
import dev.tandem.account.TickTickAccount;
import dev.tandem.bus.Bus;
import dev.tandem.sync.QueueRoutes;
import dev.tandem.sync.QueueRoutes.QueueStatus;
import dev.tandem.sync.SyncExplanation;
import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncRoutes;
import dev.tandem.sync.SyncRoutes.BreakerStatus;
import dev.tandem.sync.SyncRoutes.SweepResult;
import dev.tandem.task.Task;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskReply;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/sync}, and what of a task concerns TickTick. */
final class SyncApi {
  private static final Logger log = LoggerFactory.getLogger(SyncApi.class);

  /** A sweep answers by itself when its time is up; this is for the answer's way back. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Bus bus;
  private final TaskClient tasks;
  private final KeyedClient keyed;
  private final PushWait waits;
  private final HttpOptions options;

  SyncApi(Bus bus, TaskClient tasks, KeyedClient keyed, PushWait waits, HttpOptions options) {
    this.bus = bus;
    this.tasks = tasks;
    this.keyed = keyed;
    this.waits = waits;
    this.options = options;
  }

  void bind(ApiRouter router) {
    router
        .serve(HttpMethod.GET, "/api/tasks/{id}/sync", this::history)
        .serve(HttpMethod.POST, "/api/tasks/{id}/push", keyed.once(this::push))
        .serve(HttpMethod.POST, "/api/sync", keyed.once(this::sweep))
        .serve(HttpMethod.GET, "/api/sync/status", this::status)
        .serve(
            HttpMethod.GET,
            "/api/sync/pending",
            call -> TasksApi.page(tasks, call, TaskQueries.pending(call.query())))
        .serve(
            HttpMethod.GET,
            "/api/sync/failures",
            call -> TasksApi.page(tasks, call, TaskQueries.failures(call.query())))
        .serve(HttpMethod.POST, "/api/sync/failures/{task_id}/retry", this::retry)
        .serve(HttpMethod.POST, "/api/sync/failures/{task_id}/discard", this::discard);
  }

  private Future<Answer> history(Call call) {
    Future<TaskReply.History> history =
        tasks.ask(
            new TaskCommand.ReadHistory(call.userId(), call.id("id")), TaskReply.History.class);
    Future<AccountReply> account =
        bus.ask(AccountRoutes.ACCOUNTS, new AccountCommand.Read(call.userId()), Call.ASK_LIMIT);
    Future<BreakerStatus> breaker = breaker();
    return Future.all(history, account, breaker)
        .map(
            all -> {
              SyncExplanation explanation =
                  SyncExplanation.of(
                      history.result().task().sync(),
                      history.result().detail(),
                      new SyncExplanation.Surroundings(
                          AccountApi.settings(account.result()).account(),
                          breaker.result().state(),
                          options.clock().instant()));
              return Answer.ok(SyncRenderer.history(history.result(), explanation));
            });
  }

  private Future<BreakerStatus> breaker() {
    return bus.ask(SyncRoutes.BREAKER, new SyncRoutes.ReadBreaker(), Call.ASK_LIMIT);
  }

  private Future<Answer> push(Call call) {
    Preferences preferences = call.preferences(options.pushWait());
    return tasks
        .ask(new TaskCommand.RequestPush(call.userId(), call.id("id")), TaskReply.One.class)
        .compose(
            asked ->
                waits
                    .await(call.userId(), asked.task().id(), preferences.pushWait())
                    .map(result -> result.orElseGet(() -> waiting(asked.task()))))
        .map(result -> Answer.ok(SyncRenderer.result(result)).applying(preferences));
  }

  /** Nobody told in time what became of the push: the task as it was when it was asked for. */
  private SyncResult waiting(Task task) {
    return new SyncResult(
        task.id(),
        SyncResult.Outcome.PENDING,
        SyncResult.Operation.NONE,
        task.remoteId(),
        List.of(),
        task.sync().attempts(),
        0,
        task.sync().lastError(),
        options.clock().instant());
  }

  private Future<Answer> sweep(Call call) {
    Preferences preferences = call.preferences(options.pushWait());
    boolean linkAll =
        call.optionalBody()
            .map(
                body -> {
                  body.check();
                  return body.flag("push_local_only", false);
                })
            .orElse(false);
    Future<?> linked =
        linkAll
            ? tasks.ask(new TaskCommand.RequestPushOfLocalOnly(call.userId()), TaskReply.Done.class)
            : Future.succeededFuture();
    return linked
        .compose(done -> connected(call.userId()))
        .compose(
            done ->
                preferences.respondAsync()
                    ? begin(call.userId())
                    : finish(call.userId(), preferences.pushWait()))
        .map(answer -> answer.applying(preferences));
  }

  private Future<Void> connected(long userId) {
    return bus.ask(AccountRoutes.ACCOUNTS, new AccountCommand.Read(userId), Call.ASK_LIMIT)
        .map(
            reply -> {
              TickTickAccount account = AccountApi.settings(reply).account();
              if (SyncRenderer.stateOf(account) != AccountState.CONNECTED) {
                throw Replies.notConnected().asException();
              }
              return null;
            });
  }

  private Future<Answer> finish(long userId, Duration limit) {
    return bus.ask(SyncRoutes.SWEEP, new SyncRoutes.Sweep(userId, limit), limit.plus(GRACE))
        .map(
            result -> {
              if (!result.connected()) {
                throw Replies.notConnected().asException();
              }
              return Answer.ok(SyncRenderer.sweep(result));
            });
  }

  private Future<Answer> begin(long userId) {
    Duration limit = Preferences.LONGEST_WAIT;
    bus.ask(SyncRoutes.SWEEP, new SyncRoutes.Sweep(userId, limit), limit.plus(GRACE))
        .onFailure(
            failure -> log.warn("the sweep of user {} failed: {}", userId, failure.toString()));
    return queue(userId)
        .map(
            queue ->
                Answer.accepted(
                    SyncRenderer.sweep(
                        new SweepResult(
                            true,
                            new SyncRoutes.Pulled(0, 0, 0, 0),
                            new SyncRoutes.Pushed(0, 0, queue.open()),
                            0,
                            null))));
  }

  private Future<QueueStatus> queue(long userId) {
    return bus.ask(QueueRoutes.STATUS, new QueueRoutes.ReadQueue(userId), Call.ASK_LIMIT);
  }

  private Future<Answer> status(Call call) {
    Future<AccountReply> account =
        bus.ask(AccountRoutes.ACCOUNTS, new AccountCommand.Read(call.userId()), Call.ASK_LIMIT);
    Future<QueueStatus> queue = queue(call.userId());
    Future<BreakerStatus> breaker = breaker();
    return Future.all(account, queue, breaker)
        .map(
            all ->
                Answer.ok(
                    SyncRenderer.status(
                        AccountApi.settings(account.result()).account(),
                        queue.result(),
                        breaker.result())));
  }

  private Future<Answer> retry(Call call) {
    return decide(call, new TaskCommand.RetryFailed(call.userId(), call.id("task_id")));
  }

  private Future<Answer> discard(Call call) {
    return decide(call, new TaskCommand.DiscardFailed(call.userId(), call.id("task_id")));
  }

  private Future<Answer> decide(Call call, TaskCommand command) {
    return tasks
        .write(call, command)
        .map(
            decided ->
                Answer.accepted(TaskRenderer.task(decided.reply())).replayed(decided.replayed()));
  }
}
