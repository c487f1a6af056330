package dev.tandem.http;

import org.jspecify.annotations.Nullable;

/**
 * What cannot be kept as text (PostgreSQL has no NUL, UTF-8 no half of a surrogate pair), and what
 * should not.
 */
final class BadText {
  private BadText() {}

  /** Why a text cannot be kept; null if it can. */
  static @Nullable String in(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return "must not hold the NUL character";
      }
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return "must not hold half of a surrogate pair";
        }
        i++;
      }
    }
    return null;
  }

  /**
   * Why a text cannot be a name; null if it can. A name with control characters is nobody's, and
   * the schema validator's pointers to it could not be read back.
   */
  static @Nullable String inName(String name) {
    String bad = in(name);
    return bad == null && hasControls(name, "") ? "must not hold control characters" : bad;
  }

  /** Whether there is something, but nothing to be seen: blanks and format characters alone. */
  static boolean showsNothing(String text) {
    return !text.isEmpty() && text.codePoints().allMatch(BadText::isInvisible);
  }

  private static boolean isInvisible(int c) {
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.isISOControl(c)
        || Character.getType(c) == Character.FORMAT;
  }

  /**
   * Whether it holds a control character. NUL counts as none: {@link #in} has found it.
   *
   * @param allowed those that may be
   */
  static boolean hasControls(String text, String allowed) {
    return text.chars()
        .anyMatch(c -> c != 0 && Character.isISOControl(c) && allowed.indexOf(c) < 0);
  }
}
