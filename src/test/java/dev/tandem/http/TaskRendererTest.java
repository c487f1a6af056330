package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.task.ChecklistItem;
import dev.tandem.task.Quadrant;
import dev.tandem.task.SyncError;
import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskKind;
import dev.tandem.task.TaskReply;
import dev.tandem.task.TaskStatus;
import dev.tandem.task.TaskSync;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskRendererTest {
  private static final Instant TIME = Instant.parse("2026-12-01T17:00:00.123456Z");

  @Test
  void showsATaskAsTheContractDoes() {
    TaskContent content =
        new TaskContent(
            "Finish \"report\"",
            "…",
            TaskStatus.ACTIVE,
            TaskKind.CHECKLIST,
            TIME,
            null,
            false,
            "Europe/Rome",
            3,
            List.of("finance"),
            List.of(new ChecklistItem("i1", "a", true)),
            List.of("TRIGGER:PT0S"),
            "RRULE:FREQ=MONTHLY",
            null,
            0L,
            null,
            2L,
            90,
            8.0,
            7.0,
            null,
            1,
            true);
    TaskSync sync =
        new TaskSync(
            SyncState.RETRYING,
            true,
            true,
            List.of("title"),
            2,
            TIME,
            new SyncError("timeout", "no answer", TIME),
            1);
    Task task =
        new Task(
            123,
            1,
            content,
            "Finance",
            "p2",
            "r123",
            Quadrant.Q2,
            Quadrant.Q1,
            "why",
            25,
            TIME,
            TIME,
            null,
            TIME,
            4,
            sync);

    assertThat(new JsonObject(TaskRenderer.task(task)))
        .isEqualTo(
            new JsonObject(
                """
                {"id": 123, "title": "Finish \\"report\\"", "description": "…", "status": "active",
                 "kind": "checklist", "due_date": "2026-12-01T17:00:00.123Z", "start_date": null,
                 "all_day": false, "time_zone": "Europe/Rome", "ticktick_priority": 3,
                 "ticktick_tags": ["finance"],
                 "items": [{"id": "i1", "title": "a", "completed": true}],
                 "reminders": ["TRIGGER:PT0S"], "repeat_flag": "RRULE:FREQ=MONTHLY",
                 "parent_id": null, "sort_order": 0, "column_id": null, "project_id": 2,
                 "project_name": "Finance", "ticktick_project_id": "p2",
                 "ticktick_task_id": "r123", "time_estimate": 90, "focus_time": 25,
                 "urgency_score": 8.0, "importance_score": 7.0, "eisenhower_quadrant": "Q2",
                 "effective_quadrant": "Q1", "manual_quadrant_override": "Q1",
                 "manual_priority_override": null, "manual_override_reason": "why",
                 "manual_order": 1, "is_sorted": true, "created_at": "2026-12-01T17:00:00.123Z",
                 "last_modified_at": "2026-12-01T17:00:00.123Z", "completed_at": null,
                 "last_synced_at": "2026-12-01T17:00:00.123Z", "sync_version": 4,
                 "sync": {"state": "retrying", "synced_to_ticktick": true,
                          "has_pending_changes": true, "pending_fields": ["title"], "attempts": 2,
                          "next_attempt_at": "2026-12-01T17:00:00.123Z",
                          "last_error": {"code": "timeout", "detail": "no answer",
                                         "at": "2026-12-01T17:00:00.123Z"},
                          "open_conflicts": 1}}
                """));
  }

  @Test
  void countsEveryTaskOnceInTheSummary() {
    TaskReply.Summary summary =
        new TaskReply.Summary(
            1, 2, 3, 4, Map.of(Quadrant.Q3, 1L), Map.of(SyncState.LOCAL_ONLY, 6L));

    assertThat(new JsonObject(TaskRenderer.summary(summary)))
        .isEqualTo(
            new JsonObject(
                """
                {"total": 10, "total_active": 1, "total_completed": 2, "total_abandoned": 3,
                 "total_deleted": 4, "quadrants": {"Q1": 0, "Q2": 0, "Q3": 1, "Q4": 0},
                 "by_sync_state": {"local_only": 6}}
                """));
  }

  @Test
  void showsTheTotalOnlyWhenItWasAskedFor() {
    assertThat(new JsonObject(TaskRenderer.page(new TaskReply.Page(List.of(), null, null))))
        .isEqualTo(new JsonObject("{\"tasks\": [], \"next_cursor\": null}"));
    assertThat(new JsonObject(TaskRenderer.page(new TaskReply.Page(List.of(), "c", 5L))))
        .isEqualTo(new JsonObject("{\"tasks\": [], \"next_cursor\": \"c\", \"total\": 5}"));
  }
}
