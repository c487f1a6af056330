package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.AccountState;
import dev.tandem.account.ConnectionCommand;
import dev.tandem.account.ConnectionReply;
import dev.tandem.config.Secret;
import dev.tandem.http.ConsentWalk.Begun;
import dev.tandem.http.TestClient.Reply;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way to TickTick's consent page and back, with the browser that went and with others. */
class ConsentIT {
  private static TestGateway gateway;
  private static TestClient anybody;

  @BeforeAll
  static void start() {
    gateway = TestGateway.start(new ContractCheck());
    anybody = gateway.client(null);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void connectWell() {
    consentEnds(AccountState.CONNECTED);
  }

  private static void consentEnds(AccountState state) {
    gateway.connections().onConnect(user -> gateway.connections().connect(user, state));
  }

  private static void consentEnds(ConnectionReply reply) {
    gateway.connections().onConnect(user -> Future.succeededFuture(reply));
  }

  private static Begun begin() {
    return ConsentWalk.begin(gateway.owner());
  }

  private static Reply back(Begun begun, String... headers) {
    return ConsentWalk.comingBack(gateway, begun.state(), begun.secret(), headers);
  }

  @Test
  void leavesASecretWithTheBrowserUnderANameOfItsOwn() {
    Begun first = begin();
    Begun second = begin();

    assertThat(first.setCookie())
        .isEqualTo(
            ConsentWalk.cookieName(first.state())
                + "="
                + first.secret()
                + "; Path=/oauth/ticktick/callback; Max-Age=600; HttpOnly; SameSite=Lax");
    assertThat(ConsentWalk.cookieName(first.state()))
        .isNotEqualTo(ConsentWalk.cookieName(second.state()));
  }

  @Test
  void sendsABrowserThereAtOnceIfItIsToldTo() {
    Reply reply = gateway.owner().get("/api/ticktick/authorize?redirect=true");

    assertThat(reply.header("Location")).startsWith("https://ticktick.test/oauth/authorize?");
    assertThat(reply.header("Set-Cookie")).startsWith("tandem_consent_");
    assertThat(reply.response().body()).isEmpty();
  }

  @Test
  void comesBackToThePortThatIsServedWhateverTheHostHeaderClaims() throws IOException {
    String answer =
        gateway.raw(
            "GET /api/ticktick/authorize HTTP/1.1\r\nHost: evil.example\r\n"
                + "X-Forwarded-Host: evil.example\r\nConnection: close\r\nAuthorization: Bearer "
                + TestGateway.OWNER_KEY
                + "\r\n\r\n");

    assertThat(answer)
        .contains(
            "redirect_uri=http%3A%2F%2F127.0.0.1%3A"
                + gateway.port()
                + "%2Foauth%2Fticktick%2Fcallback")
        .doesNotContain("evil");
  }

  @Test
  void connectsAndTakesTheCookieBack() {
    Begun begun = begin();

    Reply reply = back(begun);

    assertThat(reply.status()).isEqualTo(302);
    assertThat(reply.header("Location")).isEqualTo("/?ticktick=connected");
    assertThat(reply.header("Set-Cookie"))
        .isEqualTo(
            ConsentWalk.cookieName(begun.state())
                + "=; Path=/oauth/ticktick/callback; Max-Age=0; HttpOnly; SameSite=Lax");
    assertThat(lastAsked())
        .isEqualTo(
            new ConnectionCommand.Finish(
                begun.state(),
                new Secret(begun.secret()),
                new Secret("c0de"),
                gateway.redirectUri()));
    assertThat(gateway.owner().get("/api/ticktick").json().getBoolean("connected")).isTrue();
  }

  private static ConnectionCommand lastAsked() {
    List<ConnectionCommand> asked = gateway.connections().asked();
    return asked.get(asked.size() - 1);
  }

  @ParameterizedTest
  @CsvSource({
    "CHECKING, checking, connected",
    "ACCOUNT_MISMATCH, account_mismatch, account_mismatch",
    "NEEDS_REAUTHORIZATION, needs_reauthorization, needs_reauthorization"
  })
  void tellsThePageAndTheApiWhereTheAccountStands(AccountState state, String page, String api) {
    consentEnds(state);

    String location = back(begin()).header("Location");

    assertThat(location).isEqualTo("/?ticktick=" + page);
    assertThat(anybody.get(location).response().body())
        .contains("role=\"status\"")
        .contains(ConnectOutcome.of(state).words().substring(0, 20));
    TestClient owner = gateway.owner();
    assertThat(owner.get("/api/ticktick").json().getString("state")).isEqualTo(api);
    assertThat(owner.get("/api/ticktick").json().getBoolean("connected"))
        .isEqualTo(api.equals("connected"));
    assertThat(owner.get("/api/sync/status").json().getJsonObject("account").getString("state"))
        .isEqualTo(api);
  }

  @Test
  void hearsThatThePersonDeclined() {
    Begun begun = begin();
    String query = "?state=" + begun.state() + "&error=access_denied";

    Reply reply = anybody.get(ConsentCallback.PATH + query, "Cookie", begun.cookie());

    assertThat(reply.header("Location")).isEqualTo("/?ticktick=declined");
    assertThat(reply.header("Set-Cookie")).contains("Max-Age=0");
    assertThat(lastAsked())
        .isEqualTo(new ConnectionCommand.Decline(begun.state(), new Secret(begun.secret())));
    assertThat(back(begun).slug()).isEqualTo("consent-refused");
  }

  @Test
  void refusesAStateThatWasUsedAndOneThatNeverWas() {
    Begun begun = begin();
    back(begun);

    assertThat(back(begun).slug()).isEqualTo("consent-refused");
    assertThat(ConsentWalk.comingBack(gateway, "made-up", "x").slug()).isEqualTo("consent-refused");
  }

  @Test
  void saysWhyTickTickRefused() {
    consentEnds(new ConnectionReply.GrantRefused("the code is too old <b>&"));

    assertThat(back(begin()).json().getString("detail")).isEqualTo("the code is too old <b>&");
    assertThat(back(begin(), ConsentWalk.AS_A_BROWSER).response().body())
        .contains("The code is too old &lt;b&gt;&amp;.");
  }

  @Test
  void saysThatTickTickCannotBeReached() {
    consentEnds(new ConnectionReply.Unreachable());

    Reply reply = back(begin());

    assertThat(reply.slug()).isEqualTo("overloaded");
    assertThat(reply.json().getString("detail")).contains("TickTick cannot be reached");
    assertThat(reply.header("Retry-After")).isNotNull();
    assertThat(back(begin(), ConsentWalk.AS_A_BROWSER).status()).isEqualTo(503);
  }

  @Test
  void usesNothingUpForAnotherBrowser() {
    Begun begun = begin();
    int asked = gateway.connections().asked().size();
    String path = ConsentCallback.PATH + "?state=" + begun.state() + "&code=c0de";

    Reply page = anybody.get(path, ConsentWalk.AS_A_BROWSER);
    assertThat(page.status()).isEqualTo(400);
    assertThat(page.response().body())
        .contains("begun in another browser", "Open this same address", "curl -b jar")
        .doesNotContain(begun.state(), "c0de");
    assertThat(anybody.get(path, "Cookie", begin().cookie()).slug()).isEqualTo("consent-refused");
    assertThat(anybody.get(path, "Cookie", begun.cookie() + "; " + begun.cookie() + "2").slug())
        .isEqualTo("consent-refused");
    assertThat(gateway.connections().asked()).hasSize(asked + 1);

    assertThat(anybody.get(path, "Cookie", "a=b; " + begun.cookie() + " ;c").status())
        .isEqualTo(302);
  }

  @Test
  void refusesAForgedSecret() {
    Begun begun = begin();

    assertThat(ConsentWalk.comingBack(gateway, begun.state(), "forged").slug())
        .isEqualTo("consent-refused");
    assertThat(ConsentWalk.comingBack(gateway, begun.state(), "").slug())
        .isEqualTo("consent-refused");
    assertThat(ConsentWalk.comingBack(gateway, begun.state(), "x".repeat(300)).slug())
        .isEqualTo("consent-refused");
    assertThat(back(begun).status()).isEqualTo(302);
  }
}
