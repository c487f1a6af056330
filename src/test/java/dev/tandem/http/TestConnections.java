package dev.tandem.http;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountRoutes;
import dev.tandem.account.AccountState;
import dev.tandem.account.ConnectionCommand;
import dev.tandem.account.ConnectionReply;
import dev.tandem.account.ConnectionReply.Revocation;
import dev.tandem.bus.Bus;
import dev.tandem.config.Secret;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * The TickTick side of connecting, played as simply as it can be: a token is never looked at, a
 * state is good once and for the browser it was begun in. What a test wants otherwise it says.
 */
final class TestConnections {
  private final Bus bus;
  private final Pool pool;
  private final Map<String, Begun> begun = new ConcurrentHashMap<>();
  private final List<ConnectionCommand> asked = new CopyOnWriteArrayList<>();
  private volatile URI ticktick = URI.create("https://ticktick.test/oauth/authorize");
  private volatile Function<Long, Future<ConnectionReply>> onConnect;
  private volatile Function<ConnectionCommand.Disconnect, Future<ConnectionReply>> onDisconnect =
      this::disconnect;
  private volatile boolean hasApplication = true;

  TestConnections(Bus bus, Pool pool) {
    this.bus = bus;
    this.pool = pool;
    this.onConnect = user -> connect(user, AccountState.CONNECTED);
  }

  private record Begun(long userId, Secret browser, URI callback) {}

  Future<?> serve() {
    return bus.serve(
        AccountRoutes.CONNECTION,
        command -> {
          asked.add(command);
          return answer(command);
        });
  }

  /** Every command so far. */
  List<ConnectionCommand> asked() {
    return List.copyOf(asked);
  }

  /** Where the consent page is. */
  void consentAt(URI page) {
    ticktick = page;
  }

  /** What becomes of a token, whichever way it comes. */
  void onConnect(Function<Long, Future<ConnectionReply>> answer) {
    onConnect = answer;
  }

  /** What becomes of a connection that is ended. */
  void onDisconnect(Function<ConnectionCommand.Disconnect, Future<ConnectionReply>> answer) {
    onDisconnect = answer;
  }

  /** Takes the OAuth application away. */
  void withoutApplication() {
    hasApplication = false;
  }

  private Future<ConnectionReply> answer(ConnectionCommand command) {
    if (command instanceof ConnectionCommand.Authorize authorize) {
      return Future.succeededFuture(
          hasApplication ? begin(authorize) : new ConnectionReply.NoApplication());
    }
    if (command instanceof ConnectionCommand.Finish finish) {
      Begun known = begun.get(finish.state());
      if (known == null
          || !known.browser().equals(finish.browser())
          || !known.callback().equals(finish.callback())) {
        return Future.succeededFuture(new ConnectionReply.StateRefused());
      }
      begun.remove(finish.state());
      return onConnect.apply(known.userId());
    }
    if (command instanceof ConnectionCommand.Decline decline) {
      return Future.succeededFuture(
          begun.remove(decline.state()) == null
              ? new ConnectionReply.StateRefused()
              : new ConnectionReply.Declined());
    }
    if (command instanceof ConnectionCommand.UseToken use) {
      return onConnect.apply(use.userId());
    }
    return onDisconnect.apply((ConnectionCommand.Disconnect) command);
  }

  private Future<ConnectionReply> disconnect(ConnectionCommand.Disconnect disconnect) {
    return bus.ask(
            AccountRoutes.ACCOUNTS,
            new AccountCommand.Disconnect(disconnect.userId()),
            Call.ASK_LIMIT)
        .map(done -> new ConnectionReply.Disconnected(Revocation.REVOKED));
  }

  private ConnectionReply begin(ConnectionCommand.Authorize authorize) {
    String state = UUID.randomUUID().toString();
    Secret browser = new Secret("browser-" + UUID.randomUUID());
    begun.put(state, new Begun(authorize.userId(), browser, authorize.callback()));
    String query =
        "?response_type=code&client_id=sandbox-client&state="
            + state
            + "&redirect_uri="
            + URLEncoder.encode(authorize.callback().toString(), StandardCharsets.UTF_8);
    return new ConnectionReply.Authorization(URI.create(ticktick + query), state, browser);
  }

  /** Stores the row that a connection leaves, with a token that nobody can read. */
  Future<ConnectionReply> connect(long userId, AccountState state) {
    return pool.preparedQuery(
            """
            INSERT INTO ticktick_accounts (user_id, state, access_token, key_id, expires_at)
            VALUES ($1, $2, '\\x00', 'none', now() + interval '180 days')
            ON CONFLICT (user_id) DO UPDATE
            SET state = excluded.state, access_token = excluded.access_token, key_id = excluded.key_id""")
        .execute(Tuple.of(userId, state.wireName()))
        .compose(
            done ->
                bus.ask(AccountRoutes.ACCOUNTS, new AccountCommand.Read(userId), Call.ASK_LIMIT))
        .map(settings -> new ConnectionReply.Connected((AccountReply.Settings) settings));
  }
}
