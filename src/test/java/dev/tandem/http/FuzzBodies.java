package dev.tandem.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** What can be wrong with a body. */
final class FuzzBodies {
  private static final String HERE = "@here is a fragment@";
  private static final int OVER_A_MEBIBYTE = (1 << 20) + 1;

  private FuzzBodies() {}

  static void spoil(FuzzDraft draft, FuzzPerson other, Random random) {
    if (draft.json == null) {
      draft.json = new JsonObject();
    }
    if (random.nextInt(8) == 0) {
      putForeignId(draft, other, random);
    } else if (random.nextInt(3) > 0) {
      putFragment(draft, random);
    } else {
      spoilWhole(draft, random);
    }
  }

  private static void putForeignId(FuzzDraft draft, FuzzPerson other, Random random) {
    String[][] fields = {
      {"project_id", "projects"}, {"parent_id", FuzzKnown.TASKS}, {"task_ids", FuzzKnown.TASKS},
      {"suggestion_ids", "suggestions"}, {"user_id", "users"}, {"suggested", "projects"}
    };
    String[] field = fields[random.nextInt(fields.length)];
    other
        .known()
        .any(field[1], random)
        .map(Long::valueOf)
        .ifPresent(
            id -> draft.json.put(field[0], field[0].endsWith("s") ? new JsonArray().add(id) : id));
    draft.spoiled.add("an id of " + other.name() + " in the body");
  }

  /** One value, anywhere in it, becomes another. */
  private static void putFragment(FuzzDraft draft, Random random) {
    byte[] fragment = FuzzFragments.any(random);
    List<Consumer<Object>> places = new ArrayList<>();
    places(draft.json, places);
    List<String> named = new ArrayList<>(List.of("unknown", "id", "__proto__", "", "a.b", "a/b~"));
    draft
        .operation
        .body()
        .map(body -> body.schema().getJsonObject("properties", new JsonObject()))
        .ifPresent(properties -> named.addAll(properties.fieldNames()));
    String name = named.get(random.nextInt(named.size()));
    places.add(value -> draft.json.put(name, value));
    places.add(value -> draft.json.put(name, value));
    JsonObject whole = draft.json.copy();
    places.get(random.nextInt(places.size())).accept(HERE);
    draft.bytes = spliced(draft.json.encode(), fragment);
    draft.json = whole;
    draft.spoiled.add("a value of the body");
  }

  private static void places(Object value, List<Consumer<Object>> places) {
    if (value instanceof JsonObject object) {
      for (String name : object.fieldNames()) {
        places.add(other -> object.put(name, other));
        places(object.getValue(name), places);
      }
    } else if (value instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        int at = i;
        places.add(other -> array.set(at, other));
        places(array.getValue(i), places);
      }
    }
  }

  private static byte[] spliced(String json, byte[] fragment) {
    int at = json.indexOf('"' + HERE + '"');
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(json.substring(0, at).getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(fragment);
    bytes.writeBytes(json.substring(at + HERE.length() + 2).getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }

  private static void spoilWhole(FuzzDraft draft, Random random) {
    String json = draft.json.encode();
    byte[] whole = json.getBytes(StandardCharsets.UTF_8);
    draft.bytes =
        switch (random.nextInt(14)) {
          case 0 -> new byte[0];
          case 1 -> Arrays.copyOf(whole, random.nextInt(whole.length));
          case 2 -> (json + json).getBytes(StandardCharsets.UTF_8);
          case 3 -> ("\ufeff" + json).getBytes(StandardCharsets.UTF_8);
          case 4 -> json.getBytes(StandardCharsets.UTF_16);
          case 5 -> FuzzFragments.any(random);
          case 6 -> Arrays.copyOf(whole, OVER_A_MEBIBYTE);
          case 7 -> {
            byte[] spaces = new byte[OVER_A_MEBIBYTE - 1];
            Arrays.fill(spaces, (byte) ' ');
            System.arraycopy(whole, 0, spaces, 0, whole.length);
            yield spaces;
          }
          case 8 -> without(draft.json, random);
          case 9 -> twice(draft.json, random);
          case 10 -> noise(random);
          case 11 -> manyFields().getBytes(StandardCharsets.UTF_8);
          case 12 -> ("[" + json + "]").getBytes(StandardCharsets.UTF_8);
          default -> "{}".getBytes(StandardCharsets.UTF_8);
        };
    draft.spoiled.add("the whole body");
  }

  private static byte[] without(JsonObject json, Random random) {
    List<String> names = List.copyOf(json.fieldNames());
    JsonObject rest = json.copy();
    if (!names.isEmpty()) {
      rest.remove(names.get(random.nextInt(names.size())));
    }
    return rest.toBuffer().getBytes();
  }

  /** One name two times, the second time with something else. */
  private static byte[] twice(JsonObject json, Random random) {
    List<String> names = List.copyOf(json.fieldNames());
    String name = names.isEmpty() ? "title" : names.get(random.nextInt(names.size()));
    String text = json.encode();
    String more = (names.isEmpty() ? "" : ",") + "\"" + name + "\":1}";
    return (text.substring(0, text.length() - 1) + more).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] noise(Random random) {
    byte[] noise = new byte[random.nextInt(200)];
    random.nextBytes(noise);
    return noise;
  }

  private static String manyFields() {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < 3_000; i++) {
      json.append(i == 0 ? "" : ",").append("\"f").append(i).append("\":").append(i);
    }
    return json.append('}').toString();
  }
}
