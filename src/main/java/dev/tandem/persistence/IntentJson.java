package dev.tandem.persistence;

import dev.tandem.sync.Doubt;
import dev.tandem.sync.Fields;
import dev.tandem.sync.Inbox;
import dev.tandem.sync.RowFate;
import dev.tandem.sync.SyncField;
import dev.tandem.task.TaskField;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a settlement leaves in the {@code dirty} and {@code intent} of a queue row. */
final class IntentJson {
  private IntentJson() {}

  /** The open fields with the times of their changes; null: as it is. */
  static @Nullable JsonObject dirty(Set<SyncField> open, QueueRow row) {
    if (open.isEmpty()) {
      return null;
    }
    JsonObject dirty = new JsonObject();
    for (SyncField field : open) {
      List<String> names = field.fields().stream().map(TaskField::wireName).sorted().toList();
      List<String> known = names.stream().filter(row.dirty()::containsKey).toList();
      if (known.isEmpty()) {
        dirty.put(names.get(0), row.readAt().toString());
      }
      known.forEach(name -> dirty.put(name, row.dirty().getValue(name)));
    }
    return dirty;
  }

  /**
   * What is in doubt and, as long as the row stays claimed, what its next step may do.
   *
   * @param wanted whether the task is to be in TickTick now
   */
  static @Nullable JsonObject intent(RowFate fate, QueueRow row, boolean wanted) {
    Doubt doubt = fate.doubt();
    JsonObject intent = new JsonObject();
    if (!doubt.fields().isEmpty()) {
      intent.put("unknown", LinkRows.times(doubt.fields(), row.readAt()));
    }
    if (doubt.sent() != null) {
      intent.put("sent", new JsonObject(Jsonb.write(doubt.sent())));
    }
    if (doubt.deleted()) {
      intent.put("deleted", true);
    }
    if (doubt.movedTo() != null) {
      intent.put("moved_to", doubt.movedTo());
    }
    boolean continued = fate.kind() == RowFate.Kind.CONTINUED;
    if (row.discarded() != null && !continued) {
      intent.put("discard", row.discarded());
    }
    if (continued && !doubt.deleted() && doubt.movedTo() == null) {
      aim(row, fate, wanted).ifPresent(aim -> intent.put("aim", aim));
    }
    return intent.isEmpty() ? null : intent;
  }

  /** As a claim notes it, see {@link ClaimSql#CLAIM}. */
  private static Optional<JsonObject> aim(QueueRow row, RowFate fate, boolean wanted) {
    if (!wanted) {
      return Optional.of(new JsonObject().put("deleted", true));
    }
    Fields local = row.local();
    return local != null && fate.open().contains(SyncField.PROJECT)
        ? Optional.of(
            new JsonObject().put("moved_to", Inbox.listOf(local.projectId(), row.inboxId())))
        : Optional.empty();
  }
}
