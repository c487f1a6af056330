package dev.tandem.sync;

/**
 * Whether so much vanished from TickTick at once that a person has to say whether it was meant
 * (sync.md, Pull).
 */
public final class DeletionGuard {
  private static final long FEW = 10;
  private static final long SHARE = 5;
  private static final long LEAST = 3;

  private DeletionGuard() {}

  /**
   * @param inferred tasks that were taken for deleted there within a day, or are held, the new ones
   *     among them
   * @param linked all tasks that were open there, those among them
   */
  public static boolean isTooMuch(long inferred, long linked) {
    boolean many = inferred > FEW && inferred * SHARE > linked;
    boolean all = inferred >= LEAST && inferred >= linked;
    return many || all;
  }
}
