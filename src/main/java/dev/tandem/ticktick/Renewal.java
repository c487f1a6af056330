package dev.tandem.ticktick;

import dev.tandem.account.AccountTokens;

/** What can be done after a 401. */
sealed interface Renewal {
  /**
   * Try again with these.
   *
   * @param refreshed false: another had already replaced the refused ones
   */
  record Renewed(AccountTokens tokens, boolean refreshed) implements Renewal {}

  /** Nothing: the person must consent again; the account says so. */
  record Refused() implements Renewal {}

  /** Nothing now: the token endpoint is out of order, or another node did not get done with it. */
  record Unavailable() implements Renewal {}
}
