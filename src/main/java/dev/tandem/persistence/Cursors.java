package dev.tandem.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.tandem.bus.WireJson;
import java.io.IOException;
import java.util.Base64;

/** Cursors as clients see them: URL-safe base64 of a record's JSON. */
final class Cursors {
  private static final int LONGEST = 1024;

  private Cursors() {}

  static String write(Record cursor) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(WireJson.MAPPER.writeValueAsBytes(cursor));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a " + cursor.getClass(), e);
    }
  }

  /**
   * @throws IllegalArgumentException if the text is no such cursor
   */
  static <C extends Record> C read(String text, Class<C> type) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("a cursor of " + text.length() + " characters");
    }
    ObjectReader reader =
        WireJson.MAPPER
            .readerFor(type)
            .with(
                DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);
    C cursor;
    try {
      cursor = reader.readValue(Base64.getUrlDecoder().decode(text));
    } catch (IOException e) {
      throw new IllegalArgumentException("no cursor", e);
    }
    if (cursor == null) {
      throw new IllegalArgumentException("no cursor");
    }
    return cursor;
  }
}
