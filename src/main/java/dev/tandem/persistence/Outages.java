package dev.tandem.persistence;

import dev.tandem.bus.BusException;
import dev.tandem.bus.BusException.Kind;
import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells askers when it is PostgreSQL that cannot work now, so that they may try again, and the log
 * when that begins and when it is over. Used from one event loop.
 */
final class Outages {
  private static final Logger log = LoggerFactory.getLogger(Outages.class);

  /**
   * The server refused and did nothing: a lock or a statement took too long, it lost against others
   * again and again, another node has changed the schema, the server is a standby, or has no room.
   */
  private static final Set<String> BUSY = Set.of("55P03", "57014", "40P01", "40001", "25006");

  /** System calls that fail: a disk that cannot be read or written. */
  private static final String SYSTEM_ERROR = "58";

  private static final String INSUFFICIENT_RESOURCES = "53";
  private static final String OPERATOR_INTERVENTION = "57P";
  private static final String CONNECTION_EXCEPTION = "08";
  private static final String INVALID_AUTHORIZATION = "28";
  private static final String STALE_PLAN = "cached plan must not change result type";

  /** How messages of the driver's exceptions begin that have no type of their own. */
  private static final Set<String> DISCONNECTED =
      Set.of(
          "Timeout",
          "Connection was closed",
          "Connection is not active now",
          "Pending requests failed to be sent",
          "SSL handshake failed");

  private boolean lasting;

  /** The same handler, whose askers learn of an outage. */
  <C, R> Function<C, Future<R>> telling(Function<C, Future<R>> handler) {
    return command ->
        handler
            .apply(command)
            .onSuccess(reply -> over())
            .recover(failure -> Future.failedFuture(told(failure)));
  }

  private Throwable told(Throwable failure) {
    Optional<Kind> kind = kindOf(failure);
    if (kind.isEmpty()) {
      return failure;
    }
    if (kind.get() == Kind.UNAVAILABLE) {
      begun(failure);
    } else if (failure instanceof ConnectionPoolTooBusyException) {
      // There would be thousands of lines, and the asker knows.
      log.debug("too many statements wait for a connection");
    } else {
      log.warn("PostgreSQL refused a statement: {}", failure.getMessage());
    }
    BusException told = new BusException(kind.get(), "the database cannot do this now");
    told.initCause(failure);
    return told;
  }

  private void begun(Throwable failure) {
    if (!lasting) {
      lasting = true;
      log.warn("PostgreSQL cannot be used until further notice: {}", failure.getMessage());
    }
  }

  private void over() {
    if (lasting) {
      lasting = false;
      log.info("PostgreSQL can be used again");
    }
  }

  /**
   * {@link Kind#UNAVAILABLE} while there is no server to ask, {@link Kind#OVERLOADED} if there is,
   * but it cannot do this now; empty if the failure is another.
   */
  static Optional<Kind> kindOf(Throwable failure) {
    if (failure instanceof PgException error) {
      return ofState(error.getSqlState(), String.valueOf(error.getErrorMessage()));
    }
    if (failure instanceof ConnectionPoolTooBusyException) {
      return Optional.of(Kind.OVERLOADED);
    }
    return isDisconnected(failure) ? Optional.of(Kind.UNAVAILABLE) : Optional.empty();
  }

  /** The driver's ways to say: no connection, none in time, or one that ended before its answer. */
  private static boolean isDisconnected(Throwable failure) {
    return failure instanceof IOException
        || failure instanceof TimeoutException
        || failure instanceof ClosedConnectionException
        || (failure instanceof VertxException
            && DISCONNECTED.stream().anyMatch(String.valueOf(failure.getMessage())::startsWith));
  }

  private static Optional<Kind> ofState(String state, String message) {
    if (state.startsWith(OPERATOR_INTERVENTION)
        || state.startsWith(CONNECTION_EXCEPTION)
        || state.startsWith(SYSTEM_ERROR)
        || state.startsWith(INVALID_AUTHORIZATION)) {
      return Optional.of(Kind.UNAVAILABLE);
    }
    return BUSY.contains(state)
            || state.startsWith(INSUFFICIENT_RESOURCES)
            || message.equals(STALE_PLAN)
        ? Optional.of(Kind.OVERLOADED)
        : Optional.empty();
  }
}
