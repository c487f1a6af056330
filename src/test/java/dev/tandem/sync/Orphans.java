package dev.tandem.sync;

import dev.tandem.sync.CreateIntent.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Creates of unknown outcome, and tasks that nobody has. */
final class Orphans {
  static final Instant BEGUN = SyncSamples.NOW;
  static final Instant ENDED = BEGUN.plusSeconds(5);
  static final CreateWaits WAITS = CreateWaits.STANDARD;

  /** When a second listing tells for certain that nothing was made. */
  static final Instant CERTAIN = ENDED.plus(WAITS.silent());

  private Orphans() {}

  static CreateIntent silent(long id, Fields sent) {
    return new CreateIntent(id, BEGUN, ENDED, true, sent, null, null);
  }

  static CreateIntent silent(long id, String title) {
    return silent(id, SyncSamples.local(title));
  }

  static CreateIntent listed(CreateIntent intent, String... ids) {
    return new CreateIntent(
        intent.id(),
        intent.begunAt(),
        intent.endedAt(),
        intent.silent(),
        intent.sent(),
        intent.remoteId(),
        new Sighting(ENDED, Set.of(ids)));
  }

  static String id(int number) {
    return idAt(BEGUN.plusSeconds(1), number);
  }

  static String idAt(Instant at, int number) {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(at.getEpochSecond(), 8) + hex.toHexDigits(number, 16);
  }

  static RemoteSnapshot task(int number, Fields fields) {
    return task(id(number), fields);
  }

  static RemoteSnapshot task(String id, Fields fields) {
    return new RemoteSnapshot(id, "inbox7", fields, "etag", 2L, BEGUN, "{}");
  }

  static RemoteSnapshot task(int number, String title) {
    return task(number, SyncSamples.remote(title));
  }

  /** The second listing of an account, in good time, without any links. */
  static OrphanSearch search(List<CreateIntent> open, RemoteSnapshot... tasks) {
    return at(CERTAIN, open, tasks);
  }

  static OrphanSearch at(Instant begunAt, List<CreateIntent> open, RemoteSnapshot... tasks) {
    return new OrphanSearch(
        open,
        new OrphanSearch.Listing(begunAt, Arrays.asList(tasks)),
        Set.of(),
        WAITS,
        begunAt.plus(Duration.ofSeconds(1)));
  }
}
