package dev.tandem.http;

/** Text that can stand in a header as it is. */
final class VisibleAscii {
  private VisibleAscii() {}

  /** Whether all of it is from {@code !} to {@code ~}, and there is some. */
  static boolean is(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '!' || c > '~') {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
