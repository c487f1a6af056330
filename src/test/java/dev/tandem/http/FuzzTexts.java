package dev.tandem.http;

import java.util.List;
import java.util.Random;

/** Texts by which something somewhere has been broken once. */
final class FuzzTexts {
  /** A header that nobody sends; no answer may have it. */
  static final String INJECTED = "X-Injected";

  /** Whatever has it is refused by TickTick, if the exam's account laid the fault. */
  static final String POISON = "p0ison";

  static final List<String> HOSTILE =
      List.of(
          "",
          " ",
          "\u00a0\u2003\u3000",
          "'; DROP TABLE tasks; --",
          "' OR '1'='1",
          "1) OR (1=1",
          "\\'; COPY tasks TO PROGRAM 'id'; --",
          "%",
          "_",
          "%%__\\",
          "\\",
          "\\\\",
          "$1",
          "$$",
          "{0}",
          "%s%n%x",
          "${jndi:ldap://127.0.0.1:1/a}",
          "{{7*7}}",
          "#{7*7}",
          "<script>alert(1)</script>",
          "\"><img src=x onerror=alert(1)>",
          "../../../../etc/passwd",
          "..\\..\\windows\\win.ini",
          "a\r\n" + INJECTED + ": 1\r\n\r\nb",
          "a\n" + INJECTED + ": 1",
          "tab\tvertical\u000bfeed\fbell\u0007escape\u001b[31m",
          "\u202eRTL override",
          "\u200b\u200d\ufeff",
          "\u2028\u2029",
          "שלום عالم",
          "👩‍👩‍👧‍👦🏳️‍🌈",
          "e" + "\u0301".repeat(300),
          "ﷺ".repeat(50),
          "İıſßK",
          "\ud7ff\ue000\ufffd\uffff",
          "\ud83d\ude00".repeat(32),
          "null",
          "true",
          "undefined",
          "NaN",
          "-1",
          "0",
          "1e400",
          "9223372036854775808",
          "{\"a\":1}",
          "[1]",
          "2026-02-30T25:61:61Z",
          "0000-00-00T00:00:00Z",
          "+292278994-08-17T07:12:55.807Z",
          "2026-12-01T17:00:00",
          "2026-12-01T17:00:00+99:99",
          "-0001-01-01T00:00:00Z",
          "Europe/Nowhere",
          "GMT+99",
          "SYSTEM",
          "RRULE:FREQ=SECONDLY;INTERVAL=0",
          "RRULE:" + "X".repeat(900),
          "FREQ=DAILY;COUNT=-1",
          "TRIGGER:-PT99999999999S",
          "*",
          "W/\"1\"",
          "\"",
          "\"\"");

  private FuzzTexts() {}

  static String hostile(Random random) {
    return random.nextInt(12) == 0 ? huge(random) : HOSTILE.get(random.nextInt(HOSTILE.size()));
  }

  /** From what is just too long for a title to what is just too long for a description. */
  static String huge(Random random) {
    int[] lengths = {65, 201, 256, 501, 1001, 4097, 65_537};
    String[] letters = {"x", "é", "語", "😀", "'", "\\"};
    int length = lengths[random.nextInt(lengths.length)];
    return letters[random.nextInt(letters.length)].repeat(length);
  }

  /** With its writer's marker in it, at most so long. */
  static String marked(String marker, int longest, Random random) {
    if (longest < marker.length()) {
      return "x".repeat(Math.max(1, longest));
    }
    String more =
        switch (random.nextInt(12)) {
          case 0 -> "😀語é".repeat(Math.max(1, (longest - marker.length()) / 8));
          case 1 -> HOSTILE.get(random.nextInt(HOSTILE.size())).strip();
          case 2 -> POISON;
          case 3 -> "y".repeat(longest - marker.length());
          default -> " " + random.nextInt(1000);
        };
    String text = marker + more;
    int end = Math.min(longest, text.codePointCount(0, text.length()));
    return text.substring(0, text.offsetByCodePoints(0, end));
  }
}
