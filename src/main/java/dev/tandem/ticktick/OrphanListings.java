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

  private static final Duration FIRST_REST = Duration.ofSeconds(15);
  private static final int MOST_DOUBLINGS = 10;

  private final ListingRead read;
  private final Duration longestRest;
  private final Map<Long, Kept> kept = new HashMap<>();
  private final Map<Long, Failures> failures = new HashMap<>();
  private final Map<Long, Future<Optional<Listing>>> running = new HashMap<>();

  private record Kept(Listing listing, long readAt) {
    boolean serves(Instant notBefore) {
      return !listing.begunAt().isBefore(notBefore) && System.nanoTime() - readAt < KEPT.toNanos();
    }
  }

  /**
   * Readings in a row that were not whole.
   *
   * @param lastAt the last, as {@link System#nanoTime}
   */
  private record Failures(int count, long lastAt) {}

  /**
   * @param longestRest how long an account is left alone at most that could not be read whole
   */
  OrphanListings(ListingRead read, Duration longestRest) {
    this.read = read;
    this.longestRest = longestRest;
  }

  /**
   * After this it is worth while to ask again for what could not be read. It grows, as every
   * reading in vain costs the account a request a list.
   */
  Duration rest(long accountId) {
    Failures past = failures.get(accountId);
    int doublings = past == null ? 0 : Math.min(past.count - 1, MOST_DOUBLINGS);
    Duration rest = FIRST_REST.multipliedBy(1L << doublings);
    return rest.compareTo(longestRest) < 0 ? rest : longestRest;
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
    Failures past = failures.get(accountId);
    if (past != null && System.nanoTime() - past.lastAt < rest(accountId).toNanos()) {
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
      Failures past = failures.get(accountId);
      failures.put(accountId, new Failures(past == null ? 1 : past.count + 1, System.nanoTime()));
    } else {
      failures.remove(accountId);
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
    failures.remove(accountId);
  }
}
