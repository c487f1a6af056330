package dev.tandem.http;

import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Pieces of JSON, or of what looks like it, for any place where a value is expected. */
final class FuzzFragments {
  private static final int DEEP = 10_000;
  private static final int MANY = 6_000;

  private static final List<String> SMALL =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-0",
          "-0.0",
          "-1",
          "1",
          "2",
          "1.0",
          "1.5",
          "1e0",
          "1E+2",
          "1e400",
          "-1e400",
          "1e-400",
          "1e999999999",
          "2147483648",
          "-2147483649",
          "9007199254740991",
          "9007199254740992",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775809",
          "0.1e1",
          "18446744073709551616",
          "{}",
          "[]",
          "[[]]",
          "[null]",
          "{\"a\":{}}",
          "[{}]",
          "[1,2,3]",
          "{\"\":null}",
          "{\"id\":1}",
          "{\"$ref\":\"#\"}",
          "{\"__proto__\":{}}",
          "\"\"",
          "\" \"",
          "\"0\"",
          "\"null\"",
          "\"true\"",
          "\"\\u0000\"",
          "\"a\\u0000b\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"\\ud83d\"",
          "\"\\ufffe\"",
          "\"\\u202e\"",
          "\"\\x\"",
          "\"\\u12\"",
          "\"unfinished",
          "\"a\nb\"",
          "\"a\tb\"",
          "01",
          "+1",
          ".5",
          "1.",
          "0x10",
          "1_000",
          "NaN",
          "Infinity",
          "-Infinity",
          "undefined",
          "'x'",
          "nul",
          "TRUE",
          "",
          ",",
          ":",
          "}",
          "]",
          "/* c */ 1",
          "// c\n1",
          "#",
          "1,2");

  private FuzzFragments() {}

  static byte[] any(Random random) {
    return switch (random.nextInt(16)) {
      case 0 -> ascii("[".repeat(DEEP) + "]".repeat(DEEP));
      case 1 -> ascii("{\"a\":".repeat(DEEP) + "1" + "}".repeat(DEEP));
      case 2 -> ascii("9".repeat(1 + random.nextInt(5_000)));
      case 3 -> ascii("0." + "0".repeat(random.nextInt(5_000)) + "1");
      case 4 -> ascii("[" + "1,".repeat(MANY) + "1]");
      case 5 -> invalidUtf8(random);
      case 6, 7, 8, 9 -> Json.encodeToBuffer(FuzzTexts.hostile(random)).getBytes();
      default -> ascii(SMALL.get(random.nextInt(SMALL.size())));
    };
  }

  private static byte[] invalidUtf8(Random random) {
    List<String> bad =
        List.of(
            "\u00ff",
            "\u00c0\u0080",
            "\u00c3(",
            "\u00ed\u00a0\u0080",
            "\u00f4\u0090\u0080\u0080",
            "\u00e2\u0082",
            "\u0080",
            "\u00f8\u0088\u0080\u0080\u0080");
    String text = "\"a" + bad.get(random.nextInt(bad.size())) + "\"";
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
