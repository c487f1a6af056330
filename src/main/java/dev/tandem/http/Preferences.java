package dev.tandem.http;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a client prefers (RFC 7240): how long an answer may wait for TickTick. What is not
 * understood is passed over, as the RFC wants it.
 *
 * @param pushWait zero: answer as soon as the change is durable here
 * @param applied the preference that held; empty if none was given
 */
record Preferences(Duration pushWait, Optional<String> applied) {
  static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  /** Of an operation that waits for nothing, whatever the client prefers. */
  static final Preferences NO_WAIT = new Preferences(Duration.ZERO, Optional.empty());

  private static final String WAIT = "wait=";
  private static final int MOST_DIGITS = 9;

  /**
   * @param headers the values of all {@code Prefer} headers
   * @param absent how long to wait if they do not say
   */
  static Preferences parse(List<String> headers, Duration absent) {
    if (headers.isEmpty()) {
      return new Preferences(absent, Optional.empty());
    }
    Preferences found = new Preferences(absent, Optional.empty());
    for (String preference : String.join(",", headers).split(",", -1)) {
      String name = preference.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
      if (name.equals("respond-async")) {
        return new Preferences(Duration.ZERO, Optional.of(name));
      }
      // The first of several waits holds.
      if (name.startsWith(WAIT) && found.applied().isEmpty()) {
        found = waiting(name.substring(WAIT.length()), found);
      }
    }
    return found;
  }

  private static Preferences waiting(String value, Preferences otherwise) {
    String digits = value.replace("\"", "").strip();
    boolean number = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!number) {
      return otherwise;
    }
    long asked = digits.length() > MOST_DIGITS ? Long.MAX_VALUE : Long.parseLong(digits);
    long seconds = Math.min(asked, LONGEST_WAIT.toSeconds());
    return new Preferences(Duration.ofSeconds(seconds), Optional.of(WAIT + seconds));
  }

  boolean respondAsync() {
    return pushWait.isZero();
  }
}
