package dev.tandem.sync;

import dev.tandem.sync.PushJob.Blocker;
import dev.tandem.sync.PushJob.Look;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Claimed rows for tests: task 7 of account 3, whose twin is {@code r1} in list {@code p1}. */
public final class Jobs {
  public static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  public static final String REMOTE_ID = "6ac94fb88f084dbfaa69fc64";
  public static final String PROJECT_ID = "6ac5b589bed7f77658a9a803";

  private Jobs() {}

  public static PushJob of(@Nullable Fields local, @Nullable Link link) {
    return of(local, link, Blocker.NONE, 0, 0);
  }

  public static PushJob of(
      @Nullable Fields local, @Nullable Link link, Blocker blocker, int attempts, int outages) {
    return of(local, link, blocker, List.of(), attempts, outages);
  }

  /** Of a field that was written here. */
  static PushJob edited(Fields local, Link link, String field) {
    return of(local, link, Blocker.NONE, List.of(field), 0, 0);
  }

  private static PushJob of(
      @Nullable Fields local,
      @Nullable Link link,
      Blocker blocker,
      List<String> changed,
      int attempts,
      int outages) {
    return new PushJob(
        11,
        1,
        3,
        7,
        1,
        local,
        blocker,
        link,
        Look.IF_STALE,
        null,
        changed,
        attempts,
        outages,
        null,
        NOW,
        null,
        false);
  }

  public static Link linked(Fields base) {
    return link(base, Link.State.LINKED);
  }

  public static Link link(Fields base, Link.State state) {
    return new Link(
        REMOTE_ID,
        PROJECT_ID,
        Base.of(base),
        new Link.Sight("u4u1oh9a", 1L, true, NOW, NOW),
        Set.of(),
        null,
        state);
  }

  /** An active task in the linked list. */
  public static Fields fields() {
    return local(TaskContent.titled("Water the plants"));
  }

  public static Fields fields(TaskStatus status) {
    return local(TaskContent.titled("Water the plants").but().status(status).build());
  }

  public static Fields local(TaskContent content) {
    return LocalFields.of(content, PROJECT_ID, null);
  }

  public static Fields inProject(@Nullable String projectId) {
    return LocalFields.of(TaskContent.titled("Water the plants"), projectId, null);
  }
}
