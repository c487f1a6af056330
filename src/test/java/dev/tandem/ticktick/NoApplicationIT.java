package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTopics;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.account.TokenCheck;
import dev.tandem.account.TokenGrant;
import dev.tandem.account.TokenSource;
import dev.tandem.bus.Registration;
import dev.tandem.config.Secret;
import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A refresh token of an OAuth application that is not configured any more. */
class NoApplicationIT {
  @RegisterExtension private static final PushStage stage = PushStage.withoutApplication();

  @BeforeEach
  void connect() {
    stage.probe().quirk("refreshTokens", true);
    JsonObject token = stage.probe().issueToken(PushStage.ANNA, true);
    stage.ask(
        new AccountCommand.Connect(
            stage.user(),
            new TokenGrant(
                TokenSource.CONSENT,
                new Secret(token.getString("access_token")),
                new Secret(token.getString("refresh_token")),
                Duration.ofDays(13),
                List.of()),
            TokenCheck.of(RemoteIdentity.UNKNOWN)));
  }

  @Test
  void itsEndIsToldOfInTime() {
    List<Long> told = new CopyOnWriteArrayList<>();
    Registration heard =
        PushStage.get(
            stage.bus().subscribe(AccountTopics.EXPIRING, event -> told.add(event.userId())));

    stage.undeploy();
    stage.deploy();

    await().untilAsserted(() -> assertThat(told).containsExactly(stage.user()));
    assertThat(stage.account(stage.user()).expiresSoon()).isTrue();
    PushStage.get(heard.remove());
  }

  @Test
  void whenTheTokenIsRefusedThePersonIsNeeded() {
    Task task = stage.linked(Edit.title("Old"));
    stage.probe().expireToken(PushStage.ANNA);

    SyncResult result = stage.updateAndPush(task, Edit.title("New"));

    assertThat(result.outcome()).isEqualTo(Outcome.PENDING);
    assertThat(result.error().code()).isEqualTo("needs_reauthorization");
    assertThat(stage.account(stage.user()).state()).isEqualTo(AccountState.NEEDS_REAUTHORIZATION);
    assertThat(stage.requests("token")).isEmpty();
    assertThat(stage.queue(stage.user()).open()).isOne();
  }
}
