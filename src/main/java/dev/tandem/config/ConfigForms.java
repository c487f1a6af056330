package dev.tandem.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The forms that single values take. What has another form is an {@link IllegalArgumentException}
 * whose message says which it takes, and repeats the value only where that is no secret.
 */
final class ConfigForms {
  private static final int SHORTEST_API_KEY = 32;

  /** A user's identity is indexed by it, together with a subject of 255 characters. */
  private static final int LONGEST_CLAIM = 500;

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

  private ConfigForms() {}

  static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("is no path: " + e.getReason(), e);
    }
  }

  static MigrateMode migrateMode(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "auto" -> MigrateMode.AUTO;
      case "only" -> MigrateMode.ONLY;
      case "off" -> MigrateMode.OFF;
      default ->
          throw new IllegalArgumentException("got " + shown(text) + ", takes auto, only or off");
    };
  }

  static Secret apiKey(String text) {
    if (text.length() < SHORTEST_API_KEY || !VisibleAscii.is(text)) {
      throw new IllegalArgumentException(
          "takes at least "
              + SHORTEST_API_KEY
              + " visible ASCII characters, got "
              + text.length()
              + " characters");
    }
    return new Secret(text);
  }

  static URI httpUrl(String text) {
    String base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    return httpUri(base)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "got " + shown(text) + ", takes an http or https URL"));
  }

  /** Compared letter by letter at TickTick, so it is kept as it was written. */
  static URI redirectUri(String text) {
    return httpUri(text)
        .filter(uri -> uri.getRawFragment() == null && !uri.getRawPath().isEmpty())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "got "
                        + shown(text)
                        + ", takes an http or https URL with a path and without a fragment"));
  }

  /** Whoever could change the keys on their way could sign in as anybody. */
  static URI jwksUrl(String text) {
    return httpUri(text)
        .filter(
            uri ->
                uri.getRawFragment() == null
                    && (uri.getScheme().equals("https")
                        || LOOPBACK.matcher(uri.getHost()).matches()))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "got "
                        + shown(text)
                        + ", takes an https URL, or an http one on this machine (127.0.0.1)"));
  }

  /** Compared letter by letter with what a JWT says. */
  static String claim(String text) {
    if (text.length() > LONGEST_CLAIM || !VisibleAscii.is(text)) {
      throw new IllegalArgumentException(
          "got " + shown(text) + ", takes at most " + LONGEST_CLAIM + " visible ASCII characters");
    }
    return text;
  }

  /** Written as browsers write them, so that they can be compared letter by letter. */
  static List<String> origins(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(origin -> !origin.isEmpty())
        .map(ConfigForms::origin)
        .distinct()
        .toList();
  }

  private static String origin(String text) {
    URI uri =
        httpUri(text.toLowerCase(Locale.ROOT))
            .filter(
                found ->
                    found.getRawPath().isEmpty()
                        && found.getRawQuery() == null
                        && found.getRawFragment() == null)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "got "
                            + shown(text)
                            + ", takes origins as https://app.example or http://localhost:3000,"
                            + " comma-separated"));
    int usual = uri.getScheme().equals("https") ? 443 : 80;
    String port = uri.getPort() < 0 || uri.getPort() == usual ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port;
  }

  private static Optional<URI> httpUri(String text) {
    try {
      URI uri = new URI(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getUserInfo() == null) {
        return Optional.of(uri);
      }
    } catch (URISyntaxException e) {
      // The caller tells which form it takes.
    }
    return Optional.empty();
  }

  static String shown(String text) {
    return '"' + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + '"';
  }
}
