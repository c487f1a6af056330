package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.Messages;
import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountRoutes;
import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTokens;
import dev.tandem.account.TokenSource;
import dev.tandem.bus.Bus;
import dev.tandem.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenRefresherTest {
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.install(vertx, Messages.types());
  private final BoundedClient client = new BoundedClient(vertx, Duration.ofSeconds(1));
  private final List<AccountCommand> asked = new CopyOnWriteArrayList<>();
  private volatile AccountTokens stored = tokens(1, AccountState.CONNECTED);

  @AfterEach
  void close() {
    PushStage.get(vertx.close());
  }

  @Test
  void anOlderPairInMemoryIsNoRenewal() {
    serve();
    var refresher =
        new TokenRefresher(
            new Accounts(bus),
            Optional.empty(),
            new RefreshedPairs(
                vertx,
                new Accounts(bus),
                new RevokeEndpoint(vertx, client, URI.create("http://127.0.0.1:1"))));
    assertThat(PushStage.get(refresher.tokens(7))).contains(stored);
    stored = tokens(2, AccountState.CHECKING);

    Renewal renewal = PushStage.get(refresher.renew(7, 2, false));

    assertThat(renewal).isInstanceOf(Renewal.Refused.class);
    assertThat(asked).contains(new AccountCommand.TokenRefused(7, 2));
    assertThat(PushStage.get(refresher.renew(7, 1, false)))
        .as("a newer one is")
        .isEqualTo(new Renewal.Renewed(stored, false));
  }

  private void serve() {
    PushStage.get(
        bus.serve(
            AccountRoutes.ACCOUNTS,
            command -> {
              asked.add(command);
              return Future.succeededFuture(
                  new AccountReply.Tokens(
                      command instanceof AccountCommand.TokenRefused
                          ? tokens(2, AccountState.NEEDS_REAUTHORIZATION)
                          : stored));
            }));
  }

  private static AccountTokens tokens(long generation, AccountState state) {
    return new AccountTokens(
        7, generation, state, TokenSource.CONSENT, new Secret("t" + generation), null, null);
  }
}
