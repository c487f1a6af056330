package dev.tandem.sandbox;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** Everything that can happen to a list, whoever does it. Lists carry no etag and no times. */
final class ProjectWrites {
  private static final List<String> TEXTS = List.of("name", "color", "viewMode", "kind", "groupId");

  private final ObjectIds ids;
  private final Quirks quirks;

  ProjectWrites(ObjectIds ids, Quirks quirks) {
    this.ids = ids;
    this.quirks = quirks;
  }

  /** Names need not be unique. */
  StoredProject create(Account account, JsonObject request) {
    Loose.requiredText(request, "name");
    var blank =
        new JsonObject()
            .put("id", ids.next())
            .put("sortOrder", 0L)
            .put("viewMode", "list")
            .put("kind", "TASK");
    var project = StoredProject.of(apply(blank, request));
    account.put(project, "project.created");
    return project;
  }

  /** Merges; the same values change nothing. */
  StoredProject update(Account account, StoredProject project, JsonObject request) {
    var fields = apply(project.fields().copy(), request);
    if (fields.equals(project.fields())) {
      return project;
    }
    var updated = StoredProject.of(fields);
    account.put(updated, "project.updated");
    return updated;
  }

  /** In the apps; whether the API can is a quirk. */
  void archive(Account account, StoredProject project, boolean closed) {
    var fields = project.fields().copy().put("closed", closed);
    account.put(StoredProject.of(fields), closed ? "project.archived" : "project.reopened");
  }

  /** Its tasks are out of reach from then on. */
  void delete(Account account, StoredProject project) {
    for (var task : List.copyOf(account.tasks())) {
      if (task.projectId().equals(project.id()) && task.place() != StoredTask.Place.LOST) {
        account.put(task.in(StoredTask.Place.LOST), "task.lost");
      }
    }
    account.put(project.asDeleted(), "project.deleted");
  }

  private JsonObject apply(JsonObject fields, JsonObject request) {
    for (var key : TEXTS) {
      Loose.text(request, key)
          .filter(text -> !text.isEmpty())
          .ifPresent(text -> fields.put(key, text));
    }
    Loose.number(request, "sortOrder").ifPresent(order -> fields.put("sortOrder", order));
    if (quirks.has(Quirk.CLOSED_IS_WRITABLE)) {
      Loose.flag(request, "closed").ifPresent(closed -> fields.put("closed", closed));
    }
    return fields;
  }
}
