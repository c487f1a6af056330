package dev.tandem.http;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a client says in {@code Accept}. */
final class Accepted {
  private static final Pattern WEIGHT = Pattern.compile("0(\\.\\d{0,3})?|1(\\.0{0,3})?");

  private Accepted() {}

  /**
   * Whether it would rather read a page than a problem document: browsers would, and programs that
   * take anything would not.
   *
   * @param headers all of that name
   */
  static boolean prefersHtml(List<String> headers) {
    String ranges = String.join(",", headers).toLowerCase(Locale.ROOT);
    double json =
        Math.max(
            weight(ranges, "application", "problem+json"), weight(ranges, "application", "json"));
    return weight(ranges, "text", "html") > json;
  }

  /** That of the most specific range that a type fits; 0 if it fits none. */
  private static double weight(String ranges, String type, String subtype) {
    double found = 0;
    int specificity = 0;
    for (String range : ranges.split(",", -1)) {
      String[] parts = range.split(";", -1);
      int fits = fits(parts[0].strip(), type, subtype);
      if (fits > specificity) {
        specificity = fits;
        found = quality(parts);
      }
    }
    return found;
  }

  private static int fits(String range, String type, String subtype) {
    if (range.equals(type + '/' + subtype)) {
      return 3;
    }
    if (range.equals(type + "/*")) {
      return 2;
    }
    return range.equals("*/*") ? 1 : 0;
  }

  /** 1 unless it is told; what is told wrongly counts as refused. */
  private static double quality(String[] parts) {
    for (String part : parts) {
      String parameter = part.strip();
      if (parameter.startsWith("q=")) {
        String weight = parameter.substring(2);
        return WEIGHT.matcher(weight).matches() ? Double.parseDouble(weight) : 0;
      }
    }
    return 1;
  }
}
