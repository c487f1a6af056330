package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferencesTest {
  private static final Duration USUAL = Duration.ofMillis(1500);

  @Test
  void waitsTheUsualTimeWhenNothingIsPreferred() {
    Preferences preferences = Preferences.parse(List.of(), USUAL);

    assertThat(preferences.pushWait()).isEqualTo(USUAL);
    assertThat(preferences.applied()).isEmpty();
    assertThat(preferences.respondAsync()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wait=5 | 5 | wait=5",
        "WAIT=7 | 7 | wait=7",
        "wait=\"8\" | 8 | wait=8",
        "wait=31 | 30 | wait=30",
        "wait=99999999999999999999 | 30 | wait=30",
        "wait=0 | 0 | wait=0",
        "wait=4, wait=9 | 4 | wait=4",
        "handling=lenient, wait=3; x=y | 3 | wait=3",
        "respond-async | 0 | respond-async",
        "wait=10, Respond-Async | 0 | respond-async"
      })
  void saysWhichPreferenceHeld(String header, long seconds, String applied) {
    Preferences preferences = Preferences.parse(List.of(header), USUAL);

    assertThat(preferences.pushWait()).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(preferences.applied()).isEqualTo(Optional.of(applied));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",", ";", "wait", "wait=", "wait=-1", "wait=1.5", "wait=abc", "wait=١", "=5"})
  void passesOverWhatItDoesNotUnderstand(String header) {
    assertThat(Preferences.parse(List.of(header), USUAL))
        .isEqualTo(new Preferences(USUAL, Optional.empty()));
  }

  @Test
  void readsSeveralHeadersAsOne() {
    assertThat(Preferences.parse(List.of("handling=strict", "wait=2"), USUAL).pushWait())
        .isEqualTo(Duration.ofSeconds(2));
  }
}
