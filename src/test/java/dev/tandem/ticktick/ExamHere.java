package dev.tandem.ticktick;

import dev.tandem.sync.Fields;
import dev.tandem.sync.LocalFields;
import dev.tandem.sync.SyncField;
import dev.tandem.task.ChecklistItem;
import dev.tandem.task.Task;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskReply;
import dev.tandem.task.TaskRoutes;
import dev.tandem.task.TaskStatus;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A person at the gateway. */
final class ExamHere {
  private final ExamStage stage;
  private final long user;
  private final List<ExamDeed> deeds;

  ExamHere(ExamStage stage, long user, List<ExamDeed> deeds) {
    this.stage = stage;
    this.user = user;
    this.deeds = deeds;
  }

  void play(ExamStep step) {
    switch (step.act()) {
      case CREATE -> create(step);
      case DELETE ->
          task(step)
              .filter(task -> task.content().status() != TaskStatus.DELETED)
              .ifPresent(
                  task ->
                      done(
                          step,
                          new TaskCommand.Delete(user, task.id(), true, task.version()),
                          null,
                          "",
                          ""));
      case RESTORE ->
          task(step)
              .filter(task -> task.content().status() == TaskStatus.DELETED)
              .ifPresent(
                  task -> done(step, new TaskCommand.Restore(user, task.id()), null, "", ""));
      default -> task(step).ifPresent(task -> edit(step, task));
    }
  }

  private void create(ExamStep step) {
    Edit edit = Edit.title(step.marker() + " " + step.word("t"));
    if (step.dice() % 2 == 0) {
      edit.and(TaskField.DESCRIPTION, step.word("d"));
    }
    if (step.dice() % 5 == 0) {
      edit.and(TaskField.DUE_DATE, ExamRun.due(step));
      if (step.dice() % 10 == 0) {
        edit.and(TaskField.REPEAT_FLAG, ExamRun.DAILY);
      }
    }
    done(
        step,
        new TaskCommand.Create(user, edit.patch(), true),
        SyncField.TITLE,
        step.marker() + " " + step.word("t"),
        "");
  }

  private void edit(ExamStep step, Task task) {
    Fields now = fields(task);
    switch (step.act()) {
      case TITLE ->
          set(step, task, SyncField.TITLE, TaskField.TITLE, step.marker() + " " + step.word("t"));
      case DESCRIPTION ->
          set(step, task, SyncField.DESCRIPTION, TaskField.DESCRIPTION, step.word("d"));
      case PRIORITY ->
          set(step, task, SyncField.PRIORITY, TaskField.PRIORITY, ExamRun.priority(step));
      case OVERRIDE ->
          update(
              step,
              task,
              Edit.of(
                  TaskField.MANUAL_PRIORITY_OVERRIDE,
                  task.content().manualPriorityOverride() == null ? ExamRun.priority(step) : null),
              SyncField.PRIORITY,
              task.content().manualPriorityOverride() == null
                  ? Integer.toString(ExamRun.priority(step))
                  : "");
      case DATES ->
          update(
              step,
              task,
              Edit.of(TaskField.DUE_DATE, ExamRun.due(step)),
              SyncField.DATES,
              ExamRun.due(step) + " ");
      case TAG -> {
        List<String> tags = new ArrayList<>(now.tags());
        tags.add("G" + step.word("g"));
        update(step, task, Edit.of(TaskField.TAGS, tags), SyncField.TAGS, "g" + step.word("g"));
      }
      case UNTAG -> {
        if (!now.tags().isEmpty()) {
          update(
              step,
              task,
              Edit.of(TaskField.TAGS, now.tags().subList(1, now.tags().size())),
              SyncField.TAGS,
              "");
        }
      }
      case ITEM -> {
        List<ChecklistItem> items = new ArrayList<>(now.items());
        items.add(new ChecklistItem("", step.word("i"), step.dice() % 2 == 0));
        update(step, task, Edit.of(TaskField.ITEMS, items), SyncField.ITEMS, step.word("i"));
      }
      case REMINDER -> {
        List<String> reminders = new ArrayList<>(now.reminders());
        reminders.add(ExamRun.reminder(step));
        update(
            step,
            task,
            Edit.of(TaskField.REMINDERS, reminders),
            SyncField.REMINDERS,
            ExamRun.reminder(step));
      }
      case COMPLETE -> status(step, task, TaskStatus.COMPLETED);
      case ABANDON -> status(step, task, TaskStatus.ABANDONED);
      case REOPEN -> {
        if (task.content().status() != TaskStatus.ACTIVE) {
          status(step, task, TaskStatus.ACTIVE);
        }
      }
      case MOVE -> {
        List<Row> lists =
            stage.query(
                "SELECT id, remote_id FROM projects WHERE user_id = $1 AND deleted_at IS NULL"
                    + " AND remote_id IS NOT NULL ORDER BY id",
                user);
        if (!lists.isEmpty()) {
          Row list = lists.get(step.dice() % lists.size());
          update(
              step,
              task,
              Edit.of(TaskField.PROJECT, list.getLong(0)),
              SyncField.PROJECT,
              list.getString(1));
        }
      }
      case PARENT -> {
        if (step.task() > 0 && step.dice() % 3 > 0) {
          find("m" + step.dice() % step.task())
              .filter(parent -> parent.content().status() != TaskStatus.DELETED)
              .ifPresent(
                  parent ->
                      update(
                          step,
                          task,
                          Edit.of(TaskField.PARENT, parent.id()),
                          SyncField.PARENT,
                          Objects.requireNonNullElse(parent.remoteId(), "")));
        } else {
          update(step, task, Edit.of(TaskField.PARENT, null), SyncField.PARENT, "");
        }
      }
      case SORT_ORDER ->
          set(step, task, SyncField.SORT_ORDER, TaskField.SORT_ORDER, ExamRun.sortOrder(step));
      default -> {
        // A person does it elsewhere.
      }
    }
  }

