package dev.tandem.ticktick;

import dev.tandem.sync.CreateIntent;
import dev.tandem.sync.CreateWaits;
import dev.tandem.sync.OrphanSearch.Listing;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gets a row the listing that its create of unknown outcome needs next. A row never waits longer
 * than one request may take: it is put off, and finds the listing when it comes back.
 *
 * @param patience how long a row waits for a listing
 * @param leaseLength of a row that goes on
 */
record CreateSearch(OrphanListings listings, Duration patience, Duration leaseLength) {
  private static final CreateWaits WAITS = CreateWaits.STANDARD;

  /**
   * @param listing empty: there is none for now
   * @param obstacle what the row waits for then
   */
  record Found(Optional<Listing> listing, NotSent obstacle) {
    static Found later(Duration wait) {
      return new Found(
          Optional.empty(), new NotSent(Obstacle.CREATE_UNCONFIRMED, Optional.of(wait)));
    }
  }

  Future<Found> listing(PushJob job, CreateIntent intent) {
    Instant due = intent.nextListing(WAITS);
    Instant now = job.claimedAt();
    if (due.isAfter(now)) {
      return Future.succeededFuture(Found.later(Duration.between(now, due)));
    }
    return listings
        .since(job.accountId(), due, job.interactive())
        .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .map(
            found ->
                found.isPresent()
                    ? new Found(found, new NotSent(Obstacle.CREATE_UNCONFIRMED))
                    : Found.later(listings.rest(job.accountId())))
        .recover(
            failure ->
                failure instanceof TimeoutException
                    ? Future.succeededFuture(Found.later(WAITS.broken()))
                    : Future.failedFuture(failure));
  }
}
