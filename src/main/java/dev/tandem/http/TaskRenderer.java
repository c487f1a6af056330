package dev.tandem.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tandem.task.ChecklistItem;
import dev.tandem.task.Quadrant;
import dev.tandem.task.SyncError;
import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskReply;
import dev.tandem.task.TaskSync;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tasks as the contract shows them. */
final class TaskRenderer {
  private TaskRenderer() {}

  static Buffer task(Task task) {
    return JsonText.of(json -> write(json, task));
  }

  static void write(JsonGenerator json, Task task) throws IOException {
    json.writeStartObject();
    fields(json, task);
    json.writeEndObject();
  }

  static Buffer withSubtasks(TaskReply.One found) {
    return JsonText.of(
        json -> {
          json.writeStartObject();
          fields(json, found.task());
          array(json, "subtasks", found.subtasks());
          json.writeEndObject();
        });
  }

  static Buffer page(TaskReply.Page page) {
    return JsonText.of(
        json -> {
          json.writeStartObject();
          array(json, "tasks", page.tasks());
          JsonText.text(json, "next_cursor", page.nextCursor());
          if (page.total() != null) {
            json.writeNumberField("total", page.total());
          }
          json.writeEndObject();
        });
  }

  static Buffer summary(TaskReply.Summary summary) {
    return JsonText.of(
        json -> {
          json.writeStartObject();
          json.writeNumberField(
              "total",
              summary.active() + summary.completed() + summary.abandoned() + summary.deleted());
          json.writeNumberField("total_active", summary.active());
          json.writeNumberField("total_completed", summary.completed());
          json.writeNumberField("total_abandoned", summary.abandoned());
          json.writeNumberField("total_deleted", summary.deleted());
          json.writeObjectFieldStart("quadrants");
          for (Quadrant quadrant : Quadrant.values()) {
            json.writeNumberField(quadrant.name(), summary.quadrants().getOrDefault(quadrant, 0L));
          }
          json.writeEndObject();
          json.writeObjectFieldStart("by_sync_state");
          for (SyncState state : SyncState.values()) {
            long count = summary.bySyncState().getOrDefault(state, 0L);
            if (count > 0) {
              json.writeNumberField(state.wireName(), count);
            }
          }
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private static void array(JsonGenerator json, String name, List<Task> tasks) throws IOException {
    json.writeArrayFieldStart(name);
    for (Task task : tasks) {
      write(json, task);
    }
    json.writeEndArray();
  }

  private static void fields(JsonGenerator json, Task task) throws IOException {
    json.writeNumberField("id", task.id());
    content(json, task.content());
    JsonText.text(json, "project_name", task.projectName());
    JsonText.text(json, "ticktick_project_id", task.remoteProjectId());
    JsonText.text(json, "ticktick_task_id", task.remoteId());
    JsonText.number(json, "focus_time", task.focusTime());
    json.writeStringField("eisenhower_quadrant", task.quadrant().name());
    json.writeStringField("effective_quadrant", task.effectiveQuadrant().name());
    Quadrant override = task.quadrantOverride();
    JsonText.text(json, "manual_quadrant_override", override == null ? null : override.name());
    JsonText.text(json, "manual_override_reason", task.overrideReason());
    JsonText.time(json, "created_at", task.createdAt());
    JsonText.time(json, "last_modified_at", task.modifiedAt());
    JsonText.time(json, "completed_at", task.completedAt());
    JsonText.time(json, "last_synced_at", task.syncedAt());
    json.writeNumberField("sync_version", task.version());
    sync(json, task.sync());
  }

  private static void content(JsonGenerator json, TaskContent content) throws IOException {
    json.writeStringField("title", content.title());
    json.writeStringField("description", content.description());
    json.writeStringField("status", content.status().wireName());
    json.writeStringField("kind", content.kind().wireName());
    JsonText.time(json, "due_date", content.dueDate());
    JsonText.time(json, "start_date", content.startDate());
    json.writeBooleanField("all_day", content.allDay());
    JsonText.text(json, "time_zone", content.timeZone());
    json.writeNumberField("ticktick_priority", content.priority());
    JsonText.texts(json, "ticktick_tags", content.tags());
    json.writeArrayFieldStart("items");
    for (ChecklistItem item : content.items()) {
      json.writeStartObject();
      json.writeStringField("id", item.id());
      json.writeStringField("title", item.title());
      json.writeBooleanField("completed", item.completed());
      json.writeEndObject();
    }
    json.writeEndArray();
    JsonText.texts(json, "reminders", content.reminders());
    JsonText.text(json, "repeat_flag", content.repeatFlag());
    JsonText.number(json, "parent_id", content.parentId());
    JsonText.number(json, "sort_order", content.sortOrder());
    JsonText.text(json, "column_id", content.columnId());
    JsonText.number(json, "project_id", content.projectId());
    JsonText.number(json, "time_estimate", content.timeEstimate());
    JsonText.number(json, "urgency_score", content.urgencyScore());
    JsonText.number(json, "importance_score", content.importanceScore());
    JsonText.number(json, "manual_priority_override", content.manualPriorityOverride());
    JsonText.number(json, "manual_order", content.manualOrder());
    json.writeBooleanField("is_sorted", content.sorted());
  }

  static void sync(JsonGenerator json, TaskSync sync) throws IOException {
    json.writeObjectFieldStart("sync");
    syncFields(json, sync);
    json.writeEndObject();
  }

  /** Into the object that is open. */
  static void syncFields(JsonGenerator json, TaskSync sync) throws IOException {
    json.writeStringField("state", sync.state().wireName());
    json.writeBooleanField("synced_to_ticktick", sync.linked());
    json.writeBooleanField("has_pending_changes", sync.hasPendingChanges());
    JsonText.texts(json, "pending_fields", sync.pendingFields());
    json.writeNumberField("attempts", sync.attempts());
    JsonText.time(json, "next_attempt_at", sync.nextAttemptAt());
    error(json, "last_error", sync.lastError());
    json.writeNumberField("open_conflicts", sync.openConflicts());
  }

  static void error(JsonGenerator json, String name, @Nullable SyncError error) throws IOException {
    json.writeFieldName(name);
    if (error == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeStringField("code", error.code());
    json.writeStringField("detail", error.detail());
    JsonText.time(json, "at", error.at());
    json.writeEndObject();
  }
}