  private void status(ExamStep step, Task task, TaskStatus status) {
    set(step, task, SyncField.STATUS, TaskField.STATUS, status);
  }

  private void set(ExamStep step, Task task, SyncField field, TaskField named, Object value) {
    String told = value instanceof TaskStatus status ? status.name() : value.toString();
    update(step, task, Edit.of(named, value), field, told);
  }

  private void update(ExamStep step, Task task, Edit edit, SyncField field, String value) {
    done(
        step,
        new TaskCommand.Update(user, task.id(), edit.patch(), task.version()),
        field,
        value,
        ExamValues.of(field, fields(task)));
  }

  private void done(
      ExamStep step, TaskCommand command, SyncField field, String value, String knew) {
    Instant begun = Instant.now();
    TaskReply reply = stage.ask(TaskRoutes.COMMAND, command);
    if (reply instanceof TaskReply.One || reply instanceof TaskReply.Deleted) {
      deeds.add(new ExamDeed(step, begun, Instant.now(), field, value, knew, true));
    }
  }

  private Optional<Task> task(ExamStep step) {
    return find(step.marker());
  }

  /** The task that a person would take for it. */
  private Optional<Task> find(String marker) {
    return stage
        .query(
            "SELECT id FROM tasks WHERE user_id = $1 AND title LIKE $2 AND occurrence_of IS NULL"
                + " ORDER BY status = 'deleted', id LIMIT 1",
            user,
            marker + " %")
        .stream()
        .findFirst()
        .flatMap(row -> get(row.getLong(0)));
  }

  private Optional<Task> get(long id) {
    return stage.ask(TaskRoutes.COMMAND, new TaskCommand.Get(user, id, false))
            instanceof TaskReply.One one
        ? Optional.of(one.task())
        : Optional.empty();
  }

  /** All of them, the deleted ones too. */
  List<Task> all() {
    return stage.query("SELECT id FROM tasks WHERE user_id = $1 ORDER BY id", user).stream()
        .map(row -> get(row.getLong(0)).orElseThrow())
        .toList();
  }

  Fields fields(Task task) {
    Long parent = task.content().parentId();
    String remoteParent = parent == null ? null : get(parent).map(Task::remoteId).orElse(null);
    return LocalFields.of(task.content(), task.remoteProjectId(), remoteParent);
  }
}
