package dev.tandem.ticktick;

import dev.tandem.account.AccountCommand.Claim;
import dev.tandem.account.Purpose;
import org.jspecify.annotations.Nullable;

/**
 * On whose behalf a request is made.
 *
 * @param claim of the row that it is about; null for none
 * @param lease under which it must end
 */
record Caller(long accountId, @Nullable Claim claim, Purpose purpose, Lease lease) {
  /**
   * Work on a row.
   *
   * @param interactive a person waits for it
   */
  Caller(long accountId, @Nullable Claim claim, boolean interactive, Lease lease) {
    this(accountId, claim, interactive ? Purpose.PERSON : Purpose.PUSH, lease);
  }

  /** For a look at what the row is about to be written to. */
  Caller looking() {
    return interactive() ? this : new Caller(accountId, claim, Purpose.LOOK, lease);
  }

  /** Work for an account as a whole. */
  static Caller ofAccount(long accountId, boolean interactive) {
    return new Caller(accountId, null, interactive, Lease.unlimited());
  }

  /** A look for what changed in TickTick. */
  static Caller ofPoll(long accountId, boolean interactive) {
    return new Caller(
        accountId, null, interactive ? Purpose.PERSON : Purpose.POLL, Lease.unlimited());
  }

  /** Whether a person waits for it. */
  boolean interactive() {
    return purpose == Purpose.PERSON;
  }

  /** 0 for none. */
  long taskId() {
    return claim == null ? 0 : claim.taskId();
  }
}
