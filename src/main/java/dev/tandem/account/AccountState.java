package dev.tandem.account;

import java.util.Locale;

/** Where a TickTick account stands. Only a connected one is pushed to. */
public enum AccountState {
  CONNECTED,
  /** A new token whose account is not known yet: nothing is pushed until TickTick was asked. */
  CHECKING,
  /** Its token is refused and cannot be refreshed: the person must consent again. */
  NEEDS_REAUTHORIZATION,
  /** The token belongs to another TickTick account than the links. */
  ACCOUNT_MISMATCH,
  /** Tokens erased, tasks kept. */
  DISCONNECTED;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
