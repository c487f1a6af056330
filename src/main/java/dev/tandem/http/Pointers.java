package dev.tandem.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** JSON pointers (RFC 6901). */
final class Pointers {
  private Pointers() {}

  /** A name as a part of a pointer. */
  static String escape(String name) {
    return name.indexOf('~') < 0 && name.indexOf('/') < 0
        ? name
        : name.replace("~", "~0").replace("/", "~1");
  }

  /** The pointer inside a URI fragment: {@code #/a%20b} is {@code /a b}. */
  static String ofFragment(String fragment) {
    String pointer = fragment.substring(1);
    return pointer.indexOf('%') < 0
        ? pointer
        // In a fragment a plus is a plus, which the decoder of forms does not know.
        : URLDecoder.decode(pointer.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** The value at a pointer; null if there is none. */
  static @Nullable Object find(@Nullable Object root, String pointer) {
    Object at = root;
    int start = 1;
    while (start <= pointer.length() && at != null) {
      int end = pointer.indexOf('/', start);
      int stop = end < 0 ? pointer.length() : end;
      String name = pointer.substring(start, stop).replace("~1", "/").replace("~0", "~");
      at = child(at, name);
      start = stop + 1;
    }
    return at;
  }

  private static @Nullable Object child(Object parent, String name) {
    if (parent instanceof JsonObject object) {
      return object.getValue(name);
    }
    if (parent instanceof JsonArray array) {
      int index = Integer.parseInt(name);
      return index < array.size() ? array.getValue(index) : null;
    }
    return null;
  }
}
