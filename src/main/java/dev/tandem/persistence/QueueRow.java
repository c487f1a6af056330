package dev.tandem.persistence;

import dev.tandem.sync.Doubt;
import dev.tandem.sync.Fields;
import dev.tandem.sync.Link;
import dev.tandem.sync.LocalFields;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushJob.Blocker;
import dev.tandem.sync.Settlement;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskStatus;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A queue row with all that its snapshot is made of, as {@link QueueSql} reads it.
 *
 * @param fence null if the row is not claimed
 * @param readAt the database's clock
 * @param dirty field → time of its last change
 * @param local null after a hard delete
 * @param link the live one, as stored
 */
record QueueRow(
    @Nullable Long fence,
    long userId,
    @Nullable Long accountId,
    long taskId,
    long generation,
    int attempts,
    int outages,
    @Nullable Instant lastFailureAt,
    Instant readAt,
    @Nullable String inboxId,
    JsonObject dirty,
    Doubt doubt,
    @Nullable Link link,
    @Nullable Fields local,
    Blocker blocker) {

  /**
   * @param skip cells before the first
   */
  static QueueRow of(Row row, int skip) {
    Cells cells = new Cells(row, skip);
    Long fence = cells.numberOrNull();
    long userId = cells.number();
    Long accountId = cells.numberOrNull();
    long taskId = cells.number();
    long generation = cells.number();
    int attempts = cells.smallNumber();
    int outages = cells.smallNumber();
    Instant lastFailureAt = cells.timeOrNull();
    Instant readAt = cells.time();
    String inboxId = cells.textOrNull();
    JsonObject dirty = Objects.requireNonNullElseGet(cells.objectOrNull(), JsonObject::new);
    Doubt doubt = doubt(cells.objectOrNull());
    Link link = link(cells);
    Local local = Local.of(cells);
    return new QueueRow(
        fence,
        userId,
        accountId,
        taskId,
        generation,
        attempts,
        outages,
        lastFailureAt,
        readAt,
        inboxId,
        dirty,
        doubt,
        link,
        local.fields(),
        local.blocker());
  }

  /** The job of a claimed row, with what its next step is planned with. */
  PushJob job(boolean interactive) {
    Doubt.View view = doubt.view(local, link);
    return new PushJob(
        Objects.requireNonNull(fence, "a claimed row has a fence"),
        userId,
        Objects.requireNonNull(accountId, "a claimed row has an account"),
        taskId,
        generation,
        view.local(),
        blocker,
        view.link(),
        List.copyOf(dirty.fieldNames()),
        attempts,
        outages,
        lastFailureAt,
        readAt,
        inboxId,
        interactive);
  }

  Settlement.Present present() {
    return new Settlement.Present(
        local, blocker, link, doubt, generation, attempts, outages, readAt);
  }

  private static Doubt doubt(@Nullable JsonObject intent) {
    if (intent == null) {
      return Doubt.NONE;
    }
    JsonObject unknown = intent.getJsonObject("unknown", new JsonObject());
    return new Doubt(
        Doubt.fieldsOf(unknown.fieldNames()),
        intent.getBoolean("deleted", false),
        intent.getString("moved_to"));
  }

  private static @Nullable Link link(Cells cells) {
    String remoteId = cells.textOrNull();
    String remoteProjectId = cells.textOrNull();
    String base = cells.textOrNull();
    String etag = cells.textOrNull();
    Long etimestamp = cells.numberOrNull();
    Boolean confirmed = cells.flagOrNull();
    String state = cells.textOrNull();
    if (remoteId == null || remoteProjectId == null || base == null || state == null) {
      return null;
    }
    return new Link(
        remoteId,
        remoteProjectId,
        Jsonb.read(base, Fields.class),
        etag,
        etimestamp,
        Boolean.TRUE.equals(confirmed),
        Link.State.valueOf(state.toUpperCase(Locale.ROOT)));
  }

  /** The task itself and what it waits for. */
  private record Local(@Nullable Fields fields, Blocker blocker) {
    static Local of(Cells cells) {
      String projectId = cells.textOrNull();
      boolean projectPending = Boolean.TRUE.equals(cells.flagOrNull());
      String parentId = cells.textOrNull();
      boolean parentPending = cells.flag();
      if (cells.numberOrNull() == null) {
        return new Local(null, Blocker.NONE);
      }
      TaskContent content = Rows.content(cells);
      Blocker blocker = parentPending ? Blocker.PARENT : Blocker.NONE;
      if (content.status() == TaskStatus.DELETED) {
        blocker = Blocker.NONE;
      } else if (projectPending) {
        blocker = Blocker.PROJECT;
      }
      return new Local(LocalFields.of(content, projectId, parentId), blocker);
    }
  }
}
