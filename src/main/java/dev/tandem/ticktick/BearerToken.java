package dev.tandem.ticktick;

import java.util.regex.Pattern;

/** What may stand in a header as a token. */
final class BearerToken {
  private static final Pattern VISIBLE_ASCII = Pattern.compile("[\\x21-\\x7e]{1,4096}");

  private BearerToken() {}

  static boolean is(String text) {
    return VISIBLE_ASCII.matcher(text).matches();
  }
}
