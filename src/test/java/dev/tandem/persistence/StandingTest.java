package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.AccountState;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.account.TokenCheck;
import dev.tandem.account.TokenCheck.LinkedTasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StandingTest {
  private static final RemoteIdentity ANNA = new RemoteIdentity("inbox1", "anna");
  private static final RemoteIdentity INBOX = new RemoteIdentity("inbox1", null);
  private static final RemoteIdentity BEN = new RemoteIdentity("inbox2", "ben");

  /** What is stored, what the token tells, what the linked tasks tell, and the outcome. */
  @ParameterizedTest
  @CsvSource({
    "inbox1 anna, inbox1 renamed, NOT_ASKED, CONNECTED, inbox1 renamed",
    "inbox1 -, inbox1 anna, NOT_ASKED, CONNECTED, inbox1 anna",
    "inbox1 anna, - anna, NOT_ASKED, CONNECTED, inbox1 anna",
    "inbox1 anna, inbox2 anna, FOUND, ACCOUNT_MISMATCH, inbox1 anna",
    "- -, inbox2 ben, NOT_ASKED, CONNECTED, inbox2 ben",
    "inbox1 -, - ben, NOT_ASKED, CHECKING, inbox1 -",
    "inbox1 -, - ben, UNCLEAR, CHECKING, inbox1 -",
    "inbox1 -, - ben, ABSENT, ACCOUNT_MISMATCH, inbox1 -",
    "inbox1 -, - anna, FOUND, CONNECTED, inbox1 anna",
    "inbox1 anna, - -, NOT_ASKED, CHECKING, inbox1 anna",
    "inbox1 anna, - -, FOUND, CONNECTED, inbox1 anna",
    "- anna, - ben, NOT_ASKED, CHECKING, - anna",
    "- anna, - ben, UNCLEAR, ACCOUNT_MISMATCH, - anna",
    "- anna, - ben, ABSENT, ACCOUNT_MISMATCH, - anna",
    "- anna, - renamed, FOUND, CONNECTED, - renamed"
  })
  void aTokenIsBelievedOnlyIfItCouldBeComparedWhileTasksAreLinked(
      String stored, String told, LinkedTasks linked, AccountState state, String identity) {
    Standing standing = Standing.of(identity(stored), new TokenCheck(identity(told), linked), true);

    assertThat(standing).isEqualTo(new Standing(state, identity(identity), false));
  }

  @Test
  void withoutLinksNothingOfTwoAccountsIsMixed() {
    RemoteIdentity member = new RemoteIdentity(null, "ben");

    assertThat(Standing.of(INBOX, TokenCheck.of(member), false))
        .isEqualTo(new Standing(AccountState.CONNECTED, member, false));
    assertThat(Standing.of(ANNA, TokenCheck.of(BEN), false))
        .isEqualTo(new Standing(AccountState.CONNECTED, BEN, true));
    assertThat(Standing.of(INBOX, TokenCheck.of(ANNA), false).identity()).isEqualTo(ANNA);
  }

  private static RemoteIdentity identity(String text) {
    String[] parts = text.split(" ", -1);
    return new RemoteIdentity(
        parts[0].equals("-") ? null : parts[0], parts[1].equals("-") ? null : parts[1]);
  }
}
