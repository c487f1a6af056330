package dev.tandem.http;

import dev.tandem.account.AccountState;
import dev.tandem.account.TickTickAccount;
import dev.tandem.sync.QueueRoutes.QueueStatus;
import dev.tandem.sync.SyncExplanation;
import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncRoutes.BreakerStatus;
import dev.tandem.sync.SyncRoutes.DeletionsDecided;
import dev.tandem.sync.SyncRoutes.SweepResult;
import dev.tandem.task.Send;
import dev.tandem.task.Task;
import dev.tandem.task.TaskReply;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The state of synchronization as the contract shows it. */
final class SyncRenderer {
  private SyncRenderer() {}

  static Buffer result(SyncResult result) {
    return JsonText.of(
        json -> {
          json.writeStartObject();
          json.writeNumberField("task_id", result.taskId());
          json.writeStringField("outcome", wireName(result.outcome()));
          json.writeStringField("operation", wireName(result.operation()));
          JsonText.text(json, "ticktick_task_id", result.remoteId());
          JsonText.texts(json, "pushed_fields", result.pushedFields());
          json.writeNumberField("attempts", result.attempts());
          json.writeNumberField("requests", result.requests());
          TaskRenderer.error(json, "error", result.error());
          JsonText.time(json, "at", result.at());
          json.writeEndObject();
        });
  }

  static Buffer history(TaskReply.History history, SyncExplanation explanation) {
    Task task = history.task();
    return JsonText.of(
        json -> {
          json.writeStartObject();
          json.writeBooleanField("synced_to_ticktick", task.sync().linked());
          JsonText.time(json, "last_synced_at", task.syncedAt());
          JsonText.time(json, "last_modified_at", task.modifiedAt());
          json.writeNumberField("sync_version", task.version());
          json.writeBooleanField("has_pending_changes", task.sync().hasPendingChanges());
          TaskRenderer.sync(json, task.sync());
          json.writeObjectFieldStart("explanation");
          json.writeStringField("summary", explanation.summary());
          json.writeStringField("next", explanation.next());
          json.writeEndObject();
          json.writeArrayFieldStart("attempts");
          for (Send send : history.sends()) {
            json.writeStartObject();
            JsonText.time(json, "at", send.at());
            json.writeStringField("operation", send.operation());
            JsonText.texts(json, "fields", send.fields());
            json.writeStringField("outcome", send.outcome());
            JsonText.text(json, "error_code", send.errorCode());
            JsonText.text(json, "detail", send.detail());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  static Buffer sweep(SweepResult result) {
    return JsonText.of(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("pulled");
          json.writeNumberField("created", result.pulled().created());
          json.writeNumberField("updated", result.pulled().updated());
          json.writeNumberField("deleted", result.pulled().deleted());
          json.writeNumberField("unchanged", result.pulled().unchanged());
          json.writeEndObject();
          json.writeObjectFieldStart("pushed");
          json.writeNumberField("succeeded", result.pushed().succeeded());
          json.writeNumberField("failed", result.pushed().failed());
          json.writeNumberField("pending", result.pushed().pending());
          json.writeEndObject();
          json.writeNumberField("conflicts", result.conflicts());
          JsonText.text(json, "error", result.error());
          json.writeEndObject();
        });
  }

  static Buffer deletions(DeletionsDecided decided) {
    return JsonText.of(
        json -> {
          json.writeStartObject();
          json.writeNumberField("deleted", decided.deleted());
          json.writeNumberField("survived", decided.survived());
          json.writeNumberField("dismissed", decided.dismissed());
          json.writeEndObject();
        });
  }

  /**
   * @param account null if none was ever connected
   */
  static Buffer status(
      @Nullable TickTickAccount account, QueueStatus queue, BreakerStatus breaker) {
    return JsonText.of(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("account");
          json.writeStringField("state", stateOf(account).wireName());
          JsonText.time(json, "expires_at", account == null ? null : account.expiresAt());
          json.writeEndObject();
          json.writeObjectFieldStart("breaker");
          json.writeStringField("state", wireName(breaker.state()));
          JsonText.time(json, "since", breaker.since());
          json.writeNumberField("failures", breaker.failures());
          json.writeEndObject();
          json.writeObjectFieldStart("budget");
          json.writeNumberField("per_minute", queue.budgetPerMinute());
          json.writeNumberField("remaining", queue.budgetRemaining());
          JsonText.time(json, "paused_until", queue.pausedUntil());
          json.writeEndObject();
          json.writeObjectFieldStart("queue");
          json.writeNumberField("pending", queue.pending());
          json.writeNumberField("leased", queue.leased());
          json.writeNumberField("retrying", queue.retrying());
          json.writeNumberField("failed", queue.failed());
          JsonText.number(
              json,
              "oldest_age_seconds",
              queue.oldestAge() == null ? null : queue.oldestAge().toSeconds());
          json.writeEndObject();
          json.writeObjectFieldStart("pull");
          JsonText.time(json, "last_at", queue.pull().lastAt());
          JsonText.time(json, "last_sweep_at", queue.pull().lastSweepAt());
          JsonText.time(json, "next_at", queue.pull().nextAt());
          TaskRenderer.error(json, "last_error", queue.pull().lastError());
          json.writeEndObject();
          json.writeNumberField("deletions_held", queue.deletionsHeld());
          json.writeNumberField("open_conflicts", queue.openConflicts());
          json.writeEndObject();
        });
  }

  /**
   * What clients are told. Who never connected is as disconnected as who did; a token that TickTick
   * could not be asked about yet is as good as any, until TickTick says otherwise.
   */
  static AccountState stateOf(@Nullable TickTickAccount account) {
    if (account == null) {
      return AccountState.DISCONNECTED;
    }
    return account.state() == AccountState.CHECKING ? AccountState.CONNECTED : account.state();
  }

  private static String wireName(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
