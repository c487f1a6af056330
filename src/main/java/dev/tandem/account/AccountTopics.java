package dev.tandem.account;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.Topic;
import dev.tandem.bus.WireName;
import java.time.Instant;

/** What is told about users and accounts. */
public final class AccountTopics {
  /** After a connect, a disconnect, a check or a refused token. */
  public static final Topic<AccountChanged> CHANGED =
      new Topic<>("tandem.account.changed", AccountChanged.class);

  /** Once for each token that ends soon and cannot be refreshed: the person must consent again. */
  public static final Topic<AccountExpiring> EXPIRING =
      new Topic<>("tandem.account.expiring", AccountExpiring.class);

  /** After a key was revoked, so that no node keeps it in memory. */
  public static final Topic<KeyRevoked> KEY_REVOKED =
      new Topic<>("tandem.account.key_revoked", KeyRevoked.class);

  /** From the moment on at which an erased person has no rights any more. */
  public static final Topic<UserErased> USER_ERASED =
      new Topic<>("tandem.account.user_erased", UserErased.class);

  private AccountTopics() {}

  @WireName("account.changed")
  public record AccountChanged(long userId, long accountId, AccountState state)
      implements BusMessage {}

  @WireName("account.expiring")
  public record AccountExpiring(long userId, long accountId, Instant expiresAt)
      implements BusMessage {}

  @WireName("account.key_revoked")
  public record KeyRevoked(long keyId) implements BusMessage {}

  @WireName("account.user_erased")
  public record UserErased(long userId) implements BusMessage {}
}
