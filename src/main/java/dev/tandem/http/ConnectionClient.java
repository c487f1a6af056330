package dev.tandem.http;

import dev.tandem.account.AccountRoutes;
import dev.tandem.account.ConnectionCommand;
import dev.tandem.account.ConnectionReply;
import dev.tandem.bus.Bus;
import io.vertx.core.Future;
import java.time.Duration;

/** Asks for what TickTick itself has to be asked about. */
final class ConnectionClient {
  /**
   * Three requests to TickTick, each at the longest time limit that may be configured for one (12
   * s), and the way here. Shorter than an idle connection is kept.
   */
  private static final Duration LIMIT = Duration.ofSeconds(40);

  private final Bus bus;

  ConnectionClient(Bus bus) {
    this.bus = bus;
  }

  /**
   * @throws ProblemException (in the future) for the outcomes that end a request in the same way
   *     wherever they occur
   */
  Future<ConnectionReply> ask(ConnectionCommand command) {
    return bus.ask(AccountRoutes.CONNECTION, command, LIMIT).map(ConnectionClient::goodOrProblem);
  }

  private static ConnectionReply goodOrProblem(ConnectionReply reply) {
    if (reply instanceof ConnectionReply.NoApplication) {
      throw Problem.of(
              Problem.Kind.NO_APPLICATION,
              "set TICKTICK_CLIENT_ID and TICKTICK_CLIENT_SECRET to those of an application from"
                  + " TickTick's developer pages, or use a personal token: PUT /api/ticktick/token")
          .asException();
    }
    if (reply instanceof ConnectionReply.Unreachable) {
      throw Problem.overloaded(
              "TickTick cannot be reached, so nothing is stored; begin again in a moment")
          .asException();
    }
    return reply;
  }

  static IllegalStateException unexpected(ConnectionReply reply) {
    return new IllegalStateException("unexpected " + reply.getClass().getSimpleName());
  }
}
