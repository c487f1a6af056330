package dev.tandem.account;

/** Tells of committed changes of users, accounts and keys; the port behind which the bus stands. */
public interface AccountEvents {
  void changed(AccountTopics.AccountChanged event);

  void expiring(AccountTopics.AccountExpiring event);

  void keyRevoked(AccountTopics.KeyRevoked event);

  void userErased(AccountTopics.UserErased event);
}
