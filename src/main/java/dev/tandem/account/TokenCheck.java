package dev.tandem.account;

/**
 * What a check found out about a token.
 *
 * @param identity whose it is, as far as TickTick told
 * @param linked how tasks that are linked here look to it
 */
public record TokenCheck(RemoteIdentity identity, LinkedTasks linked) {

  /** Whether a token reaches the tasks that are linked here. */
  public enum LinkedTasks {
    /** Not looked at, as the identity decides, or no answer yet. */
    NOT_ASKED,
    /** It reaches one of them: it is the same account's. */
    FOUND,
    /** There is none of them. */
    ABSENT,
    /** What was answered says neither. */
    UNCLEAR
  }

  /** One that needed no look at linked tasks. */
  public static TokenCheck of(RemoteIdentity identity) {
    return new TokenCheck(identity, LinkedTasks.NOT_ASKED);
  }
}
