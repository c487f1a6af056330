package dev.tandem.sandbox;

/**
 * A person with a TickTick account.
 *
 * @param name names the account in the control API and on the consent page; unique
 * @param uid the number in {@code inbox<uid>}; unique
 * @param timeZone an IANA zone, given to tasks that name none
 * @param accessToken a personal API token that works from the start and never expires by itself;
 *     empty for none
 */
public record SandboxAccount(String name, long uid, String timeZone, String accessToken) {
  @Override
  public String toString() {
    return "SandboxAccount[name="
        + name
        + ", uid="
        + uid
        + ", timeZone="
        + timeZone
        + ", accessToken=***]";
  }
}
