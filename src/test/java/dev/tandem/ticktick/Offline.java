package dev.tandem.ticktick;

import static org.awaitility.Awaitility.await;

import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTopics;
import dev.tandem.account.AccountTopics.AccountChanged;
import dev.tandem.task.Task;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Changes that pile up while nothing is sent, so that they go out together. */
record Offline(PushStage stage) {

  /** Made while nothing is sent. */
  List<Task> creates(int many, IntFunction<Edit> edit) {
    stage.undeploy();
    return IntStream.range(0, many).mapToObj(i -> stage.create(edit.apply(i))).toList();
  }

  /** Tasks that both sides have, not seen for a while; nothing is sent any more. */
  List<Task> linked(int many, IntFunction<Edit> edit) {
    List<Task> tasks = creates(many, edit);
    stage.deploy();
    untilNothingIsQueued();
    stage.undeploy();
    stage.query(
        "UPDATE links SET read_at = read_at - interval '1 minute',"
            + " settled_at = settled_at - interval '1 minute'");
    return tasks.stream().map(stage::find).toList();
  }

  /** How many requests it takes until nothing is queued. */
  int goesOnline() {
    int before = stage.probe().ledger().size();
    stage.deploy();
    untilNothingIsQueued();
    return stage.probe().ledger().size() - before;
  }

  void untilNothingIsQueued() {
    await().atMost(Duration.ofSeconds(60)).until(() -> queued() == 0);
  }

  /** The same although creates were lost: as if time passed quickly. */
  void untilNothingIsOpen() {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              makeTimePass();
              return open() == 0 && queued() == 0;
            });
  }

  /**
   * As if a minute had passed since calls ended, and the rows were due. What was listed before is
   * as old then: it must not serve as the second listing.
   */
  void makeTimePass() {
    List<Row> passed =
        stage.query(
            "UPDATE create_intents SET ended_at = ended_at - interval '61 seconds',"
                + " listed_at = listed_at - interval '61 seconds'"
                + " WHERE watched_until IS NULL AND ended_at > now() - interval '60 seconds'"
                + " AND listed_at IS NOT NULL RETURNING user_id, account_id");
    passed.forEach(
        row ->
            stage
                .bus()
                .publish(
                    AccountTopics.CHANGED,
                    new AccountChanged(
                        row.getLong(0), row.getLong(1), AccountState.NEEDS_REAUTHORIZATION)));
    stage.query(
        "UPDATE push_queue SET next_attempt_at = now()"
            + " WHERE lease_until IS NULL AND NOT is_dead AND next_attempt_at > now()");
  }

  long queued() {
    return count("SELECT count(*) FROM push_queue");
  }

  long open() {
    return count("SELECT count(*) FROM create_intents WHERE watched_until IS NULL");
  }

  long conflicts() {
    return count("SELECT count(*) FROM conflicts");
  }

  long unconfirmed() {
    return count("SELECT count(*) FROM links WHERE state = 'linked' AND NOT confirmed");
  }

  long unproven() {
    return count("SELECT count(*) FROM links WHERE state = 'linked' AND unproven <> '{}'");
  }

  private long count(String sql) {
    return stage.query(sql).get(0).getLong(0);
  }

  /** The titles that TickTick shows, as often as it does. */
  List<String> titlesThere() {
    return stage.probe().tasks(PushStage.ANNA).stream()
        .map(task -> task.getString("title"))
        .toList();
  }

  /** What TickTick shows, by the id of the task here. */
  Map<Long, JsonObject> twins() {
    Map<String, JsonObject> there =
        stage.probe().tasks(PushStage.ANNA).stream()
            .collect(Collectors.toMap(task -> task.getString("id"), task -> task));
    return stage.query("SELECT task_id, remote_id FROM links WHERE state = 'linked'").stream()
        .filter((Row row) -> there.containsKey(row.getString(1)))
        .collect(Collectors.toMap(row -> row.getLong(0), row -> there.get(row.getString(1))));
  }
}
