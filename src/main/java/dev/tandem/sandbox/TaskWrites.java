package dev.tandem.sandbox;

import io.vertx.core.json.JsonObject;
import java.time.Clock;

/**
 * Everything that can happen to a stored task, whoever does it: the API or a person in the app. An
 * effective change gets a new etag; one that changes nothing keeps all stamps.
 */
final class TaskWrites {
  private final Clock clock;
  private final ObjectIds ids;
  private final Quirks quirks;
  private final TaskRules rules;

  TaskWrites(Clock clock, ObjectIds ids, Quirks quirks, TaskRules rules) {
    this.clock = clock;
    this.ids = ids;
    this.quirks = quirks;
    this.rules = rules;
  }

  /** Who edits: they move modifiedTime under different quirks. */
  enum Actor {
    API(Quirk.UPDATE_BUMPS_MODIFIED),
    PERSON(Quirk.APP_EDIT_BUMPS_MODIFIED);

    private final Quirk bump;

    Actor(Quirk bump) {
      this.bump = bump;
    }
  }

  StoredTask create(Account account, String projectId, JsonObject request) {
    return create(account, projectId, request, ids.next());
  }

  StoredTask create(Account account, String projectId, JsonObject request, String id) {
    var now = clock.instant();
    var blank = TaskRules.blank(id, projectId, account.nextSortOrder(), account.timeZone());
    var fields = rules.create(blank, request, now);
    stamp(fields);
    fields.put("modifiedTime", DateRules.format(now)).put("createdTime", DateRules.format(now));
    var task = StoredTask.of(fields, StoredTask.Place.LISTED);
    account.put(task, "task.created");
    return task;
  }

  /** A trashed task takes the change and stays in the trash. */
  StoredTask update(Account account, StoredTask task, JsonObject request, Actor actor) {
    var now = clock.instant();
    var changed = rules.update(task.fields(), request, actor, now);
    if (changed.isEmpty()) {
      return task;
    }
    var fields = changed.get();
    stamp(fields);
    if (quirks.has(actor.bump)) {
      fields.put("modifiedTime", DateRules.format(now));
    }
    var updated = task.with(fields);
    account.put(updated, task.isListed() ? "task.updated" : "task.updated-in-trash");
    return updated;
  }

  /**
   * Completes a task, or the present occurrence of a recurring one: that task stays open with the
   * next dates, and a copy of the occurrence with an id of its own is left among the completed.
   */
  void complete(Account account, StoredTask task) {
    var next = task.status() == StoredTask.OPEN ? Occurrences.next(task.fields()) : null;
    if (next == null) {
      account.put(completed(task, task.fields().copy()), "task.completed");
      return;
    }
    var copy = task.fields().copy().put("id", ids.next());
    copy.remove(DateRules.REPEAT);
    copy.remove("repeatFrom");
    account.put(completed(task, copy), "task.occurrence-completed");
    stampAsModified(next);
    account.put(task.with(next), "task.advanced");
  }

  private StoredTask completed(StoredTask task, JsonObject fields) {
    fields.put("status", StoredTask.COMPLETED);
    fields.put("completedTime", DateRules.format(clock.instant()));
    stampAsModified(fields);
    return task.with(fields);
  }

  void trash(Account account, StoredTask task) {
    account.put(task.in(StoredTask.Place.TRASH), "task.trashed");
  }

  /** Only the apps can do this. */
  void restore(Account account, StoredTask task) {
    var fields = task.fields().copy();
    stampAsModified(fields);
    account.put(StoredTask.of(fields, StoredTask.Place.LISTED), "task.restored");
  }

  /** Keeps parentId and columnId, stale as they are in the new list. */
  StoredTask move(Account account, StoredTask task, String projectId) {
    var fields = task.fields().copy().put("projectId", projectId);
    stampAsModified(fields);
    var moved = task.with(fields);
    account.put(moved, "task.moved");
    return moved;
  }

  private void stampAsModified(JsonObject fields) {
    stamp(fields);
    fields.put("modifiedTime", DateRules.format(clock.instant()));
  }

  private void stamp(JsonObject fields) {
    fields.put("etag", ids.etag()).put("etimestamp", clock.instant().toEpochMilli());
  }
}
