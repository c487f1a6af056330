package dev.tandem.persistence;

import dev.tandem.sync.ProjectJob;
import dev.tandem.sync.ProjectJob.Step;
import dev.tandem.sync.RemoteProject;
import dev.tandem.task.ProjectContent;
import dev.tandem.task.ProjectField;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A list with its queue row.
 *
 * @param base as TickTick showed it last; null: it never did
 * @param replaced what TickTick showed before our last write; null: the first reading since has
 *     been seen
 * @param settledAt when our last write was settled; null: never
 * @param queue null: nothing is queued
 * @param readAt the database's clock
 */
record ProjectRow(
    long id,
    long userId,
    @Nullable String remoteId,
    ProjectContent local,
    @Nullable RemoteProject base,
    @Nullable RemoteProject replaced,
    @Nullable Instant settledAt,
    boolean isDeleted,
    Instant readAt,
    @Nullable Queued queue) {
  /** What {@link #of} reads, of a list {@code p} and its queue row {@code q}. */
  static final String COLUMNS =
      """
      p.id, p.user_id, p.remote_id, p.name, p.color, p.sort_order, p.is_archived, p.base::text,
      p.replaced::text, p.settled_at, p.deleted_at IS NOT NULL, clock_timestamp(), q.entity_id,
      q.account_id, q.fence, coalesce(q.lease_until > clock_timestamp(), false), q.dirty, q.intent,
      q.attempts, q.outages, q.last_failure_at""";

  /**
   * @param fence null: not claimed
   * @param edited fields that TickTick has yet to hear of
   */
  record Queued(
      @Nullable Long accountId,
      @Nullable Long fence,
      boolean isLeased,
      Set<ProjectField> edited,
      ProjectIntent intent,
      int attempts,
      int outages,
      @Nullable Instant lastFailureAt) {}

  static ProjectRow of(Row row, int skip) {
    Cells cells = new Cells(row, skip);
    return new ProjectRow(
        cells.number(),
        cells.number(),
        cells.textOrNull(),
        content(cells),
        remote(cells),
        remote(cells),
        cells.timeOrNull(),
        cells.flag(),
        cells.time(),
        cells.numberOrNull() == null ? null : queued(cells));
  }

  static ProjectContent content(Cells cells) {
    return new ProjectContent(cells.text(), cells.textOrNull(), cells.number(), cells.flag());
  }

  private static @Nullable RemoteProject remote(Cells cells) {
    String json = cells.textOrNull();
    return json == null ? null : Jsonb.read(json, RemoteProject.class);
  }

  private static Queued queued(Cells cells) {
    Long accountId = cells.numberOrNull();
    Long fence = cells.numberOrNull();
    boolean leased = cells.flag();
    JsonObject dirty = Objects.requireNonNullElseGet(cells.objectOrNull(), JsonObject::new);
    ProjectIntent intent = ProjectIntent.read(cells.objectOrNull());
    return new Queued(
        accountId,
        fence,
        leased,
        ProjectField.named(dirty.fieldNames()),
        intent,
        cells.smallNumber(),
        cells.smallNumber(),
        cells.timeOrNull());
  }

  Queued queued() {
    return Objects.requireNonNull(queue, "the list is queued");
  }

  @Nullable ProjectContent baseContent() {
    return base == null ? null : base.content();
  }

  /**
   * What comes first of a row that was just claimed.
   *
   * @param firstCreate whether the claim itself has written the create down that is to be sent
   */
  ProjectJob claimed(boolean firstCreate) {
    if (remoteId != null) {
      return job(isDeleted ? Step.DELETE : Step.LOOK);
    }
    if (queued().intent().create() == null) {
      return job(Step.FORGET);
    }
    return job(firstCreate ? Step.CREATE : Step.SEARCH);
  }

  /** Of a claimed row. */
  ProjectJob job(Step step) {
    Queued row = queued();
    return new ProjectJob(
        Objects.requireNonNull(row.fence(), "a claimed row has a fence"),
        userId,
        Objects.requireNonNull(row.accountId(), "a claimed row has an account"),
        id,
        step,
        local,
        remoteId,
        row.edited(),
        row.intent().create(),
        row.intent().accepted(),
        row.attempts(),
        row.outages(),
        row.lastFailureAt(),
        readAt);
  }
}
