package dev.tandem.persistence;

import dev.tandem.account.AccountState;
import dev.tandem.account.RemoteIdentity;

/**
 * What an account becomes once it is known whose tokens it holds.
 *
 * @param identity whom the tasks are linked with afterwards
 * @param anotherAccount whether what belonged to the one before is to be detached
 */
record Standing(AccountState state, RemoteIdentity identity, boolean anotherAccount) {

  /**
   * Only what is certain counts against a token: where nothing can be compared, it is believed.
   *
   * @param linkedWith as stored
   * @param hasLinks whether tasks are linked
   */
  static Standing of(RemoteIdentity linkedWith, RemoteIdentity tokens, boolean hasLinks) {
    if (!linkedWith.differsFrom(tokens)) {
      return new Standing(AccountState.CONNECTED, linkedWith.completedBy(tokens), false);
    }
    return hasLinks
        ? new Standing(AccountState.ACCOUNT_MISMATCH, linkedWith, false)
        : new Standing(AccountState.CONNECTED, tokens, true);
  }

  /** The remote account whose requests were spent on the check, as far as it is known. */
  static RemoteIdentity askedOf(Standing standing, RemoteIdentity tokens) {
    return standing.state() == AccountState.CONNECTED ? standing.identity() : tokens;
  }
}
