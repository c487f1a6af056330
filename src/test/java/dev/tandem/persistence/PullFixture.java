package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;

import dev.tandem.sync.Fields;
import dev.tandem.sync.FieldsBuilder;
import dev.tandem.sync.PullRoutes.Applied;
import dev.tandem.sync.PullRoutes.Apply;
import dev.tandem.sync.PullRoutes.Compare;
import dev.tandem.sync.PullRoutes.Compared;
import dev.tandem.sync.PullRoutes.Seen;
import dev.tandem.sync.PullRoutes.Sighting;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.Settlement;
import dev.tandem.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Readings of TickTick as a test tells them. */
final class PullFixture {
  private final StoreFixture db;
  private final QueueFixture queue;

  PullFixture(StoreFixture db, QueueFixture queue) {
    this.db = db;
    this.queue = queue;
  }

  PgPull pull() {
    return new PgPull(
        db.pool(),
        new Settlement.Limits(QueueFixture.ATTEMPTS, Duration.ofSeconds(1), Duration.ofMinutes(5)),
        queue.told());
  }

  Instant now() {
    return db.row("SELECT clock_timestamp()").getOffsetDateTime(0).toInstant();
  }

  long accountOf(long user) {
    return db.number("SELECT id FROM ticktick_accounts WHERE user_id = $1", user);
  }

  /** The twin of a linked task, changed by somebody there. */
  RemoteSnapshot twin(Task task, UnaryOperator<FieldsBuilder> edit) {
    var link = queue.link(task.id());
    Fields fields = edit.apply(link.base().there().but()).build();
    return QueueFixture.snapshot(link.remoteId(), fields);
  }

  /** A listing that begins now shows these. */
  Applied apply(long user, RemoteSnapshot... twins) {
    return apply(user, now(), twins);
  }

  Applied apply(long user, Instant readAt, RemoteSnapshot... twins) {
    return apply(user, generation(user), readAt, twins);
  }

  Applied apply(long user, long generation, Instant readAt, RemoteSnapshot... twins) {
    List<Seen> seen = Arrays.stream(twins).map(twin -> new Seen(twin, readAt, true)).toList();
    return result(pull().apply(new Apply(accountOf(user), generation, seen)));
  }

  Compared compare(long user, RemoteSnapshot... twins) {
    return compare(user, generation(user), now(), twins);
  }

  Compared compare(long user, long generation, Instant readAt, RemoteSnapshot... twins) {
    List<Sighting> sightings =
        Arrays.stream(twins)
            .map(
                twin ->
                    new Sighting(
                        twin.id(), twin.projectId(), twin.etag(), twin.etimestamp(), readAt))
            .toList();
    return result(pull().compare(new Compare(accountOf(user), generation, sightings)));
  }

  long generation(long user) {
    return db.number("SELECT generation FROM ticktick_accounts WHERE user_id = $1", user);
  }
}
