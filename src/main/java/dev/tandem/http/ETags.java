package dev.tandem.http;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Entity tags: a task's version in quotes. */
final class ETags {
  private static final int MOST_DIGITS = 18;

  private ETags() {}

  static String of(long version) {
    return "\"" + version + '"';
  }

  /**
   * What {@code If-Match} allows (RFC 9110, 13.1.1).
   *
   * @param any whatever version it is at
   * @param versions otherwise only these; tags that are weak or none of ours match nothing
   */
  record IfMatch(boolean any, List<Long> versions) {
    IfMatch {
      versions = List.copyOf(versions);
    }

    boolean allows(long version) {
      return any || versions.contains(version);
    }

    /** The only version allowed, if there is exactly one. */
    OptionalLong only() {
      return !any && versions.size() == 1 ? OptionalLong.of(versions.get(0)) : OptionalLong.empty();
    }
  }

  /**
   * @param headers the values of all {@code If-Match} headers; none: any version
   * @throws ProblemException for what is no list of tags
   */
  static IfMatch parse(List<String> headers) {
    if (headers.isEmpty()) {
      return new IfMatch(true, List.of());
    }
    String list = String.join(",", headers).strip();
    if (list.equals("*")) {
      return new IfMatch(true, List.of());
    }
    List<Long> versions = new ArrayList<>();
    boolean found = false;
    int at = 0;
    while (at < list.length()) {
      // Empty elements are nothing (RFC 9110, 5.6.1.2).
      if (list.charAt(at) != ',') {
        boolean weak = list.startsWith("W/", at);
        int open = weak ? at + 2 : at;
        int close = list.indexOf('"', open + 1);
        if (open >= list.length() || list.charAt(open) != '"' || close < 0) {
          throw malformed();
        }
        found = true;
        version(weak, list.substring(open + 1, close)).ifPresent(versions::add);
        at = skipBlanks(list, close + 1);
      }
      if (at < list.length() && list.charAt(at) != ',') {
        throw malformed();
      }
      at = skipBlanks(list, at + 1);
    }
    if (!found) {
      throw malformed();
    }
    return new IfMatch(false, versions);
  }

  private static OptionalLong version(boolean weak, String tag) {
    boolean number =
        !tag.isEmpty()
            && tag.length() <= MOST_DIGITS
            && tag.charAt(0) != '0'
            && tag.chars().allMatch(c -> c >= '0' && c <= '9');
    return weak || !number ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(tag));
  }

  private static int skipBlanks(String text, int from) {
    int at = from;
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }

  private static ProblemException malformed() {
    return Problem.invalid("If-Match", "must be * or a list of entity tags such as \"4\"")
        .asException();
  }
}
