package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.config.Secret;
import org.junit.jupiter.api.Test;

class ConsentTest {
  @Test
  void itsSecretsAreLongAndNeverTheSame() {
    Consent one = Consent.begin();
    Consent other = Consent.begin();

    assertThat(one.state()).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(other.state());
    assertThat(one.browser().reveal())
        .matches("[A-Za-z0-9_-]{43}")
        .isNotIn(one.state(), other.browser().reveal());
  }

  @Test
  void theVerifierComesOutOfBothAgain() {
    Consent begun = new Consent("state", new Secret("browser"));

    assertThat(begun.verifier())
        .isEqualTo(new Consent("state", new Secret("browser")).verifier())
        .isNotEqualTo(new Consent("state", new Secret("another")).verifier())
        .isNotEqualTo(new Consent("another", new Secret("browser")).verifier());
    assertThat(begun.verifier().reveal()).matches("[A-Za-z0-9_-]{43}");
    assertThat(begun.challenge()).matches("[A-Za-z0-9_-]{43}");
    assertThat(new Consent("", new Secret("")).verifier().reveal()).hasSize(43);
  }

  @Test
  void itsHashesAreSha256() {
    Consent consent = new Consent("abc", new Secret("abc"));

    assertThat(consent.stateHash())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        .isEqualTo(consent.browserHash());
  }

  @Test
  void itDoesNotPrintItsSecrets() {
    assertThat(new Consent("abc", new Secret("def")).toString()).doesNotContain("abc", "def");
  }
}
