package dev.tandem.http;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who asks.
 *
 * @param key empty: sends none
 * @param marker stands in all that this person writes, and may be told to nobody else
 * @param hasAccount whether this person has one at the sandbox, of the same name
 * @param shielded paths whose DELETE would end what the exam needs
 */
record FuzzPerson(
    String name,
    Optional<String> key,
    String marker,
    boolean hasAccount,
    FuzzKnown known,
    List<String> shielded) {
  private static final Pattern MARKER = Pattern.compile("zq[0-9a-f]{12}qz");

  FuzzPerson(String name, Optional<String> key, boolean hasAccount, List<String> shielded) {
    this(name, key, newMarker(), hasAccount, new FuzzKnown(), shielded);
  }

  static String newMarker() {
    return "zq%012xqz".formatted(ThreadLocalRandom.current().nextLong(1L << 48));
  }

  boolean isAdmin() {
    return name.equals("admin");
  }

  /** Markers of others in a text. */
  Stream<String> foreignMarkers(String text) {
    return MARKER
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .filter(found -> !found.equals(marker));
  }
}
