package dev.tandem.config;

/** Text that can stand in a header as it is. */
public final class VisibleAscii {
  private VisibleAscii() {}

  /** Whether all of it is from {@code !} to {@code ~}, and there is some. */
  public static boolean is(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '!' || c > '~') {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
