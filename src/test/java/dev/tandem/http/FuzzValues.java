package dev.tandem.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Values that a schema allows, at its bounds too, made of what the person knows. */
final class FuzzValues {
  private static final List<String> TIMES =
      List.of(
          "0001-01-01T00:00:00Z",
          "9999-12-31T23:59:59.999Z",
          "1969-12-31T23:59:59.999Z",
          "2024-02-29T00:00:00+14:00",
          "2026-03-29T02:30:00.123456789+01:00",
          "2016-12-31T23:59:60Z");

  private final FuzzPerson person;
  private final Random random;

  FuzzValues(FuzzPerson person, Random random) {
    this.person = person;
    this.random = random;
  }

  /**
   * A value, null for JSON's null.
   *
   * @param name of the field or parameter: by it ids are chosen
   */
  Object of(JsonObject schema, String name) {
    if (schema.containsKey("const")) {
      return schema.getValue("const");
    }
    if (schema.containsKey("oneOf")) {
      return of(branch(schema), name);
    }
    if (name.equals("access_token")) {
      Optional<String> token = person.known().any(FuzzKnown.TOKENS, random);
      if (token.isPresent() && random.nextInt(4) > 0) {
        return token.orElseThrow();
      }
    }
    if (schema.containsKey("enum")) {
      return any(schema.getJsonArray("enum"));
    }
    if (schema.containsKey("examples") && random.nextBoolean()) {
      return any(schema.getJsonArray("examples"));
    }
    return switch (type(schema)) {
      case "string" -> text(schema);
      case "integer" -> whole(schema, name);
      case "number" -> schema.getDouble("minimum", 0d) + random.nextInt(11) / 10d;
      case "boolean" -> random.nextBoolean();
      case "array" -> array(schema, name);
      case "object" -> object(schema);
      default -> null;
    };
  }

  private Object any(JsonArray values) {
    return values.getValue(random.nextInt(values.size()));
  }

  private String type(JsonObject schema) {
    Object type = schema.getValue("type");
    if (type instanceof JsonArray types) {
      // Null is one value only.
      return random.nextInt(6) == 0
          ? types.getString(types.size() - 1)
          : types.getString(random.nextInt(Math.max(1, types.size() - 1)));
    }
    return type == null ? "string" : (String) type;
  }

  /** One of several forms, with what holds for all of them. */
  private JsonObject branch(JsonObject schema) {
    JsonObject chosen = ((JsonObject) any(schema.getJsonArray("oneOf"))).copy();
    JsonObject merged = schema.copy();
    merged.remove("oneOf");
    merged.put("type", "object");
    JsonObject properties = merged.getJsonObject("properties", new JsonObject());
    chosen
        .getJsonObject("properties", new JsonObject())
        .forEach(property -> properties.put(property.getKey(), property.getValue()));
    merged.put("properties", properties);
    if (chosen.containsKey("required")) {
      merged.put("required", chosen.getJsonArray("required"));
      merged.put("x-only", true);
    }
    return merged;
  }

  private JsonObject object(JsonObject schema) {
    JsonObject object = new JsonObject();
    List<String> required =
        schema.getJsonArray("required", new JsonArray()).stream().map(String.class::cast).toList();
    boolean onlyRequired = schema.getBoolean("x-only", false) && !required.isEmpty();
    schema
        .getJsonObject("properties", new JsonObject())
        .forEach(
            property -> {
              JsonObject part = (JsonObject) property.getValue();
              boolean wanted =
                  required.contains(property.getKey())
                      || (!onlyRequired
                          && !part.getBoolean("readOnly", false)
                          && random.nextInt(6) == 0);
              if (wanted) {
                object.put(property.getKey(), of(part, property.getKey()));
              }
            });
    if (schema.getInteger("minProperties", 0) > object.size()) {
      return object(schema);
    }
    return object;
  }

  private JsonArray array(JsonObject schema, String name) {
    int least = schema.getInteger("minItems", 0);
    int most = Math.min(schema.getInteger("maxItems", 4), random.nextInt(40) == 0 ? 500 : 4);
    int size = Math.max(least, random.nextInt(most + 1));
    JsonArray array = new JsonArray();
    for (int i = 0; i < size; i++) {
      Object item = of(schema.getJsonObject("items"), name);
      if (!schema.getBoolean("uniqueItems", false) || !array.contains(item)) {
        array.add(item);
      }
    }
    return array;
  }

  private Object whole(JsonObject schema, String name) {
    Optional<String> known = kindOf(name).flatMap(kind -> person.known().any(kind, random));
    if (known.isPresent()) {
      return Long.valueOf(known.get());
    }
    long least = schema.getLong("minimum", 0L);
    long most = schema.getLong("maximum", 1_000L);
    return switch (random.nextInt(8)) {
      case 0 -> least;
      case 1 -> most;
      default -> Math.min(most, Math.max(least, 0) + random.nextInt(20));
    };
  }

  private static Optional<String> kindOf(String field) {
    return switch (field) {
      case "id", "task_ids", "parent_id" -> Optional.of(FuzzKnown.TASKS);
      case "project_id" -> Optional.of("projects");
      case "suggestion_ids" -> Optional.of("suggestions");
      case "user_id" -> Optional.of("users");
      case "if_match" -> Optional.of("versions");
      default -> Optional.empty();
    };
  }

  private String text(JsonObject schema) {
    String format = schema.getString("format", "");
    if (format.equals("date-time")) {
      return random.nextInt(8) == 0 ? TIMES.get(random.nextInt(TIMES.size())) : time();
    }
    if (format.equals("email")) {
      return "someone" + random.nextInt(1_000_000) + "@example.org";
    }
    if (schema.containsKey("pattern") && schema.containsKey("examples")) {
      return (String) any(schema.getJsonArray("examples"));
    }
    return FuzzTexts.marked(person.marker(), schema.getInteger("maxLength", 200), random);
  }

  private String time() {
    return Instant.now()
        .truncatedTo(ChronoUnit.SECONDS)
        .plus(random.nextInt(400) - 200, ChronoUnit.HOURS)
        .toString();
  }
}
