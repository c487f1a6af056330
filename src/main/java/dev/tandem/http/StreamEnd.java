package dev.tandem.http;

/**
 * Why the gateway ends an event stream. Where it had a right to it, its client may come again and
 * go on.
 */
enum StreamEnd {
  AGED("had lasted long enough"),
  KEY_REVOKED("had a key that was revoked"),
  TOKEN_EXPIRED("had a token that has expired"),
  USER_ERASED("were of a person who was erased"),
  EXPIRED("had a place in the feed that has expired"),
  SLOW("were read too slowly"),
  NODE_STOPS("were open when the node stopped");

  private final String text;

  StreamEnd(String text) {
    this.text = text;
  }

  /** What is said of those that ended so. */
  String text() {
    return text;
  }
}
