package dev.tandem.ticktick;

import dev.tandem.account.AccountCommand.Claim;
import org.jspecify.annotations.Nullable;

/**
 * On whose behalf a request is made.
 *
 * @param claim of the row that it is about; null for none
 * @param interactive a person waits for it
 * @param lease under which it must end
 */
record Caller(long accountId, @Nullable Claim claim, boolean interactive, Lease lease) {
  /** Work for an account as a whole. */
  static Caller ofAccount(long accountId, boolean interactive) {
    return new Caller(accountId, null, interactive, Lease.unlimited());
  }

  /** 0 for none. */
  long taskId() {
    return claim == null ? 0 : claim.taskId();
  }
}
