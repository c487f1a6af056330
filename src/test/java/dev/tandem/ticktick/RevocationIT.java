package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.account.AccountState;
import dev.tandem.account.ConnectionCommand;
import dev.tandem.account.ConnectionReply.Authorization;
import dev.tandem.account.ConnectionReply.GrantRefused;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of consents that nobody here uses any more, though nobody disconnected them. */
class RevocationIT {
  @RegisterExtension private static final PushStage stage = new PushStage();

  private final Browser browser = new Browser(stage);
  private long user;

  @BeforeEach
  void makeUser() {
    user = stage.newUser();
  }

  @Test
  void aConsentThatTakesAnothersPlaceRevokesIt() {
    browser.connects(user, PushStage.ANNA);

    browser.connects(user, PushStage.BEN);

    await().until(() -> stage.requests("revoke").size() == 1);
    await().until(() -> stage.probe().effects("token.revoked") == 1);
    Task task = stage.create(user, Edit.title("Ben's"));
    assertThat(stage.push(task).outcome()).isEqualTo(Outcome.SYNCED);
  }

  @Test
  void theSameTokenGivenAgainStaysGood() {
    browser.connects(user, PushStage.ANNA);

    browser.connects(user, PushStage.ANNA);

    Task task = stage.create(user, Edit.title("Pushed"));
    assertThat(stage.push(task).outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(stage.requests("revoke")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tasks%3Aread%20", "%20tasks%3Awrite"})
  void aConsentToHalfOfItIsTurnedDownAndRevoked(String missing) {
    Authorization begun = browser.begin(user);
    String query = begun.url().getRawQuery();
    assertThat(query).contains(missing);

    assertThat(
            browser.ask(
                Browser.finish(begun, browser.consent(query.replace(missing, ""), PushStage.ANNA))))
        .isInstanceOf(GrantRefused.class);

    await().until(() -> stage.probe().effects("token.revoked") == 1);
    assertThat(stage.account(user)).isNull();
  }

  @Test
  void aPairThatIsRefreshedAfterADisconnectIsRevokedToo() {
    stage.probe().quirk("refreshTokens", true);
    browser.connects(user, PushStage.ANNA);
    stage.probe().expireToken(PushStage.ANNA);
    stage
        .probe()
        .fault(
            new JsonObject()
                .put("route", "token")
                .put("kind", "latency")
                .put("phase", "after")
                .put("millis", 800));
    stage.create(user, Edit.title("Under way"));
    await().until(() -> stage.requests("token").size() == 2);

    browser.ask(new ConnectionCommand.Disconnect(user));

    await().until(() -> stage.probe().effects("token.refreshed") > 0);
    await().untilAsserted(() -> assertThat(stage.requests("revoke")).as("two pairs").hasSize(4));
    assertThat(stage.account(user).state()).isEqualTo(AccountState.DISCONNECTED);
  }
}
