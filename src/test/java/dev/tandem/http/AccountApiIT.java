package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountState;
import dev.tandem.account.ConnectionCommand;
import dev.tandem.account.ConnectionReply;
import dev.tandem.account.TokenGrant;
import dev.tandem.account.TokenSource;
import dev.tandem.config.Secret;
import dev.tandem.http.TestClient.Reply;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens that a person brings, and the settings of a connection. */
class AccountApiIT {
  private static final JsonObject TOKEN = new JsonObject().put("access_token", "tp_1");
  private static TestGateway gateway;
  private static TestClient owner;

  @BeforeAll
  static void start() {
    gateway = TestGateway.start(new ContractCheck());
    owner = gateway.owner();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void connectWell() {
    TestConnections connections = gateway.connections();
    connections.onConnect(user -> connections.connect(user, AccountState.CONNECTED));
  }

  @Test
  void handsAPersonalTokenOver() {
    JsonObject whole = TOKEN.copy().put("refresh_token", "r").put("expires_in", 60);

    assertThat(owner.put("/api/ticktick/token", whole).json().getString("state"))
        .isEqualTo("connected");

    List<ConnectionCommand> asked = gateway.connections().asked();
    assertThat(asked.get(asked.size() - 1))
        .isEqualTo(
            new ConnectionCommand.UseToken(
                1,
                new TokenGrant(
                    TokenSource.PERSONAL,
                    new Secret("tp_1"),
                    new Secret("r"),
                    Duration.ofMinutes(1),
                    List.of())));
  }

  @Test
  void pointsAtATokenThatTickTickRefuses() {
    gateway
        .connections()
        .onConnect(
            user -> Future.succeededFuture(new ConnectionReply.GrantRefused("it cannot write")));

    Reply reply = owner.put("/api/ticktick/token", TOKEN);

    assertThat(reply.slug()).isEqualTo("validation");
    assertThat(reply.faults()).containsExactly("/access_token it cannot write");
  }

  @Test
  void tellsWhatBecameOfTheTokenWhenItDisconnects() {
    assertThat(owner.delete("/api/ticktick").header("Tandem-Revocation")).isEqualTo("revoked");
  }

  @ParameterizedTest
  @CsvSource({"13 days, true", "-1 day, true", "15 days, false", "null, false"})
  void announcesTheEndOfAToken(String left, boolean soon) {
    owner.put("/api/ticktick/token", TOKEN);
    gateway.sql(
        "UPDATE ticktick_accounts SET expires_at = now() + "
            + (left.equals("null") ? "NULL::interval" : "interval '" + left + "'"));

    assertThat(owner.get("/api/ticktick").json().getBoolean("expires_soon")).isEqualTo(soon);
  }

  @Test
  void refusesSettingsThatSayNothing() {
    assertThat(patch(new JsonObject()).faults()).containsExactly(" must have at least one field");
    assertThat(patch(new JsonObject().put("accept_account", false)).faults())
        .containsExactly("/accept_account must be one of true");
    assertThat(patch(new JsonObject().put("accept_account", "true")).faults())
        .containsExactly("/accept_account must be true or false");
    assertThat(patch(new JsonObject().putNull("auto_push")).faults())
        .containsExactly("/auto_push must not be null");
  }

  private static Reply patch(JsonObject settings) {
    return owner.patch("/api/ticktick", settings);
  }

  @Test
  void refusesToAcceptWhatIsNoMismatchAndChangesNothing() {
    owner.put("/api/ticktick/token", TOKEN);
    patch(new JsonObject().put("auto_push", true));

    Reply reply = patch(new JsonObject().put("accept_account", true).put("auto_push", false));

    assertThat(reply.slug()).isEqualTo("conflict");
    assertThat(reply.json().getString("detail")).contains("it is connected");
    assertThat(owner.get("/api/ticktick").json().getBoolean("auto_push")).isTrue();
  }

  @Test
  void acceptsAnotherAccountAfterAllElseIsChanged() {
    AccountReply.Settings mismatch = settings(AccountState.ACCOUNT_MISMATCH);
    AccountReply.Settings connected = settings(AccountState.CONNECTED);
    List<AccountCommand> asked = new ArrayList<>();
    AtomicReference<AccountReply> now = new AtomicReference<>(mismatch);
    try (TestGateway alone =
        TestGateway.withAccounts(
            new ContractCheck(),
            command -> {
              asked.add(command);
              if (command instanceof AccountCommand.Accept) {
                now.set(connected);
              }
              return Future.succeededFuture(now.get());
            })) {
      TestClient client = alone.owner();

      Reply reply =
          client.patch(
              "/api/ticktick",
              new JsonObject().put("accept_account", true).put("auto_push", false));

      assertThat(reply.json().getString("state")).isEqualTo("connected");
      assertThat(asked)
          .containsExactly(
              new AccountCommand.Read(1),
              new AccountCommand.Configure(1, false),
              new AccountCommand.Accept(1));
      asked.clear();
      now.set(mismatch);
      client.patch("/api/ticktick", new JsonObject().put("accept_account", true));
      assertThat(asked).doesNotHaveAnyElementsOfTypes(AccountCommand.Configure.class);
    }
  }

  /** As the stores answer it: made by them, in that state. */
  private static AccountReply.Settings settings(AccountState state) {
    ConnectionReply.Connected connected =
        (ConnectionReply.Connected) TestGateway.await(gateway.connections().connect(1, state));
    return connected.settings();
  }
}
