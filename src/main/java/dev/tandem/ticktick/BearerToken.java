package dev.tandem.ticktick;

import dev.tandem.config.VisibleAscii;

/** What may stand in a header as a token. */
final class BearerToken {
  private static final int LONGEST = 4096;

  private BearerToken() {}

  static boolean is(String text) {
    return text.length() <= LONGEST && VisibleAscii.is(text);
  }
}
