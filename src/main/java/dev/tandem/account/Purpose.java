package dev.tandem.account;

/** What a request is made for: decides how much of an account's budget it may use. */
public enum Purpose {
  /** A person waits for it: may use all. */
  PERSON,
  /** Changes from here; also what has to be read for them. Leaves a reserve to persons. */
  PUSH,
  /**
   * A look at what a change from here is about to be written to: granted only where the write would
   * be too, as what was looked at does not stay as it was. Else like {@link #PUSH}.
   */
  LOOK,
  /** A look for changes in TickTick. Leaves the reserve, and half of the rest, to the others. */
  POLL
}
