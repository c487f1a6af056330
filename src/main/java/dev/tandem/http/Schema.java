package dev.tandem.http;

import dev.tandem.task.Fault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A compiled schema that tells all faults of a value at once, in words for people. */
final class Schema {
  /**
   * Not given to the validator: what only describes; and what it checks at a price that a client
   * could drive up (a pattern compiled for each value, all pairs of a list) or tells of in no words
   * for people (alternatives, none of which fits), so that the readers do it instead.
   */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "description",
          "examples",
          "default",
          "readOnly",
          "format",
          "pattern",
          "uniqueItems",
          "oneOf");

  /** What a part says of what is inside it. */
  private static final Set<String> INSIDE =
      Set.of("items", "properties", "required", "additionalProperties");

  private final JsonObject source;
  private final Validator validator;

  /**
   * @param source without references
   */
  Schema(JsonObject source) {
    this.source = source;
    this.validator =
        Validator.create(
            JsonSchema.of(checked(source)),
            new JsonSchemaOptions()
                .setBaseUri("urn:tandem:schema")
                .setDraft(Draft.DRAFT202012)
                .setOutputFormat(OutputFormat.Basic));
  }

  /** How many values a body may hold. */
  int mostValues() {
    return source.getInteger("x-most-values", StrictJson.MOST_VALUES);
  }

  /** What is wrong with the value; empty if nothing is. */
  List<Fault> faultsOf(JsonObject value) {
    OutputUnit result = validator.validate(value);
    if (result.getValid()) {
      return List.of();
    }
    return new SchemaFaults(source, value).of(result.getErrors());
  }

  private static JsonObject checked(JsonObject schema) {
    JsonObject copy = schema.copy();
    strip(copy);
    return copy;
  }

  private static void strip(@Nullable Object node) {
    if (node instanceof JsonArray array) {
      array.forEach(Schema::strip);
    }
    if (node instanceof JsonObject schema) {
      if (schema.getBoolean("x-apart", false)) {
        INSIDE.forEach(schema::remove);
      }
      Iterator<Map.Entry<String, Object>> fields = schema.iterator();
      while (fields.hasNext()) {
        Map.Entry<String, Object> field = fields.next();
        if (LEFT_OUT.contains(field.getKey())) {
          fields.remove();
        } else if (field.getKey().equals("properties")) {
          // Its keys are names of fields, which may be words of schemas.
          ((JsonObject) field.getValue()).forEach(property -> strip(property.getValue()));
        } else {
          strip(field.getValue());
        }
      }
    }
  }

  /** The fields of an object schema that carry an extension. */
  List<String> fieldsMarked(String extension) {
    JsonObject properties = source.getJsonObject("properties");
    return properties.fieldNames().stream()
        .filter(
            name ->
                properties.getValue(name) instanceof JsonObject property
                    && property.getBoolean(extension, false))
        .toList();
  }
}
