package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.AccountCommand.CloseConsent;
import dev.tandem.account.AccountCommand.OpenConsent;
import dev.tandem.account.AccountReply;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PgConsentsIT {
  private static final String BROWSER = hash(999_999);

  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final AccountFixture accounts = new AccountFixture(db);
  private long user;

  @BeforeEach
  void makeUser() {
    db.rows("TRUNCATE users RESTART IDENTITY CASCADE");
    user = db.user();
  }

  @Test
  void aConsentIsClosedOnceByTheBrowserItWasOpenedFor() {
    open(1);

    assertThat(close(1, hash(1))).as("another browser").isInstanceOf(AccountReply.Missing.class);
    assertThat(close(2, BROWSER)).as("another state").isInstanceOf(AccountReply.Missing.class);
    assertThat(close(1, BROWSER)).isEqualTo(new AccountReply.Consented(user));
    assertThat(close(1, BROWSER)).as("again").isInstanceOf(AccountReply.Missing.class);
  }

  @Test
  void aConsentEndsAfterTenMinutesOfTheDatabase() {
    open(1);
    assertThat(
            db.row(
                    "SELECT expires_at - now() BETWEEN interval '9 minutes 30 seconds'"
                        + " AND interval '10 minutes' FROM oauth_states")
                .getBoolean(0))
        .isTrue();
    db.rows("UPDATE oauth_states SET expires_at = now()");

    assertThat(close(1, BROWSER)).isInstanceOf(AccountReply.Missing.class);
    open(2);
    assertThat(db.number("SELECT count(*) FROM oauth_states")).as("cleared away").isEqualTo(1);
  }

  @Test
  void ofThoseWhoCloseOneAtOnceOneFindsIt() {
    open(1);
    List<Future<AccountReply>> asked =
        IntStream.range(0, 20)
            .mapToObj(i -> accounts.asking(new CloseConsent(hash(1), BROWSER)))
            .toList();

    assertThat(asked.stream().map(StoreFixture::result))
        .filteredOn(AccountReply.Consented.class::isInstance)
        .hasSize(1);
  }

  @Test
  void aUserHasTwentyOpenOnesAtMostAndLosesTheOldest() {
    open(0);
    long other = db.user();
    result(accounts.asking(new OpenConsent(other, hash(500), BROWSER)));
    db.rows("UPDATE oauth_states SET created_at = now() - interval '1 minute'");
    List<Future<AccountReply>> asked =
        IntStream.rangeClosed(1, 20)
            .mapToObj(i -> accounts.asking(new OpenConsent(user, hash(i), BROWSER)))
            .toList();
    asked.forEach(StoreFixture::result);

    assertThat(db.number("SELECT count(*) FROM oauth_states WHERE user_id = $1", user))
        .isEqualTo(20);
    assertThat(close(0, BROWSER)).isInstanceOf(AccountReply.Missing.class);
    assertThat(close(500, BROWSER)).isEqualTo(new AccountReply.Consented(other));
  }

  private void open(int state) {
    accounts.ask(new OpenConsent(user, hash(state), BROWSER));
  }

  private AccountReply close(int state, String browser) {
    return accounts.ask(new CloseConsent(hash(state), browser));
  }

  private static String hash(int number) {
    return "%064x".formatted(number);
  }
}
