package dev.tandem.http;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes JSON in one pass, without a tree in between. */
final class JsonText {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final int USUAL_SIZE = 2_048;

  private JsonText() {}

  /** Something that writes one value. */
  @FunctionalInterface
  interface Writer {
    void write(JsonGenerator json) throws IOException;
  }

  static Buffer of(Writer writer) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(USUAL_SIZE);
        JsonGenerator json = FACTORY.createGenerator(bytes, JsonEncoding.UTF8)) {
      writer.write(json);
      json.flush();
      return Buffer.buffer(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("nothing is written but memory", e);
    }
  }

  static void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
    json.writeFieldName(name);
    if (value == null) {
      json.writeNull();
    } else {
      json.writeString(value);
    }
  }

  static void time(JsonGenerator json, String name, @Nullable Instant value) throws IOException {
    text(json, name, value == null ? null : Rfc3339.format(value));
  }

  static void number(JsonGenerator json, String name, @Nullable Number value) throws IOException {
    json.writeFieldName(name);
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Double real) {
      json.writeNumber(real);
    } else {
      json.writeNumber(value.longValue());
    }
  }

  static void texts(JsonGenerator json, String name, List<String> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }
}
