package dev.tandem;

import dev.tandem.config.ConfigException;
import dev.tandem.persistence.DatabaseException;
import java.net.BindException;
import java.net.UnknownHostException;
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
    if (isAddress(failure)) {
      return List.of(
          "TANDEM_HTTP_HOST, TANDEM_HTTP_PORT: cannot listen there: " + oneLine(failure));
    }
    return List.of(oneLine(failure));
  }

  /** Whether the lines say all that there is to know; otherwise the log should have the rest. */
  static boolean isExpected(@Nullable Throwable failure) {
    return failure == null
        || failure instanceof ConfigException
        || isAddress(failure)
        || failure instanceof DatabaseException;
  }

  /** No server but the HTTP server listens, or resolves a name to listen on. */
  private static boolean isAddress(Throwable failure) {
    return failure instanceof BindException || failure instanceof UnknownHostException;
  }

  private static String oneLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.replaceAll("\\s*\\R\\s*", " ");
  }
}
