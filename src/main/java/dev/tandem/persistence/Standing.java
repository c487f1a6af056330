package dev.tandem.persistence;

import dev.tandem.account.AccountState;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.account.TokenCheck;

/**
 * What an account becomes once a token of it was checked.
 *
 * @param state checking: it cannot be told yet
 * @param identity whom the tasks are linked with afterwards
 * @param anotherAccount whether what belonged to the one before is to be detached
 */
record Standing(AccountState state, RemoteIdentity identity, boolean anotherAccount) {

  /**
   * While tasks are linked, a token is believed only if it was compared with what is known of their
   * account and does not differ, or reaches one of them. Without links, or if nothing was ever
   * known of the account, there is nothing to protect.
   *
   * @param linkedWith as stored
   * @param hasLinks whether tasks are linked
   */
  static Standing of(RemoteIdentity linkedWith, TokenCheck check, boolean hasLinks) {
    RemoteIdentity tokens = check.identity();
    if (linkedWith.isUnknown()) {
      return new Standing(AccountState.CONNECTED, tokens, false);
    }
    return switch (linkedWith.compare(tokens)) {
      case SAME -> same(linkedWith, tokens);
      case ANOTHER ->
          hasLinks ? mismatch(linkedWith) : new Standing(AccountState.CONNECTED, tokens, true);
      case OTHER_MEMBER ->
          hasLinks
              ? byLinkedTasks(linkedWith, check, mismatch(linkedWith))
              : new Standing(AccountState.CONNECTED, tokens, true);
      // Nothing of the one is known to be true of the other: they are not mixed.
      case INCOMPARABLE ->
          hasLinks
              ? byLinkedTasks(linkedWith, check, undecided(linkedWith))
              : new Standing(AccountState.CONNECTED, tokens, false);
    };
  }

  /** As long as nothing is found out. */
  static Standing undecided(RemoteIdentity linkedWith) {
    return new Standing(AccountState.CHECKING, linkedWith, false);
  }

  private static Standing byLinkedTasks(
      RemoteIdentity linkedWith, TokenCheck check, Standing ifUnclear) {
    return switch (check.linked()) {
      case FOUND -> same(linkedWith, check.identity());
      case ABSENT -> mismatch(linkedWith);
      case UNCLEAR -> ifUnclear;
      case NOT_ASKED -> undecided(linkedWith);
    };
  }

  private static Standing same(RemoteIdentity linkedWith, RemoteIdentity tokens) {
    return new Standing(AccountState.CONNECTED, linkedWith.completedBy(tokens), false);
  }

  private static Standing mismatch(RemoteIdentity linkedWith) {
    return new Standing(AccountState.ACCOUNT_MISMATCH, linkedWith, false);
  }

  /** The remote account whose requests were spent on the check, as far as it is known. */
  RemoteIdentity askedOf(RemoteIdentity tokens) {
    return state == AccountState.CONNECTED ? identity : tokens;
  }
}
