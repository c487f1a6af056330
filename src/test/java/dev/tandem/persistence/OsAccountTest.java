package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class OsAccountTest {
  @Test
  void anOrdinaryUserRunsItAsItselfAndMakesItInANamespaceIfItHasNoName() {
    assertThat(commands(1000, false, 1000)).containsExactly("", "unshare -U --");
    assertThat(commands(1000, true, 1000)).containsExactly("");
  }

  @Test
  void rootStepsDownToNobodyOrGoesIntoANamespace() {
    assertThat(commands(0, false, 0)).containsExactly(steppedDownTo(65534), "unshare -U --");
  }

  @Test
  void rootStepsDownToTheOwnerOfTheDataDirectoryFirst() {
    assertThat(commands(0, false, 1000))
        .containsExactly(
            steppedDownTo(1000),
            steppedDownTo(1000) + " unshare -U --",
            steppedDownTo(65534),
            "unshare -U --");
  }

  @Test
  void aClusterIsServedByItsOwnerOnly() {
    assertThat(commands(0, true, 65534)).containsExactly(steppedDownTo(65534));
    assertThat(commands(0, true, 0)).containsExactly("unshare -U --");
  }

  private static List<String> commands(int self, boolean made, int owner) {
    return OsAccount.candidates(self, made, owner, owner).stream()
        .map(account -> String.join(" ", account.prefix()))
        .toList();
  }

  private static String steppedDownTo(int uid) {
    return "setpriv --reuid=" + uid + " --regid=" + uid + " --clear-groups --no-new-privs --";
  }
}
