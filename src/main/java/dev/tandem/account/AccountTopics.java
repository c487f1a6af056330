package dev.tandem.account;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.Topic;
import dev.tandem.bus.WireName;

/** What is told about users and accounts. */
public final class AccountTopics {
  /** After a connect, a disconnect or a refused token. */
  public static final Topic<AccountChanged> CHANGED =
      new Topic<>("tandem.account.changed", AccountChanged.class);

  /** After a key was revoked, so that no node keeps it in memory. */
  public static final Topic<KeyRevoked> KEY_REVOKED =
      new Topic<>("tandem.account.key_revoked", KeyRevoked.class);

  private AccountTopics() {}

  @WireName("account.changed")
  public record AccountChanged(long userId, long accountId, AccountState state)
      implements BusMessage {}

  @WireName("account.key_revoked")
  public record KeyRevoked(long keyId) implements BusMessage {}
}
