package dev.tandem.persistence;

import dev.tandem.config.DatabaseUrl;
import java.io.IOException;
import java.sql.SQLException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Why a PostgreSQL server that somebody else runs cannot be used. */
public final class ServerException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  private static final int OLDEST = 15;

  private ServerException(String message, Throwable cause) {
    super(message, cause);
  }

  ServerException(String message) {
    super(message, null);
  }

  /**
   * A log-in that failed.
   *
   * @param state the server's SQLSTATE or the driver's, empty if there is none
   */
  static ServerException of(DatabaseUrl database, String state, Throwable failure) {
    return new ServerException(
        "The database " + database + " " + what(state, failure) + ": " + reason(failure), failure);
  }

  static ServerException of(DatabaseUrl database, SQLException failure) {
    String state = failure.getSQLState();
    return of(database, state == null ? "" : state, failure);
  }

  /**
   * @param major the server's version, 15 and not 15.4
   * @throws ServerException if it is too old
   */
  static void checkVersion(DatabaseUrl database, int major) {
    if (major < OLDEST) {
      throw new ServerException(
          "The database "
              + database
              + " runs on PostgreSQL "
              + major
              + ", Tandem needs "
              + OLDEST
              + " or newer");
    }
  }

  private static String what(String state, Throwable failure) {
    return switch (state) {
      case "28P01", "28000" -> "refuses the user or the password";
      case "3D000" -> "does not exist";
      case "42501" -> "refuses this role the right to it";
      case "53300" -> "has no connection left";
      default -> {
        if (isAboutTls(failure)) {
          yield "cannot be spoken to over TLS as its URL asks";
        }
        yield state.startsWith("08") || failure instanceof IOException
            ? "cannot be reached"
            : "cannot be used";
      }
    };
  }

  /**
   * The drivers do not always give a cause; their messages then say SSL, or what checks the name.
   */
  private static boolean isAboutTls(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return causes(failure).anyMatch(SSLException.class::isInstance)
        || message.contains("SSL")
        || message.contains("hostnameverifier");
  }

  /** With the innermost cause of a TLS failure, as the outer ones only say that there was one. */
  private static String reason(Throwable failure) {
    Throwable telling =
        isAboutTls(failure)
            ? causes(failure).reduce((outer, inner) -> inner).orElse(failure)
            : failure;
    return String.valueOf(telling.getMessage());
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
  }
}
