package dev.tandem.sandbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads fields of a request as the Java server behind TickTick does: scalars turn into each other
 * where they can, a missing field and null are alike, and anything else is {@link BadInput}.
 */
final class Loose {
  private Loose() {}

  static Optional<String> text(JsonObject object, String key) {
    var value = object.getValue(key);
    if (value == null) {
      return Optional.empty();
    }
    return Optional.of(scalar(value, key));
  }

  static String requiredText(JsonObject object, String key) {
    return text(object, key)
        .filter(text -> !text.isBlank())
        .orElseThrow(() -> new BadInput(key + " is required"));
  }

  static OptionalLong number(JsonObject object, String key) {
    var value = object.getValue(key);
    if (value == null) {
      return OptionalLong.empty();
    }
    if (value instanceof Number number) {
      return OptionalLong.of(number.longValue());
    }
    try {
      return OptionalLong.of(Long.parseLong(scalar(value, key)));
    } catch (NumberFormatException e) {
      throw new BadInput(key + " is not a number");
    }
  }

  static OptionalInt integer(JsonObject object, String key) {
    var number = number(object, key);
    if (number.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Math.toIntExact(number.getAsLong()));
    } catch (ArithmeticException e) {
      throw new BadInput(key + " is out of range");
    }
  }

  static Optional<Boolean> flag(JsonObject object, String key) {
    return text(object, key).map(text -> parseFlag(text, key));
  }

  static boolean requiredFlag(JsonObject object, String key) {
    return flag(object, key).orElseThrow(() -> new BadInput(key + " must be true or false"));
  }

  static Optional<List<String>> texts(JsonObject object, String key) {
    return array(object, key)
        .map(
            array -> {
              var texts = new ArrayList<String>(array.size());
              for (var value : array) {
                texts.add(scalar(value, key));
              }
              return texts;
            });
  }

  static Optional<List<JsonObject>> objects(JsonObject object, String key) {
    return array(object, key).map(array -> objects(array, key));
  }

  static List<JsonObject> objects(JsonArray array, String name) {
    var objects = new ArrayList<JsonObject>(array.size());
    for (var value : array) {
      if (!(value instanceof JsonObject entry)) {
        throw new BadInput(name + " must hold objects");
      }
      objects.add(entry);
    }
    return objects;
  }

  private static Optional<JsonArray> array(JsonObject object, String key) {
    var value = object.getValue(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof JsonArray array) {
      return Optional.of(array);
    }
    throw new BadInput(key + " must be an array");
  }

  private static String scalar(@Nullable Object value, String key) {
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    throw new BadInput(key + " has the wrong type");
  }

  private static boolean parseFlag(String text, String key) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new BadInput(key + " must be true or false");
    };
  }
}
