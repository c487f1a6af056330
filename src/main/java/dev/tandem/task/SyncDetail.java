package dev.tandem.task;

/**
 * What beside its {@link TaskSync} tells why a task is not synced.
 *
 * @param inDoubt whether a request's outcome is not known
 * @param discarding whether the change is given up, and TickTick's values are yet to be taken
 * @param listDetached whether its list belongs to no TickTick account, so that the task has to be
 *     moved
 * @param listFailed whether its list is not in TickTick, and is not tried any more
 * @param deleted whether it is deleted here
 * @param ahead changes of the account that are due before it
 */
public record SyncDetail(
    boolean inDoubt,
    boolean discarding,
    boolean listDetached,
    boolean listFailed,
    boolean deleted,
    long ahead) {
  public static final SyncDetail NONE = new SyncDetail(false, false, false, false, false, 0);
}
