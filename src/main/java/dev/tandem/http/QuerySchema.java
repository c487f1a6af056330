package dev.tandem.http;

import dev.tandem.task.Fault;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The query parameters of an operation. Each is given at most once. */
final class QuerySchema {
  private static final int LONGEST_NUMBER = 18;

  private final JsonObject properties;
  private final JsonArray required;
  private final Others others;
  private final Schema schema;

  private QuerySchema(JsonObject properties, JsonArray required, Others others) {
    this.properties = properties;
    this.required = required;
    this.others = others;
    this.schema =
        new Schema(
            new JsonObject()
                .put("type", "object")
                .put("x-noun", "this request's query")
                .put("additionalProperties", false)
                .put("required", required)
                .put("properties", properties));
  }

  /** What becomes of parameters that the contract does not name. */
  private enum Others {
    REFUSED,
    IGNORED
  }

  /** Of an operation that takes any query and looks at none. */
  static QuerySchema ignoring() {
    return new QuerySchema(new JsonObject(), new JsonArray(), Others.IGNORED);
  }

  /**
   * @param parameters of the operation, without references. One that is an exploded object stands
   *     for all names that the others do not have: these are ignored, else refused.
   */
  static QuerySchema of(List<JsonObject> parameters) {
    JsonObject properties = new JsonObject();
    JsonArray required = new JsonArray();
    Others others = Others.REFUSED;
    for (JsonObject parameter : parameters) {
      if ("query".equals(parameter.getString("in"))) {
        if (parameter.getBoolean("explode", false)) {
          others = Others.IGNORED;
        } else {
          properties.put(parameter.getString("name"), parameter.getJsonObject("schema"));
          if (parameter.getBoolean("required", false)) {
            required.add(parameter.getString("name"));
          }
        }
      }
    }
    return new QuerySchema(properties, required, others);
  }

  /**
   * The values by their types.
   *
   * @throws ProblemException with all faults
   */
  Query read(MultiMap parameters) {
    if (required.isEmpty() && parameters.isEmpty()) {
      return new Query(new JsonObject());
    }
    List<Fault> faults = new ArrayList<>();
    JsonObject values = new JsonObject();
    for (String name : parameters.names()) {
      if (isOpen() && !properties.containsKey(name)) {
        continue;
      }
      String unreadable = BadText.inName(name);
      if (unreadable != null) {
        faults.add(new Fault(name, unreadable));
        continue;
      }
      List<String> given = parameters.getAll(name);
      if (given.size() > 1) {
        faults.add(new Fault(name, "must be given once"));
      }
      String bad = BadText.in(given.get(0));
      if (bad != null) {
        faults.add(new Fault(name, bad));
      }
      values.put(name, typed(name, given.get(0)));
      String noTime = isTime(name) ? Rfc3339.faultOf(given.get(0)) : null;
      if (noTime != null) {
        faults.add(new Fault(name, noTime));
      }
    }
    schema
        .faultsOf(values)
        .forEach(fault -> faults.add(new Fault(fault.pointer().substring(1), fault.detail())));
    if (!faults.isEmpty()) {
      throw Problem.invalid(faults).asException();
    }
    return new Query(values);
  }

  private boolean isOpen() {
    return others == Others.IGNORED;
  }

  private boolean isTime(String name) {
    return properties.getValue(name) instanceof JsonObject known
        && "date-time".equals(known.getString("format"));
  }

  /** A text that does not look like its type stays a text, which the schema then refuses. */
  private Object typed(String name, String text) {
    JsonObject property =
        properties.getValue(name) instanceof JsonObject known ? known : new JsonObject();
    Object type = property.getValue("type");
    if ("integer".equals(type) && isNumber(text)) {
      return Long.valueOf(text);
    }
    if ("boolean".equals(type) && (text.equals("true") || text.equals("false"))) {
      return Boolean.valueOf(text);
    }
    if (type instanceof JsonArray) {
      throw new IllegalStateException("the query parameter " + name + " has several types");
    }
    return text;
  }

  private static boolean isNumber(String text) {
    int start = text.startsWith("-") ? 1 : 0;
    if (start == text.length() || text.length() > LONGEST_NUMBER) {
      return false;
    }
    return text.chars().skip(start).allMatch(c -> c >= '0' && c <= '9');
  }
}
