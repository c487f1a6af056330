package dev.tandem.ticktick;

import dev.tandem.sync.CreateIntent;
import dev.tandem.sync.CreateWaits;
import dev.tandem.sync.PushJob;
import dev.tandem.ticktick.OrphanListings.Reply;
import java.time.Duration;
import java.time.Instant;

/**
 * Gets a row the listing that its create of unknown outcome needs next.
 *
 * @param leaseLength of a row that goes on
 */
record CreateSearch(OrphanListings listings, Duration leaseLength) {
  private static final CreateWaits WAITS = CreateWaits.STANDARD;

  Reply listing(PushJob job, CreateIntent intent) {
    Instant due = intent.nextListing(WAITS);
    Instant now = job.claimedAt();
    return due.isAfter(now)
        ? Reply.Later.after(Duration.between(now, due))
        : listings.ask(job, intent, due);
  }

  /** The row was put off. */
  void settled(PushJob job, Reply.Later reply) {
    if (reply.underWay()) {
      listings.putOff(job);
    }
  }
}
