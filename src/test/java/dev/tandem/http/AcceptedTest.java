package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AcceptedTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "TEXT/HTML",
        "text/*",
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
        "application/json;q=0.5, text/html;level=1;q=0.6",
        "*/*, application/problem+json;q=0.1, application/json;q=0",
        "text/html;q=0.001, application/json;q=2"
      })
  void givesAPageToWhoeverLikesItBetter(String accept) {
    assertThat(Accepted.prefersHtml(List.of(accept))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*/*",
        "application/json",
        "application/problem+json, text/html",
        "text/html;q=0.5, application/json",
        "text/html;q=0",
        "text/html;q=nan",
        "text/html;q=1e3",
        "text/html;q=9",
        "text/html;q=0.9999",
        "text/htmlx",
        "image/*",
        ";;;,,,=",
        "application/*, text/html;q=0.9",
        "text/html;q=0.2, */*;q=0.3"
      })
  void givesADocumentToEverybodyElse(String accept) {
    assertThat(Accepted.prefersHtml(List.of(accept))).isFalse();
  }

  @Test
  void readsSeveralHeadersAsOne() {
    assertThat(Accepted.prefersHtml(List.of())).isFalse();
    assertThat(Accepted.prefersHtml(List.of("application/json;q=0.1", "text/html"))).isTrue();
  }
}
