package dev.tandem.ticktick;

/**
 * On whose behalf a request is made.
 *
 * @param taskId 0 for none
 * @param interactive a person waits for it
 * @param lease under which it must end
 */
record Caller(long accountId, long taskId, boolean interactive, Lease lease) {
  /** Work for an account as a whole. */
  static Caller ofAccount(long accountId, boolean interactive) {
    return new Caller(accountId, 0, interactive, Lease.unlimited());
  }
}
