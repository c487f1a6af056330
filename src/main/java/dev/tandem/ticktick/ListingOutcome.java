package dev.tandem.ticktick;

import dev.tandem.sync.OrphanSearch.Listing;
import dev.tandem.sync.RemoteAnswer;
import java.util.Set;

/** What came of reading all lists of an account. */
sealed interface ListingOutcome {
  /**
   * All could be read.
   *
   * @param sought ids of the creates that it was read for: of no other it says that nothing is
   *     there
   */
  record Whole(Listing listing, Set<Long> sought) implements ListingOutcome {
    public Whole {
      sought = Set.copyOf(sought);
    }
  }

  /**
   * TickTick was asked, and one part could not be read.
   *
   * @param part the list's id, or another name for programs
   * @param why for people, with the list's name
   */
  record Unread(String part, String why) implements ListingOutcome {}

  /** No list is to blame: nothing was sent, or the account as a whole was refused. */
  record HeldUp(RemoteAnswer answer) implements ListingOutcome {}
}
