package dev.tandem.http;

import dev.tandem.task.Fault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.OutputUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The findings of the schema validator, in words for people. */
final class SchemaFaults {
  /** Keywords that only say that something further down does not hold. */
  private static final Set<String> APPLICATORS = Set.of("properties", "items");

  private final JsonObject schema;
  private final JsonObject value;

  SchemaFaults(JsonObject schema, JsonObject value) {
    this.schema = schema;
    this.value = value;
  }

  /** All of them, or more than a problem tells. */
  List<Fault> of(List<OutputUnit> findings) {
    Set<Fault> faults = new LinkedHashSet<>();
    Set<String> explained = new HashSet<>();
    Set<String> mistyped = new HashSet<>();
    for (OutputUnit finding : findings) {
      if (faults.size() > Problem.MOST_FAULTS) {
        break;
      }
      String place = Pointers.ofFragment(finding.getInstanceLocation());
      String keyword = Pointers.ofFragment(finding.getKeywordLocation());
      String name = keyword.substring(keyword.lastIndexOf('/') + 1);
      if (name.equals("type")) {
        mistyped.add(place);
        faults.add(new Fault(place, detail(name, keyword, place)));
      } else if (APPLICATORS.contains(name)) {
        explained.add(place);
      } else if (name.equals("required")) {
        faults.addAll(missing(place, keyword));
      } else {
        // What else does not fit follows from a wrong type; and a known field with a bad value is
        // reported as an additional one, too.
        boolean follows =
            mistyped.contains(place)
                || (name.equals("additionalProperties") && explained.contains(place));
        if (!follows) {
          faults.add(new Fault(place, detail(name, keyword, place)));
        }
      }
    }
    return new ArrayList<>(faults);
  }

  private List<Fault> missing(String place, String keyword) {
    JsonArray required = (JsonArray) Objects.requireNonNull(Pointers.find(schema, keyword));
    JsonObject at = (JsonObject) Objects.requireNonNull(Pointers.find(value, place));
    return required.stream()
        .map(String.class::cast)
        .filter(field -> !at.containsKey(field))
        .map(field -> new Fault(place + '/' + Pointers.escape(field), "is required"))
        .toList();
  }

  private String detail(String name, String keyword, String place) {
    Object limit = Pointers.find(schema, keyword);
    return switch (name) {
      case "type" -> type(limit, place);
      case "enum" -> "must be one of " + list(offered(keyword, limit));
      case "minimum" -> "must be at least " + limit;
      case "maximum" -> "must be at most " + limit;
      case "minLength" ->
          Objects.equals(limit, 1)
              ? "must not be blank"
              : "must have at least " + limit + " characters";
      case "maxLength" -> "must have at most " + limit + " characters";
      case "minItems" -> "must not be empty";
      case "maxItems" -> "must have at most " + limit + " elements";
      case "minProperties" -> "must have at least one field";
      case "additionalProperties" -> unknownField(keyword);
      default -> "does not fit the contract (" + name + ')';
    };
  }

  /** The values that a client may set, if not all that may stand there are. */
  private JsonArray offered(String keyword, @Nullable Object all) {
    Object holder = Pointers.find(schema, keyword.substring(0, keyword.lastIndexOf('/')));
    JsonArray offered =
        holder instanceof JsonObject object ? object.getJsonArray("x-offered") : null;
    return offered == null ? (JsonArray) Objects.requireNonNull(all) : offered;
  }

  private String unknownField(String keyword) {
    Object holder = Pointers.find(schema, keyword.substring(0, keyword.lastIndexOf('/')));
    return holder instanceof JsonObject object && object.containsKey("x-noun")
        ? "is no field of " + object.getString("x-noun")
        : "is not known here";
  }

  private String type(@Nullable Object expected, String place) {
    List<String> types =
        expected instanceof JsonArray several
            ? several.stream().map(String::valueOf).toList()
            : List.of(String.valueOf(expected));
    if (Pointers.find(value, place) == null && !types.contains("null")) {
      return "must not be null";
    }
    return "must be " + types.stream().map(SchemaFaults::noun).collect(Collectors.joining(" or "));
  }

  private static String noun(String type) {
    return switch (type) {
      case "string" -> "a text";
      case "integer" -> "a whole number";
      case "number" -> "a number";
      case "boolean" -> "true or false";
      case "array" -> "a list";
      case "object" -> "an object";
      default -> "null";
    };
  }

  private static String list(JsonArray values) {
    return values.stream()
        .filter(Objects::nonNull)
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
  }
}
