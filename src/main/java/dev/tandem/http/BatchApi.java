package dev.tandem.http;

import dev.tandem.http.BatchReader.Sent;
import dev.tandem.http.KeyedClient.Once;
import dev.tandem.task.BatchCommand;
import dev.tandem.task.BatchReply;
import dev.tandem.task.BatchResult;
import dev.tandem.task.Task;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /api/tasks/batch}. */
final class BatchApi {
  private final BatchClient batches;
  private final Duration usualWait;

  /**
   * @param usualWait how long a batch waits for its pushes when the client says nothing
   */
  BatchApi(BatchClient batches, Duration usualWait) {
    this.batches = batches;
    this.usualWait = usualWait;
  }

  void bind(ApiRouter router) {
    BatchReader reader = new BatchReader(router.contract());
    router.serve(HttpMethod.POST, "/api/tasks/batch", call -> run(call, reader));
  }

  private Future<Answer> run(Call call, BatchReader reader) {
    RequestBody body = call.body();
    List<Sent> sent = reader.read(body);
    body.check();
    boolean atomic = body.flag("atomic", false);
    Preferences preferences = call.preferences(usualWait);
    return compared(call.userId(), sent)
        .compose(
            valid ->
                batches.run(
                    call,
                    new BatchCommand.Run(
                        call.userId(), valid.stream().map(Sent::operation).toList(), atomic)))
        .compose(
            ran ->
                told(call.userId(), ran, preferences)
                    .map(
                        tasks ->
                            Answer.ok(
                                    new BatchRenderer(tasks, call.requestId())
                                        .results(ran.reply().results()))
                                .applying(preferences)
                                .replayed(ran.replayed())));
  }

  /** Only read-only fields cost a look at tasks, at all of them together. */
  private Future<List<Sent>> compared(long userId, List<Sent> sent) {
    List<Long> ids = sent.stream().map(Sent::compared).flatMap(Optional::stream).toList();
    return batches
        .read(userId, ids)
        .map(tasks -> sent.stream().map(one -> compared(one, tasks)).toList());
  }

  /** What there is not is told so when its turn has come. */
  private static Sent compared(Sent sent, Map<Long, Task> tasks) {
    return sent.compared()
        .map(tasks::get)
        .map(task -> sent.against(task.version(), new JsonObject(TaskRenderer.task(task))))
        .orElse(sent);
  }

  private Future<Map<Long, Task>> told(
      long userId, Once<BatchReply.Ran> ran, Preferences preferences) {
    Map<Long, Task> written = new HashMap<>();
    for (BatchResult result : ran.reply().results()) {
      if (result instanceof BatchResult.Made made) {
        written.put(made.task().id(), made.task());
      } else if (result instanceof BatchResult.Changed changed) {
        written.put(changed.task().id(), changed.task());
      } else if (result instanceof BatchResult.Deleted deleted && !ran.replayed()) {
        written.put(deleted.task().id(), deleted.task());
      }
    }
    return ran.replayed()
        ? batches.refreshed(userId, written)
        : batches.settled(userId, written, preferences.pushWait());
  }
}
