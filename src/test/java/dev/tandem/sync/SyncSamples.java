package dev.tandem.sync;

import dev.tandem.sync.PushJob.Blocker;
import dev.tandem.task.TaskContent;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Values that tests of the engine begin with. */
final class SyncSamples {
  static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private SyncSamples() {}

  /** A local task in the Inbox. */
  static Fields local(String title) {
    return LocalFields.of(TaskContent.titled(title), null, null);
  }

  /** A remote task in the Inbox. */
  static Fields remote(String title) {
    Fields local = local(title);
    return local.with(
        Set.of(SyncField.PROJECT), LocalFields.of(TaskContent.titled(""), "inbox7", null));
  }

  static Fields described(Fields fields, String description) {
    return new Fields(
        fields.title(),
        description,
        fields.priority(),
        fields.startDate(),
        fields.dueDate(),
        fields.allDay(),
        fields.timeZone(),
        fields.repeatFlag(),
        fields.tags(),
        fields.reminders(),
        fields.projectId(),
        fields.status(),
        fields.items(),
        fields.parentId(),
        fields.sortOrder(),
        fields.columnId(),
        fields.kind());
  }

  static Fields inList(Fields fields, String projectId) {
    return fields.with(
        Set.of(SyncField.PROJECT), LocalFields.of(TaskContent.titled(""), projectId, null));
  }

  static RemoteSnapshot snapshot(Fields fields) {
    return new RemoteSnapshot("r1", "inbox7", fields, "new-etag", 2L, NOW, "{}");
  }

  static Link link(Fields base) {
    return link("inbox7", Base.of(base));
  }

  /** A link that was just seen. */
  static Link link(String projectId, Base base) {
    return new Link(
        "r1",
        projectId,
        base,
        new Link.Sight("old-etag", 1L, true, NOW, NOW),
        Set.of(),
        null,
        Link.State.LINKED);
  }

  static PushJob job(Fields local, Link link) {
    return new PushJob(
        1,
        2,
        3,
        4,
        5,
        local,
        Blocker.NONE,
        link,
        PushJob.Look.IF_STALE,
        null,
        List.of(),
        0,
        0,
        null,
        NOW,
        "inbox7",
        false);
  }
}
