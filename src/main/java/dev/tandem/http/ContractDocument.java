package dev.tandem.http;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/**
 * The OpenAPI document of this build. It never changes, so that all server instances share it.
 *
 * @param json the whole of it; read only
 * @param served its bytes
 */
record ContractDocument(JsonObject json, Buffer served) {
  private static final String RESOURCE = "/openapi.yaml";
  private static final String COMPONENTS = "#/components/";

  /** Reads a file once for each process: blocks. */
  static ContractDocument load() {
    return Loaded.DOCUMENT;
  }

  /**
   * A copy of a part of it in which every reference is replaced by what it points to; what stands
   * beside it holds too.
   */
  JsonObject inlined(JsonObject part) {
    String reference = part.getString("$ref");
    JsonObject copy = reference == null ? new JsonObject() : inlined(target(reference));
    part.forEach(
        field -> {
          if (!field.getKey().equals("$ref")) {
            copy.put(field.getKey(), inlinedValue(field.getValue()));
          }
        });
    return copy;
  }

  /** A part of it, or what it points to if it is a reference. */
  JsonObject followed(JsonObject part) {
    String reference = part.getString("$ref");
    return reference == null ? part : followed(target(reference));
  }

  private Object inlinedValue(Object value) {
    if (value instanceof JsonObject object) {
      return inlined(object);
    }
    if (value instanceof JsonArray array) {
      JsonArray copy = new JsonArray();
      array.forEach(element -> copy.add(inlinedValue(element)));
      return copy;
    }
    return value;
  }

  private JsonObject target(String reference) {
    if (!reference.startsWith(COMPONENTS)
        || !(Pointers.find(json, reference.substring(1)) instanceof JsonObject found)) {
      throw new IllegalStateException(RESOURCE + " has no " + reference);
    }
    return found;
  }

  private static final class Loaded {
    static final ContractDocument DOCUMENT = read();

    private static ContractDocument read() {
      try (InputStream yaml = ContractDocument.class.getResourceAsStream(RESOURCE)) {
        Map<String, Object> map =
            new YAMLMapper()
                .readValue(
                    Objects.requireNonNull(yaml, RESOURCE + " is not in this build"),
                    new TypeReference<>() {});
        // Once through text, so that every nested map and list is one of Vert.x.
        JsonObject document = new JsonObject(new JsonObject(map).toBuffer());
        KeyedOperations.complete(document);
        Buffer served = document.toBuffer();
        return new ContractDocument(new JsonObject(served), served);
      } catch (IOException e) {
        throw new UncheckedIOException(RESOURCE, e);
      }
    }
  }
}
