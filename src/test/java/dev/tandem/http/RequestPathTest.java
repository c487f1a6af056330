package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/api/tasks/1", "/%20", "/a%2fb%C3%A9", "/%25%25"})
  void acceptsWholeEscapes(String path) {
    assertThat(RequestPath.isWellEscaped(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "/%", "/%4", "/%zz", "/%4g", "/%+1", "/%-1", "/%u0041", "/%20%"})
  void refusesOtherEscapes(String path) {
    assertThat(RequestPath.isWellEscaped(path)).isFalse();
  }

  @Test
  void takesNoPathForOneWithoutEscapes() {
    assertThat(RequestPath.isWellEscaped(null)).isTrue();
  }

  @Test
  void printsNothingThatCouldForgeALineOfTheLog() {
    assertThat(RequestPath.printable("/a b\r\nERROR \u001b[31mé/%0a"))
        .isEqualTo("/a?b??ERROR??[31m?/%0a");
    assertThat(RequestPath.printable("/" + "x".repeat(9_000))).hasSize(200);
    assertThat(RequestPath.printable(null)).isEqualTo("?");
  }

  @Test
  void fillsInParametersEscaped() {
    assertThat(RequestPath.filled("/api/tasks/{id}/suggestions", Map.of("id", "a b/é+")))
        .isEqualTo("/api/tasks/a%20b%2F%C3%A9%2B/suggestions");
    assertThat(RequestPath.filled("/api/tasks", Map.of())).isEqualTo("/api/tasks");
  }
}
