package dev.tandem.ticktick;

import java.io.Serial;

/** Ends a reading of all lists before its end: it is worthless. */
final class NotWholeException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final transient ListingOutcome outcome;
  private final boolean worthAgain;

  private NotWholeException(ListingOutcome outcome, boolean worthAgain) {
    super("The account's lists were not read whole", null, false, false);
    this.outcome = outcome;
    this.worthAgain = worthAgain;
  }

  static NotWholeException of(ListingOutcome outcome) {
    return new NotWholeException(outcome, false);
  }

  /** Nothing is wrong with the lists: they were read with different tokens. */
  static NotWholeException ofTwoTokens(ListingOutcome outcome) {
    return new NotWholeException(outcome, true);
  }

  ListingOutcome outcome() {
    return outcome;
  }

  boolean isWorthAgain() {
    return worthAgain;
  }
}
