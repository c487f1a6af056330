package dev.tandem.persistence;

import static dev.tandem.persistence.AccountFixture.account;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTopics.AccountChanged;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A ciphertext in another place than its own, of which its account alone suffers. */
final class UnreadableTokensIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final AccountFixture accounts = new AccountFixture(db);
  private long user;

  @BeforeEach
  void makeUser() {
    user = db.user();
  }

  @Test
  void anAccountWhoseTokensDoNotDecryptHasToBeConnectedAgain() {
    long mine = accounts.connect(user, "mine", "mine too").id();
    long other = db.user();
    long theirs = accounts.connect(other, "theirs", "theirs too").id();
    db.rows(
        "UPDATE ticktick_accounts SET access_token ="
            + " (SELECT access_token FROM ticktick_accounts WHERE id = $2) WHERE id = $1",
        mine,
        theirs);
    hasToBeConnectedAgain(user, mine);
    db.rows("UPDATE ticktick_accounts SET access_token = refresh_token WHERE id = $1", theirs);
    hasToBeConnectedAgain(other, theirs);
    assertThat(accounts.connect(user, "fresh", null).state()).isEqualTo(AccountState.CONNECTED);
    assertThat(accounts.tokens(mine).accessToken().reveal()).isEqualTo("fresh");
  }

  @Test
  void aCiphertextUnderTheNameOfAnotherKeyHurtsItsAccountAlone() {
    AccountFixture both =
        new AccountFixture(db, "a:" + TokenVaultTest.key(1) + ",b:" + TokenVaultTest.key(1));
    long mine = both.connect(user, "mine", null).id();
    long theirs = both.connect(db.user(), "theirs", null).id();
    db.rows("UPDATE ticktick_accounts SET key_id = 'b' WHERE id = $1", mine);

    assertThat(both.ask(new AccountCommand.ReadTokens(mine)))
        .as("the same key, but another name")
        .isInstanceOf(AccountReply.Missing.class);

    assertThat(account(both.ask(new AccountCommand.Read(user))).state())
        .isEqualTo(AccountState.NEEDS_REAUTHORIZATION);
    assertThat(both.tokens(theirs).accessToken().reveal()).isEqualTo("theirs");
  }

  private void hasToBeConnectedAgain(long owner, long account) {
    assertThat(accounts.ask(new AccountCommand.ReadTokens(account)))
        .isInstanceOf(AccountReply.Missing.class);
    assertThat(account(accounts.ask(new AccountCommand.Read(owner))).state())
        .isEqualTo(AccountState.NEEDS_REAUTHORIZATION);
    assertThat(accounts.changes())
        .last()
        .isEqualTo(new AccountChanged(owner, account, AccountState.NEEDS_REAUTHORIZATION));
  }
}
