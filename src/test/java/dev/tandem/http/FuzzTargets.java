package dev.tandem.http;

import dev.tandem.http.FuzzDraft.Field;
import dev.tandem.http.FuzzOperation.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What can be wrong with the first line: an id, a parameter, the way the path is written. */
final class FuzzTargets {
  /** Of one segment, so that the operation stays the same. */
  private static final List<String> IDS =
      List.of(
          "0",
          "-1",
          "01",
          "%31",
          "+1",
          "1.0",
          "1e3",
          "1x",
          "x",
          "null",
          "true",
          "*",
          "%20",
          "%2B1",
          "2147483648",
          "9007199254740991",
          "9007199254740992",
          "999999999999999999",
          "9223372036854775807",
          "9223372036854775808",
          "18446744073709551617",
          "99999999999999999999999999",
          "%00",
          "1%00",
          "%0d%0a" + FuzzTexts.INJECTED + ":%201",
          "1;a=b",
          "1%3Ba",
          "%C3%28",
          "%ED%A0%80",
          "%FF",
          "%F0%9F%98%80",
          "%D9%A1",
          "1'%20OR%201=1",
          "%27%3B--",
          "%25",
          "%2500",
          "1,2",
          "[1]",
          "{id}",
          ":id",
          "$1",
          "@",
          "~",
          "1%7f",
          "\u00e9");

  /** With these it is chance who answers. */
  private static final List<String> SLIPPERY =
      List.of(
          "..",
          ".",
          "%2e%2e",
          "%2e",
          "%2E%2e%2f",
          "..%2f..",
          "%2f",
          "1%2fsync",
          "a%2fb",
          "",
          "/",
          "1/",
          "1//",
          "%5c..%5c",
          "..;/",
          "1/../1",
          "1/./",
          "%252e%252e");

  private static final List<String> WHOLE =
      List.of(
          "*",
          "//",
          "/..",
          "/../../etc/passwd",
          "/%2e%2e/%2e%2e",
          "/api",
          "/api/",
          "/api//tasks",
          "//api/tasks",
          "/API/TASKS",
          "/api/tasks/",
          "/api/tasks/1/2/3",
          "/api/%74asks",
          "/%",
          "/%zz",
          "/a%",
          "/api/tasks?%",
          "/api/tasks?%zz=1",
          "/api/tasks?a=%zz",
          "/?%",
          "http://evil.example/api/tasks",
          "https://tandem.test/health/live",
          "evil.example:443",
          "/api/tasks#fragment",
          "/api\\tasks",
          "/api/tasks;v=1",
          "/\u00ff\u00fe",
          "/favicon.ico",
          "/metrics",
          "/web/index.html",
          "/openapi.yaml",
          "/.git/config",
          "/api/tasks/summary/",
          "/oauth/ticktick/callback/",
          "/api/events/1",
          "http://",
          "http:///",
          "?",
          "x",
          "/ x");

  private FuzzTargets() {}

  static void spoil(FuzzDraft draft, FuzzPerson other, Random random) {
    switch (random.nextInt(8)) {
      case 0 -> {
        draft.target = WHOLE.get(random.nextInt(WHOLE.size()));
        draft.isOperation = false;
        draft.spoiled.add("the whole target");
      }
      case 1, 2, 3 -> spoilPath(draft, other, random);
      default -> spoilQuery(draft, random);
    }
  }

  private static void spoilPath(FuzzDraft draft, FuzzPerson other, Random random) {
    if (draft.path.isEmpty()) {
      spoilQuery(draft, random);
      return;
    }
    String name = draft.path.keySet().iterator().next();
    switch (random.nextInt(4)) {
      case 0 -> {
        draft.path.put(name, SLIPPERY.get(random.nextInt(SLIPPERY.size())));
        draft.isOperation = false;
        draft.spoiled.add("a slippery id");
      }
      case 1 -> {
        draft.path.put(name, "9".repeat(1 + random.nextInt(7_000)));
        draft.spoiled.add("a long id");
      }
      case 2 -> {
        String kind = draft.operation.kindOf(name);
        Optional<String> theirs = other.known().any(kind, random);
        theirs.ifPresent(id -> draft.path.put(name, id));
        // An admin erases whom they like; all else is its owner's alone.
        draft.isForeign =
            theirs.isPresent()
                && !draft.person.known().owns(kind, theirs.orElseThrow())
                && !(draft.person.isAdmin() && kind.equals("users"));
        draft.spoiled.add("an id of " + other.name());
      }
      default -> {
        draft.path.put(name, IDS.get(random.nextInt(IDS.size())));
        draft.spoiled.add("an id");
      }
    }
  }

  private static void spoilQuery(FuzzDraft draft, Random random) {
    List<Parameter> known = draft.operation.in("query").toList();
    String name =
        known.isEmpty() || random.nextInt(6) == 0
            ? List.of("unknown", "limitt", "a[]", "%00", "", "LIMIT", "id").get(random.nextInt(7))
            : known.get(random.nextInt(known.size())).name();
    String value = value(draft, name, random);
    boolean inPlace = random.nextBoolean();
    if (inPlace) {
      draft.query.removeIf(field -> field.name().equals(name));
    }
    draft.query.add(new Field(name, value));
    draft.spoiled.add("the query's " + name);
  }

  private static String value(FuzzDraft draft, String name, Random random) {
    if (name.equals("cursor") || name.equals("since")) {
      return cursor(draft, random);
    }
    return switch (random.nextInt(8)) {
      case 0 -> null;
      case 1 -> "";
      case 2 -> IDS.get(random.nextInt(IDS.size()));
      case 3 -> "x".repeat(random.nextInt(7_000));
      default -> FuzzDraft.escaped(shortened(FuzzTexts.hostile(random)));
    };
  }

  /** A first line has no room for more. */
  static String shortened(String text) {
    return text.substring(0, Math.min(text.length(), 600));
  }

  /** One that was valid, with something else in it. */
  static String cursor(FuzzDraft draft, Random random) {
    String cursor = draft.person.known().cursor(draft.operation, random).orElse("e30");
    int at = random.nextInt(cursor.length());
    return switch (random.nextInt(7)) {
      case 0 -> cursor.substring(0, at);
      case 1 -> cursor + cursor;
      case 2 -> cursor.substring(0, at) + "%00" + cursor.substring(at);
      case 3 -> "-".repeat(1 + random.nextInt(1_100));
      case 4 -> FuzzDraft.escaped(shortened(FuzzTexts.hostile(random)));
      default -> cursor.substring(0, at) + letter(random) + cursor.substring(at + 1);
    };
  }

  private static char letter(Random random) {
    String letters = "AQgwZz09-_";
    return letters.charAt(random.nextInt(letters.length()));
  }
}
