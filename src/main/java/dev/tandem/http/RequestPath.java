package dev.tandem.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The path of a request, which is what a client wrote: it may be anything. */
final class RequestPath {
  private static final int LONGEST_PRINTED = 200;

  private RequestPath() {}

  /** Whether two hexadecimal digits follow each percent sign. */
  static boolean isWellEscaped(@Nullable String path) {
    if (path == null) {
      return true;
    }
    for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 3)) {
      if (at + 2 >= path.length() || !isHex(path.charAt(at + 1)) || !isHex(path.charAt(at + 2))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  /** What of it can stand in one line of a log. */
  static String printable(@Nullable String path) {
    if (path == null) {
      return "?";
    }
    String start = path.length() > LONGEST_PRINTED ? path.substring(0, LONGEST_PRINTED) : path;
    StringBuilder printable = new StringBuilder(start.length());
    start.chars().forEach(c -> printable.append(c >= '!' && c <= '~' ? (char) c : '?'));
    return printable.toString();
  }

  /**
   * A path of the contract with values for its parameters.
   *
   * @param template {@code /api/tasks/{id}}
   * @param parameters unescaped
   */
  static String filled(String template, Map<String, String> parameters) {
    String path = template;
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      String value = URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8);
      path = path.replace('{' + parameter.getKey() + '}', value.replace("+", "%20"));
    }
    return path;
  }
}
