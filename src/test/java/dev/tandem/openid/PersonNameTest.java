package dev.tandem.openid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PersonNameTest {
  static Stream<Arguments> names() {
    return Stream.of(
        Arguments.of("Ada Lovelace", "s", "Ada Lovelace"),
        Arguments.of("  Ada\t", "s", "Ada"),
        Arguments.of("", "auth0|7", "auth0|7"),
        Arguments.of(" \u2003 ", "s", "s"),
        Arguments.of("a".repeat(200), "s", "a".repeat(200)),
        Arguments.of("a".repeat(201), "s", "s"),
        Arguments.of("two\nlines", "s", "s"),
        Arguments.of("nul\0", "s", "s"),
        Arguments.of("half \ud83d", "s", "s"),
        Arguments.of("whole \ud83d\ude00", "s", "whole \ud83d\ude00"),
        Arguments.of("", "x".repeat(255), "x".repeat(200)),
        Arguments.of("", "x".repeat(199) + "\ud83d\ude00", "x".repeat(199)));
  }

  @ParameterizedTest
  @MethodSource("names")
  void isTheClaimIfItCanBeKeptElseTheSubject(String claim, String subject, String name) {
    assertThat(PersonName.of(claim, subject)).isEqualTo(name);
  }
}
