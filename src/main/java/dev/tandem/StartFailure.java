package dev.tandem;

import dev.tandem.config.ConfigException;
import dev.tandem.persistence.DatabaseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a process did not start, in lines for the person who started it. */
final class StartFailure {
  private StartFailure() {}

  /** One line a problem. */
  static List<String> lines(@Nullable Throwable failure) {
    if (failure == null) {
      return List.of("the start took too long");
    }
    if (failure instanceof ConfigException config) {
      return config.problems();
    }
    return List.of(oneLine(failure));
  }

  /** Whether the lines say all that there is to know; otherwise the log should have the rest. */
  static boolean isExpected(@Nullable Throwable failure) {
    return failure == null
        || failure instanceof ConfigException
        || failure instanceof ListenException
        || failure instanceof StartEndedException
        || failure instanceof DatabaseException;
  }

  private static String oneLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.replaceAll("\\s*\\R\\s*", " ");
  }
}
