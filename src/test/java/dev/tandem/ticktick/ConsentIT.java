package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.AccountState;
import dev.tandem.account.ConnectionCommand.Decline;
import dev.tandem.account.ConnectionCommand.Finish;
import dev.tandem.account.ConnectionReply;
import dev.tandem.account.ConnectionReply.Authorization;
import dev.tandem.account.ConnectionReply.Connected;
import dev.tandem.account.ConnectionReply.GrantRefused;
import dev.tandem.account.ConnectionReply.StateRefused;
import dev.tandem.account.ConnectionReply.Unreachable;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.account.TickTickAccount;
import dev.tandem.config.Secret;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsentIT {
  @RegisterExtension private static final PushStage stage = new PushStage();

  private final Browser browser = new Browser(stage);
  private long user;

  @BeforeEach
  void makeUser() {
    user = stage.newUser();
  }

  @Test
  void aConsentConnects() {
    stage.probe().personCreates(PushStage.ANNA, new JsonObject().put("title", "In the Inbox"));

    TickTickAccount account = Browser.account(browser.connects(user, PushStage.ANNA));

    assertThat(account.state()).isEqualTo(AccountState.CONNECTED);
    assertThat(account.identity())
        .isEqualTo(new RemoteIdentity("inbox115781412", "anna@example.com"));
    assertThat(account.scopes()).containsExactly("tasks:read", "tasks:write");
    assertThat(account.expiresAt())
        .isBetween(
            Instant.now().plus(Duration.ofDays(179)), Instant.now().plus(Duration.ofDays(181)));
    Row stored =
        stage
            .query(
                "SELECT token_source, length(token_hash), (SELECT count(*) FROM oauth_states)"
                    + " FROM ticktick_accounts WHERE user_id = $1",
                user)
            .get(0);
    assertThat(stored.getString(0)).isEqualTo("consent");
    assertThat(stored.getInteger(1)).isEqualTo(32);
    assertThat(stored.getLong(2)).as("the state is used up").isZero();
  }

  @Test
  void thePageIsAskedForAsTickTickWantsIt() {
    URI url = browser.begin(user).url();

    assertThat(url.toString()).startsWith(stage.probe().root() + "/oauth/authorize?");
    assertThat(Browser.parameter(url, "client_id")).isEqualTo("client");
    assertThat(Browser.parameter(url, "scope")).isEqualTo("tasks:read tasks:write");
    assertThat(Browser.parameter(url, "redirect_uri")).isEqualTo(Browser.CALLBACK.toString());
    assertThat(Browser.parameter(url, "response_type")).isEqualTo("code");
    assertThat(Browser.parameter(url, "code_challenge")).hasSize(43);
    assertThat(Browser.parameter(url, "code_challenge_method")).isEqualTo("S256");
    assertThat(Browser.parameter(url, "state")).hasSize(43);
  }

  @Test
  void nothingButHashesIsStoredOfAConsent() {
    Authorization begun = browser.begin(user);

    String row = stage.query("SELECT to_jsonb(o)::text FROM oauth_states o").get(0).getString(0);

    assertThat(row)
        .doesNotContain(begun.state(), begun.browser().reveal())
        .doesNotContain(new Consent(begun.state(), begun.browser()).verifier().reveal());
  }

  @Test
  void aForgedStateIsRefused() {
    Authorization begun = browser.begin(user);
    Secret code = browser.consent(begun, PushStage.ANNA);

    assertRefused(new Finish("forged", begun.browser(), code, Browser.CALLBACK));
    assertRefused(new Finish("", new Secret(""), code, Browser.CALLBACK));
    assertThat(stage.requests("token")).isEmpty();
  }

  @Test
  void anotherBrowsersStateIsRefusedAndNotUsedUp() {
    Authorization begun = browser.begin(user);
    Authorization others = browser.begin(stage.newUser());
    Secret code = browser.consent(begun, PushStage.ANNA);

    assertRefused(new Finish(begun.state(), others.browser(), code, Browser.CALLBACK));

    assertThat(browser.ask(Browser.finish(begun, code))).isInstanceOf(Connected.class);
  }

  @Test
  void aStateIsGoodOnce() {
    Authorization begun = browser.begin(user);
    Secret code = browser.consent(begun, PushStage.ANNA);
    browser.ask(Browser.finish(begun, code));

    assertRefused(Browser.finish(begun, code));
    assertThat(stage.requests("token")).hasSize(1);
  }

  @Test
  void aStateEndsByTheDatabasesClock() {
    Authorization begun = browser.begin(user);
    Secret code = browser.consent(begun, PushStage.ANNA);
    stage.query("UPDATE oauth_states SET expires_at = now() - interval '1 second'");

    assertRefused(Browser.finish(begun, code));
    assertThat(stage.account(user)).isNull();
  }

  @Test
  void ofThoseWhoFinishOneConsentAtOnceOneConnects() {
    Authorization begun = browser.begin(user);
    Secret code = browser.consent(begun, PushStage.ANNA);

    List<Future<ConnectionReply>> asked =
        IntStream.range(0, 10).mapToObj(i -> browser.asking(Browser.finish(begun, code))).toList();

    List<ConnectionReply> replies = asked.stream().map(PushStage::get).toList();
    assertThat(replies).filteredOn(Connected.class::isInstance).hasSize(1);
    assertThat(replies).filteredOn(StateRefused.class::isInstance).hasSize(9);
    assertThat(stage.requests("token")).hasSize(1);
  }

  @Test
  void whoDeclinesUsesTheStateUp() {
    Authorization begun = browser.begin(user);
    var decline = new Decline(begun.state(), begun.browser());

    assertThat(browser.ask(decline)).isInstanceOf(ConnectionReply.Declined.class);
    assertThat(browser.ask(decline)).isInstanceOf(StateRefused.class);
    assertRefused(Browser.finish(begun, browser.consent(begun, PushStage.ANNA)));
  }

  @Test
  void accessToReadOnlyIsNotEnough() {
    Authorization begun = browser.begin(user);
    String query = begun.url().getRawQuery().replace("%20tasks%3Awrite", "");

    ConnectionReply reply =
        browser.ask(Browser.finish(begun, browser.consent(query, PushStage.ANNA)));

    assertThat(((GrantRefused) reply).detail()).contains("read only");
    assertThat(stage.account(user)).isNull();
  }

  @Test
  void aCodeOfAnotherConsentIsRefused() {
    Authorization begun = browser.begin(user);
    Secret others = browser.consent(browser.begin(stage.newUser()), PushStage.BEN);

    assertThat(browser.ask(Browser.finish(begun, others)))
        .as("its verifier is another")
        .isInstanceOf(GrantRefused.class);
    assertThat(stage.account(user)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"400, invalid_grant", "400, invalid_request", "401, invalid_client"})
  void aRefusalOfTheTokenEndpointIsTold(int status, String error) {
    Authorization begun = browser.begin(user);
    Secret code = browser.consent(begun, PushStage.ANNA);
    stage.probe().faultStatus("token", status, new JsonObject().put("error", error).encode(), 1);

    assertThat(browser.ask(Browser.finish(begun, code))).isInstanceOf(GrantRefused.class);
    assertThat(stage.account(user)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"html, before", "truncated, after", "reset, after", "status, before", "empty, after"})
  void nonsenseOfTheTokenEndpointIsAnOutage(String kind, String phase) {
    Authorization begun = browser.begin(user);
    Secret code = browser.consent(begun, PushStage.ANNA);
    stage.probe().fault("token", kind, phase, 1);

    assertThat(browser.ask(Browser.finish(begun, code))).isInstanceOf(Unreachable.class);
    assertThat(stage.account(user)).isNull();
    assertRefused(Browser.finish(begun, code));
  }

  @Test
  void aNewConsentAfterTheTokenEndedResumesTheQueue() {
    browser.connects(user, PushStage.ANNA);
    Task task = stage.create(user, Edit.title("Old"));
    Awaitility.await().until(() -> stage.queue(user).open() == 0);
    stage.probe().expireToken(PushStage.ANNA);
    stage.update(task, Edit.of(TaskField.PRIORITY, 5));
    Awaitility.await()
        .until(() -> stage.account(user).state() == AccountState.NEEDS_REAUTHORIZATION);

    browser.connects(user, PushStage.ANNA);

    Awaitility.await().until(() -> stage.queue(user).open() == 0);
    assertThat(stage.remote(PushStage.ANNA).getInteger("priority")).isEqualTo(5);
  }

  @Test
  void aTokenThatIsGivenAgainEndsWhenItWouldHave() {
    Instant end = Browser.account(browser.connects(user, PushStage.ANNA)).expiresAt();
    stage.probe().advanceClock(Duration.ofDays(100));

    Instant again = Browser.account(browser.connects(user, PushStage.ANNA)).expiresAt();

    assertThat(Duration.between(again, end)).isBetween(Duration.ofDays(99), Duration.ofDays(101));
    stage.probe().runClock();
  }

  private void assertRefused(Finish finish) {
    assertThat(browser.ask(finish)).isInstanceOf(StateRefused.class);
  }
}
