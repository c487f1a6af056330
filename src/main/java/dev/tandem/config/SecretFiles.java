package dev.tandem.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Secrets handed over as files, as container engines mount them: {@code NAME_FILE} names a file
 * that holds the value of {@code NAME}. A problem never repeats what the variable holds, which may
 * be the secret itself by mistake.
 */
final class SecretFiles {
  /** The variables that may come as a file. */
  static final List<String> VARIABLES =
      List.of(
          "TANDEM_API_KEY",
          "TANDEM_DATABASE_URL",
          "TANDEM_ENCRYPTION_KEYS",
          "TICKTICK_CLIENT_SECRET");

  private static final String SUFFIX = "_FILE";

  /** Far above any secret; a device or a log by mistake must not fill the memory. */
  private static final int MOST_BYTES = 1 << 16;

  /**
   * @param values what was given, with the files' contents in place of their names
   * @param problems one line each, as {@link ConfigException} tells them
   */
  record Resolved(Map<String, String> values, List<String> problems) {
    Resolved {
      values = Map.copyOf(values);
      problems = List.copyOf(problems);
    }
  }

  private SecretFiles() {}

  /** Reads files: blocks. */
  static Resolved resolve(Map<String, String> given) {
    Map<String, String> values = new HashMap<>(given);
    List<String> problems = new ArrayList<>();
    for (String name : VARIABLES) {
      given(given, name + SUFFIX)
          .ifPresent(
              file -> {
                try {
                  if (given(given, name).isPresent()) {
                    throw new IllegalArgumentException(name + " is set too; takes one of them");
                  }
                  values.put(name, content(file));
                } catch (IllegalArgumentException e) {
                  problems.add(name + SUFFIX + ": " + e.getMessage());
                }
              });
    }
    return new Resolved(values, problems);
  }

  private static Optional<String> given(Map<String, String> values, String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
  }

  private static String content(String file) {
    byte[] bytes;
    try (InputStream stream = Files.newInputStream(Path.of(file.strip()))) {
      bytes = stream.readNBytes(MOST_BYTES + 1);
    } catch (IOException | InvalidPathException e) {
      // Without the cause, whose message repeats the value.
      throw new IllegalArgumentException(
          "names no file that can be read (" + e.getClass().getSimpleName() + ")");
    }
    if (bytes.length > MOST_BYTES) {
      throw new IllegalArgumentException("names a file of more than " + MOST_BYTES + " bytes");
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.isBlank()) {
      throw new IllegalArgumentException("names an empty file");
    }
    return text;
  }
}
