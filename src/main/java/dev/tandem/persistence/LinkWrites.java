package dev.tandem.persistence;

import dev.tandem.sync.Link;
import dev.tandem.sync.LinkChange;
import dev.tandem.sync.RemoteSnapshot;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Objects;

/** The values of the statements that write a link. */
final class LinkWrites {
  private LinkWrites() {}

  /**
   * Adds {@code remote id, remote project, base, the task's form of it, etag, etimestamp,
   * confirmed, read at, settled at, unproven, watch, raw}.
   */
  static Tuple of(Tuple tuple, LinkChange change) {
    Link link = Objects.requireNonNull(change.link(), "a link is written");
    Link.Sight sight = link.sight();
    RemoteSnapshot stored = change.stored();
    return tuple
        .addString(link.remoteId())
        .addString(link.remoteProjectId())
        .addString(Jsonb.write(link.base().there()))
        .addString(LinkRows.here(link.base()))
        .addString(sight.etag())
        .addLong(sight.etimestamp())
        .addBoolean(sight.confirmed())
        .addOffsetDateTime(PgTimes.parameter(sight.readAt()))
        .addOffsetDateTime(PgTimes.parameter(sight.settledAt()))
        .addJsonObject(LinkRows.times(link.unproven(), now(sight)))
        .addJsonObject(LinkRows.watch(link.watch()))
        .addString(stored == null ? null : Jsonb.foreign(stored.raw()));
  }

  private static Instant now(Link.Sight sight) {
    return Objects.requireNonNullElse(sight.settledAt(), Instant.EPOCH);
  }
}
