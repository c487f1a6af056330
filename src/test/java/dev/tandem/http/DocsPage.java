package dev.tandem.http;

import dev.tandem.http.TestClient.Reply;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The page at {@code /docs} as a browser reads it.
 *
 * @param addresses all that it names, as they stand in it
 */
record DocsPage(List<String> addresses) {
  private static final Pattern ADDRESS =
      Pattern.compile("(?:src|href|action|data-[a-z]+)=\"([^\"]*)\"");

  static DocsPage of(Reply reply) {
    return of(reply.response().body());
  }

  static DocsPage of(String html) {
    return new DocsPage(
        ADDRESS.matcher(html).results().map((MatchResult found) -> found.group(1)).toList());
  }

  /** Those of scripts and style sheets. */
  List<String> files() {
    return addresses.stream().filter(address -> address.matches(".*\\.(js|css)")).toList();
  }
}
