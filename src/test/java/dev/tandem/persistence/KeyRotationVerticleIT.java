package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.tandem.Messages;
import dev.tandem.bus.Bus;
import dev.tandem.config.Secret;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

final class KeyRotationVerticleIT {
  private static final String OLD = "a:" + TokenVaultTest.key(1);
  private static final String NEW = "b:" + TokenVaultTest.key(2);

  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final Logger log = (Logger) LoggerFactory.getLogger(KeyRotationVerticle.class);
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          told.add(event.getFormattedMessage());
        }
      };

  @BeforeEach
  void listen() {
    db.rows("TRUNCATE users, token_key RESTART IDENTITY CASCADE");
    appender.setContext(log.getLoggerContext());
    appender.start();
    log.addAppender(appender);
    log.setLevel(Level.INFO);
  }

  @AfterEach
  void listenNoMore() {
    log.detachAppender(appender);
    log.setLevel(null);
  }

  @Test
  void aStartWithANewFirstKeyEncryptsAnewAndTellsOfItsEnd() {
    AccountFixture accounts = new AccountFixture(db, OLD);
    for (int i = 0; i < 5; i++) {
      accounts.connect(db.user(), "access-secret " + i, "refresh-secret " + i);
    }

    Vertx node = start(NEW + "," + OLD);

    await().until(() -> told.size() == 3);
    assertThat(db.number("SELECT count(*) FROM ticktick_accounts WHERE key_id = 'b'")).isEqualTo(5);
    assertThat(told.get(0))
        .contains("The tokens of 5 accounts are encrypted under other keys than b");
    assertThat(told.get(1)).contains("5 accounts were encrypted anew with the key b, in 1 batches");
    assertThat(told.get(2)).contains("the other keys of TANDEM_ENCRYPTION_KEYS can go");
    assertThat(told)
        .noneMatch(line -> line.contains("secret"))
        .noneMatch(line -> line.contains(TokenVaultTest.key(1)));
    result(node.close());
  }

  @Test
  void aStartWithoutAKeyThatIsUsedSaysWhichAndChangesNothing() {
    new AccountFixture(db, OLD).connect(db.user(), "access", null);

    Vertx node = start(NEW);

    await().until(() -> told.size() == 1);
    assertThat(told.get(0)).contains("tokens of 1 accounts").contains("(a)").contains("are kept");
    assertThat(db.number("SELECT count(*) FROM ticktick_accounts WHERE key_id = 'a'")).isEqualTo(1);
    result(node.close());
  }

  private static Vertx start(String ring) {
    Vertx node = Vertx.vertx();
    Bus.install(node, Messages.types());
    DatabaseAccess access = new DatabaseAccess(db.login(), EncryptionKeys.parse(new Secret(ring)));
    result(node.deployVerticle(new KeyRotationVerticle(access)));
    return node;
  }
}
