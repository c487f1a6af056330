package dev.tandem.persistence;

import dev.tandem.account.AccountEvents;
import dev.tandem.account.AccountTopics;
import dev.tandem.bus.Bus;

/** Tells every node of changed accounts, revoked keys and erased users. */
final class BusAccountEvents implements AccountEvents {
  private final Bus bus;

  BusAccountEvents(Bus bus) {
    this.bus = bus;
  }

  @Override
  public void changed(AccountTopics.AccountChanged event) {
    bus.publish(AccountTopics.CHANGED, event);
  }

  @Override
  public void expiring(AccountTopics.AccountExpiring event) {
    bus.publish(AccountTopics.EXPIRING, event);
  }

  @Override
  public void keyRevoked(AccountTopics.KeyRevoked event) {
    bus.publish(AccountTopics.KEY_REVOKED, event);
  }

  @Override
  public void userErased(AccountTopics.UserErased event) {
    bus.publish(AccountTopics.USER_ERASED, event);
  }
}
