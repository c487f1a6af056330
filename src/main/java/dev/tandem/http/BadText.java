package dev.tandem.http;

import org.jspecify.annotations.Nullable;

/** What cannot be kept as text: PostgreSQL has no NUL, UTF-8 no half of a surrogate pair. */
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
}
