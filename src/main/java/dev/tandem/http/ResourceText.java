package dev.tandem.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The text of a file of this build. */
final class ResourceText {
  private ResourceText() {}

  /**
   * Blocks.
   *
   * @param path from the root of the class path: {@code /web/page.html}
   * @throws NullPointerException if this build has no such file
   */
  static String read(String path) {
    try (InputStream file = ResourceText.class.getResourceAsStream(path)) {
      return new String(
          Objects.requireNonNull(file, path + " is not in this build").readAllBytes(),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }
}
