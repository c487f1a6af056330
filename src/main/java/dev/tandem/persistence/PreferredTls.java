package dev.tandem.persistence;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.SqlConnectOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Asks a server whether it speaks TLS before each connection of {@code sslmode=prefer}, and spares
 * the driver the attempt if it does not. The driver would leave the connection of its attempt open,
 * with a process of the server that waits for a log-in until {@code authentication_timeout}, and
 * that a fast stop of the server waits for as well.
 *
 * <p>Nothing is remembered, as connections last and the server may be another one by the next.
 * Whoever is in between may deny TLS in the server's name here as in the driver's own attempt: that
 * is what {@code prefer} allows, and {@code require} and more do not.
 */
final class PreferredTls implements Supplier<Future<SqlConnectOptions>> {
  /** PostgreSQL's {@code SSLRequest}: its length and its code, in place of a version. */
  private static final Buffer QUESTION = Buffer.buffer().appendInt(8).appendInt(80_877_103);

  private static final byte YES = 'S';
  private static final byte NO = 'N';

  private final Vertx vertx;
  private final PgConnectOptions options;
  private final Duration limit;

  /**
   * @param options with the mode {@code prefer}
   * @param limit for the server's answer
   */
  PreferredTls(Vertx vertx, PgConnectOptions options, Duration limit) {
    this.vertx = vertx;
    this.options = options;
    this.limit = limit;
  }

  /** Fails if the server cannot be reached, or says nothing in time. */
  @Override
  public Future<SqlConnectOptions> get() {
    NetClient client =
        vertx.createNetClient(
            new NetClientOptions().setConnectTimeout(Math.toIntExact(limit.toMillis())));
    return client
        .connect(options.getPort(), options.getHost())
        .compose(this::ask)
        .eventually(client::close);
  }

  private Future<SqlConnectOptions> ask(NetSocket socket) {
    Promise<Buffer> answer = Promise.promise();
    long timer =
        vertx.setTimer(
            limit.toMillis(),
            fired ->
                answer.tryFail(
                    new IOException("no answer to the question for TLS within " + limit)));
    socket.handler(answer::tryComplete);
    socket.exceptionHandler(answer::tryFail);
    socket.closeHandler(closed -> answer.tryComplete(Buffer.buffer()));
    socket.write(QUESTION);
    return answer
        .future()
        .onComplete(done -> vertx.cancelTimer(timer))
        .compose(said -> said.length() == 1 ? heard(socket, said.getByte(0)) : leave());
  }

  /** A handshake that was agreed upon and does not come is an error in the server's log. */
  private Future<SqlConnectOptions> heard(NetSocket socket, byte answer) {
    ClientSSLOptions tls = options.getSslOptions();
    if (answer == YES && tls != null) {
      return socket.upgradeToSsl(tls).transform(done -> leave());
    }
    return answer == NO
        ? Future.succeededFuture(new PgConnectOptions(options).setSslMode(SslMode.DISABLE))
        : leave();
  }

  /** To the driver, which meets the same and can tell what it is. */
  private Future<SqlConnectOptions> leave() {
    return Future.succeededFuture(options);
  }
}
