package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.account.OpenIdReply;
import dev.tandem.account.PersonCommand;
import dev.tandem.account.PersonPart;
import dev.tandem.account.PersonReply;
import dev.tandem.account.User;
import dev.tandem.config.GatewayConfig.Access;
import dev.tandem.openid.TestKey;
import dev.tandem.openid.TestProvider;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClient;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What was begun with a token ends with it. */
final class TokenEndIT {
  private static final TestKey KEY = TestKey.make("k", "ES256");

  private static TestProvider provider;
  private static TestGateway gateway;
  private static HttpClient client;

  @BeforeAll
  static void start() {
    provider = new TestProvider();
    provider.publish(KEY);
    gateway = TestGateway.start(new ContractCheck(), access());
    client = gateway.vertx().createHttpClient();
  }

  private static Access access() {
    return new Access(0, List.of(), Optional.of(provider.config()));
  }

  @AfterAll
  static void stop() {
    EventReader.await(client.close());
    gateway.close();
    provider.close();
  }

  @Test
  void anEventStreamEndsWithItsTokenAndNotBefore() {
    String lasting = KEY.sign(TestProvider.claims("ada"));
    Instant begun = Instant.now();
    String ending = KEY.sign(TestProvider.claims("ada", Duration.ofSeconds(2)));
    try (EventReader other = open(lasting);
        EventReader reader = open(ending)) {
      gateway.client(lasting).post("/api/tasks", new JsonObject().put("title", "told"));
      assertThat(reader.next().name()).isEqualTo("task.created");

      EventReader.await(reader.end());

      assertThat(Duration.between(begun, Instant.now())).isGreaterThan(Duration.ofMillis(1900));
      assertThat(gateway.client(ending).get("/api/tasks").status()).isEqualTo(401);
      assertThat(other.next().name()).isEqualTo("task.created");
      assertThat(other.end().isComplete()).isFalse();
    }
  }

  @Test
  void aTokenThatWasJustTakenIsRefusedFromItsEndOn() {
    TestClient ben = gateway.client(KEY.sign(TestProvider.claims("ben", Duration.ofMillis(1500))));
    assertThat(ben.get("/api/tasks").status()).isEqualTo(200);

    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofMillis(2500))
        .until(() -> ben.get("/api/tasks").status() == 401);
  }

  @Test
  void theEventStreamsOfAnErasedPersonEnd() {
    TestClient cleo = gateway.client(KEY.sign(TestProvider.claims("cleo")));
    long id = cleo.exported("user").get(0).getLong("id");
    try (EventReader reader = open(cleo.key())) {
      assertThat(cleo.delete("/api/users/" + id).status()).isEqualTo(204);
      EventReader.await(reader.end());
    }
  }

  @Test
  void anExportIsCutOffAtTheEndOfItsToken() {
    Instant until = Instant.now().plusSeconds(2);
    User owner = new User(1, "owner", null, User.Role.ADMIN, Instant.EPOCH);
    Promise<PersonReply> held = Promise.promise();
    ConcurrentLinkedQueue<PersonPart> read = new ConcurrentLinkedQueue<>();
    try (TestGateway slow =
        TestGateway.keeping(
            new ContractCheck(),
            access(),
            query -> Future.succeededFuture(new OpenIdReply.Identified(owner, until)),
            command -> {
              PersonPart part = ((PersonCommand.Read) command).part();
              read.add(part);
              return part == PersonPart.KEY
                  ? held.future()
                  : Future.succeededFuture(new PersonReply.Page(List.of("{}"), List.of()));
            })) {
      CompletableFuture<?> export =
          CompletableFuture.supplyAsync(
              () -> slow.client(KEY.sign(TestProvider.claims("owner"))).get("/api/export"));
      Awaitility.await().until(() -> Instant.now().isAfter(until));
      assertThat(read).contains(PersonPart.KEY);
      held.complete(new PersonReply.Page(List.of(), List.of()));

      assertThatThrownBy(export::join).hasMessageContaining("/api/export");
      assertThat(read).endsWith(PersonPart.KEY);
    }
  }

  private static EventReader open(String token) {
    return EventReader.open(client, gateway.port(), token, null);
  }
}
