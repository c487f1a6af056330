package dev.tandem.ticktick;

import dev.tandem.sync.OrphanSearch.Listing;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whole listings of accounts, for those who look for what their creates made. One at a time and
 * account, and shared: however many creates were lost, the lists are read as if it were one. For
 * one event loop.
 */
final class OrphanListings {
  private static final Logger log = LoggerFactory.getLogger(OrphanListings.class);

  /** What is not there so long after a create is as good as ever; what is, is looked at again. */
  private static final Duration KEPT = Duration.ofMinutes(10);

  private static final Duration LONGEST_REST = Duration.ofSeconds(15);

  private final ListingRead read;
  private final Duration rest;
  private final Map<Long, Kept> kept = new HashMap<>();
  private final Map<Long, Long> failedAt = new HashMap<>();
  private final Map<Long, Future<Optional<Listing>>> running = new HashMap<>();

  private record Kept(Listing listing, long readAt) {
    boolean serves(Instant notBefore) {
      return !listing.begunAt().isBefore(notBefore) && System.nanoTime() - readAt < KEPT.toNanos();
    }
  }

  /**
   * @param rest how long an account is left alone that could not be read whole, within reason
   */
  OrphanListings(ListingRead read, Duration rest) {
    this.read = read;
    this.rest = rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
  }

  /** After this it is worth while to ask again for what could not be read. */
  Duration rest() {
    return rest;
  }

  /**
   * A listing that was begun then or later; empty if the account cannot be read whole for now.
   *
   * @param notBefore by the database's clock
   */
  Future<Optional<Listing>> since(long accountId, Instant notBefore, boolean interactive) {
    Kept last = kept.get(accountId);
    if (last != null && last.serves(notBefore)) {
      return Future.succeededFuture(Optional.of(last.listing));
    }
    Future<Optional<Listing>> under = running.get(accountId);
    return under == null
        ? begin(accountId, interactive)
        : under.compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture(found)
                    : since(accountId, notBefore, interactive));
  }

  private Future<Optional<Listing>> begin(long accountId, boolean interactive) {
    Long failed = failedAt.get(accountId);
    if (failed != null && System.nanoTime() - failed < rest.toNanos()) {
      return Future.succeededFuture(Optional.empty());
    }
    Future<Optional<Listing>> reading =
        read.run(accountId, interactive)
            .onSuccess(found -> found.ifPresent(listing -> keep(accountId, listing)))
            .onFailure(
                failure ->
                    log.warn(
                        "The lists of account {} were not read: {}",
                        accountId,
                        failure.getMessage()))
            .otherwise(Optional.empty())
            .onSuccess(found -> noteFailure(accountId, found.isEmpty()));
    if (!reading.isComplete()) {
      running.put(accountId, reading);
      reading.onComplete(done -> running.remove(accountId, reading));
    }
    return reading;
  }

  private void noteFailure(long accountId, boolean failed) {
    if (failed) {
      failedAt.put(accountId, System.nanoTime());
    } else {
      failedAt.remove(accountId);
    }
  }

  private void keep(long accountId, Listing listing) {
    long now = System.nanoTime();
    kept.values().removeIf(old -> now - old.readAt >= KEPT.toNanos());
    kept.put(accountId, new Kept(listing, now));
  }

  /** The account may be another one from now on. */
  void forget(long accountId) {
    kept.remove(accountId);
    failedAt.remove(accountId);
  }
}
