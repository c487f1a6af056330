package dev.tandem.sync;

import dev.tandem.sync.PullRoutes.Seen;
import java.util.Set;

/** The link of a task that was made of its twin: both sides begin with the same values. */
public final class ImportedTwin {
  /** What a task has of a list or parent that is not known here. */
  private static final Fields NOTHING = Fields.BLANK.but().parentId("").build();

  private ImportedTwin() {}

  /**
   * @param unknown fields that name what is not known here: they count as not read, so that the
   *     next reading brings them
   */
  public static LinkChange link(Seen seen, Set<SyncField> unknown) {
    RemoteSnapshot twin = seen.twin();
    Base base = Base.of(twin.fields()).agreeing(unknown, NOTHING, NOTHING);
    Link.Sight sight =
        new Link.Sight(
            unknown.isEmpty() ? twin.etag() : null,
            unknown.isEmpty() ? twin.etimestamp() : null,
            true,
            seen.readAt(),
            null);
    Link link =
        new Link(twin.id(), twin.projectId(), base, sight, Set.of(), null, Link.State.LINKED);
    return new LinkChange(LinkChange.Kind.CREATED, link, twin);
  }
}
