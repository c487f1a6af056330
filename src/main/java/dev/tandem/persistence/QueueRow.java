package dev.tandem.persistence;

import dev.tandem.sync.CreateIntent;
import dev.tandem.sync.DeletedThere;
import dev.tandem.sync.Doubt;
import dev.tandem.sync.Fields;
import dev.tandem.sync.Link;
import dev.tandem.sync.LocalFields;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushJob.Blocker;
import dev.tandem.sync.Settlement;
import dev.tandem.sync.Sides;
import dev.tandem.sync.SyncField;
import dev.tandem.sync.WireFields;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A queue row with all that its snapshot is made of, as {@link QueueSql} reads it.
 *
 * @param fence null if the row is not claimed
 * @param readAt the database's clock
 * @param dirty field → time of its last change
 * @param discarded when the fields of the change that a person gave up were changed; null: nothing
 *     was given up
 * @param link the live one, as stored
 * @param heldPriorities the twin's priorities that are let stand under the present override
 * @param intent a create whose outcome is not known; null: there is none
 * @param task null after a hard delete
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
    @Nullable JsonObject discarded,
    @Nullable Link link,
    Set<Integer> heldPriorities,
    @Nullable CreateIntent intent,
    @Nullable LocalTask task) {

  /** The task itself, in the form in which it is compared, and what it waits for. */
  record LocalTask(TaskContent content, Fields fields, Blocker blocker) {}

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
    JsonObject open = cells.objectOrNull();
    JsonObject discarded = open == null ? null : open.getJsonObject("discard");
    Link link = LinkRows.read(cells);
    Set<Integer> heldPriorities = heldPriorities(cells.arrayOrNull());
    CreateIntent intent = CreateRows.readOrNull(cells);
    LocalTask task = task(cells);
    Doubt doubt = doubt(open, sentFrom(row, task));
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
        discarded,
        link,
        heldPriorities,
        intent,
        task);
  }

  /** The one that a statement read which answers nothing but these columns, if it found one. */
  static Optional<QueueRow> first(RowSet<Row> rows) {
    return Rows.first(rows, row -> of(row, 0));
  }

  @Nullable Fields local() {
    return task == null ? null : task.fields();
  }

  /** Whether the task is to be in TickTick. */
  boolean isWanted() {
    return task != null && task.content().status() != TaskStatus.DELETED;
  }

  /** Whether the task is to take its twin's values. */
  boolean isGivenUp() {
    return discarded != null && link != null && task != null;
  }

  Blocker blocker() {
    return task == null ? Blocker.NONE : task.blocker();
  }

  /** Whether somebody works on it, or died with it. */
  boolean isClaimed() {
    return fence != null;
  }

  /** Whether there is a queue row at all: real ones begin with the first generation. */
  boolean isQueued() {
    return generation > 0;
  }

  /** The job of a claimed row, with what its next step is planned with. */
  PushJob job(boolean interactive) {
    return job(Objects.requireNonNull(fence, "a claimed row has a fence"), interactive);
  }

  /** What somebody would have who looked at the twin without a claim. */
  PushJob unclaimedLook() {
    return job(0, false);
  }

  private PushJob job(long claim, boolean interactive) {
    // A change that was given up is not sent: the twin is looked at, and settling that ends it.
    Doubt.View view =
        link != null && isGivenUp() ? doubt.lookOnly(local(), link) : doubt.view(local(), link);
    return new PushJob(
        claim,
        userId,
        Objects.requireNonNull(accountId, "a claimed row has an account"),
        taskId,
        generation,
        view.local(),
        blocker(),
        view.link(),
        view.look(),
        intent,
        List.copyOf(dirty.fieldNames()),
        attempts,
        outages,
        lastFailureAt,
        readAt,
        inboxId,
        interactive);
  }

  /**
   * @param unknownThere fields of an answer that name what is not known here
   */
  Settlement.Present present(Set<SyncField> unknownThere) {
    return new Settlement.Present(
        local(),
        blocker(),
        link,
        doubt,
        editing(),
        unknownThere,
        new Settlement.Tries(generation, attempts, outages),
        readAt);
  }

  /** What is to be known of a live link whose twin was deleted. */
  DeletedThere deletedThere() {
    return new DeletedThere(
        local(),
        Objects.requireNonNull(link, "a twin that is not linked is nobody's"),
        doubt,
        times(dirty),
        discarded != null);
  }

  private Settlement.Editing editing() {
    Integer override = task == null ? null : task.content().manualPriorityOverride();
    return new Settlement.Editing(
        times(dirty),
        new Sides.Protection(override, heldPriorities, waiting(), doubt.fields()),
        discarded == null ? null : times(discarded));
  }

  private static Map<SyncField, Instant> times(JsonObject edited) {
    return WireFields.times(
        name -> {
          String time = edited.getString(name);
          return time == null ? null : PgTimes.ofJson(time);
        });
  }

  private Set<SyncField> waiting() {
    return switch (blocker()) {
      case NONE -> Set.of();
      case PROJECT -> Set.of(SyncField.PROJECT);
      case PARENT -> Set.of(SyncField.PARENT);
    };
  }

  /**
   * What a worker that died may have sent: the task as the worker knew it, which an edit since has
   * kept. Null: nothing is known of a task that was deleted for good.
   */
  private static @Nullable Fields sentFrom(Row row, @Nullable LocalTask task) {
    int first = row.size() - TaskColumns.contentSize();
    if (row.getValue(first) == null) {
      return task == null ? null : task.fields();
    }
    TaskContent content = Rows.content(new Cells(row, first));
    return task == null
        ? LocalFields.of(content, null, null)
        : LocalFields.of(content, task.fields().projectId(), task.fields().parentId());
  }

  /**
   * @param sentFrom see {@link #sentFrom}; counts for what no worker has lived to tell
   */
  private static Doubt doubt(@Nullable JsonObject intent, @Nullable Fields sentFrom) {
    if (intent == null) {
      return Doubt.NONE;
    }
    JsonObject unknown = intent.getJsonObject("unknown", new JsonObject());
    JsonObject sent = intent.getJsonObject("sent");
    Fields told = sent == null ? sentFrom : Jsonb.read(sent.encode(), Fields.class);
    return new Doubt(
        Doubt.fieldsOf(unknown.fieldNames()),
        unknown.isEmpty() ? null : told,
        intent.getBoolean("deleted", false),
        intent.getString("moved_to"));
  }

  private static Set<Integer> heldPriorities(@Nullable JsonArray values) {
    return values == null
        ? Set.of()
        : values.stream().map(value -> ((Number) value).intValue()).collect(Collectors.toSet());
  }

  private static @Nullable LocalTask task(Cells cells) {
    String projectId = cells.textOrNull();
    boolean projectPending = Boolean.TRUE.equals(cells.flagOrNull());
    String parentId = cells.textOrNull();
    boolean parentPending = cells.flag();
    if (cells.numberOrNull() == null) {
      return null;
    }
    TaskContent content = Rows.content(cells);
    Blocker blocker = parentPending ? Blocker.PARENT : Blocker.NONE;
    if (content.status() == TaskStatus.DELETED) {
      blocker = Blocker.NONE;
    } else if (projectPending) {
      blocker = Blocker.PROJECT;
    }
    return new LocalTask(content, LocalFields.of(content, projectId, parentId), blocker);
  }
}
