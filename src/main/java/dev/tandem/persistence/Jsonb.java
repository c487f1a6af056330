package dev.tandem.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.bus.WireJson;
import java.util.regex.Pattern;

/** Records as {@code jsonb} texts, and back. */
final class Jsonb {
  /** An escaped NUL, which jsonb refuses; an even number of backslashes before it is text. */
  private static final Pattern NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

  private Jsonb() {}

  /** NULs, which only a foreign text can hold, become replacement characters. */
  static String write(Object value) {
    try {
      return withoutNul(WireJson.MAPPER.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + value.getClass().getName(), e);
    }
  }

  /** Another's JSON in a form that jsonb takes: it also refuses unpaired surrogates. */
  static String foreign(String json) {
    try {
      JsonNode tree = WireJson.MAPPER.readTree(json);
      return withoutNul(WireJson.MAPPER.writeValueAsString(tree));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a remote object is no JSON", e);
    }
  }

  static <T> T read(String json, Class<T> type) {
    try {
      return WireJson.MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored " + type.getSimpleName() + " cannot be read", e);
    }
  }

  private static String withoutNul(String json) {
    return json.contains("\\u0000") ? NUL.matcher(json).replaceAll("$1\uFFFD") : json;
  }
}
