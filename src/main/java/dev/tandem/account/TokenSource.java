package dev.tandem.account;

import java.util.Locale;

/** How a token came here. */
public enum TokenSource {
  /** By a consent to our OAuth application: ours to revoke. */
  CONSENT,
  /** Made by the person in TickTick's settings, who may use it elsewhere too. */
  PERSONAL;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
