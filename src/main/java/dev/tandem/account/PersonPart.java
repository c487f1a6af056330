package dev.tandem.account;

import java.util.Locale;

/**
 * The kinds of things that are kept of a person, tasks apart. What only opens doors (sessions,
 * consents under way) is none of them, nor is a token or a hash part of any.
 */
public enum PersonPart {
  USER,
  ACCOUNT,
  KEY,
  /** Whom an OpenID provider means by this person. */
  IDENTITY,
  PROJECT,
  LINK,
  QUEUE,
  /** One whose outcome is, or was a while ago, not known. */
  CREATE,
  SEND,
  CONFLICT,
  SUGGESTION,
  TOMBSTONE,
  /** When a list was last read from TickTick. */
  LIST_READ,
  /** A request with an idempotency key. */
  REQUEST;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
