package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "Application/JSON",
        "application/merge-patch+json",
        "application/json; charset=utf-8",
        "application/json;charset=utf8",
        "application/json; charset=\"UTF-8\"",
        "application/json; odd=\"charset\"; charset=utf-8"
      })
  void takesJsonInUtf8(String contentType) {
    assertThat(RequestReader.isJson(contentType)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text/plain",
        "text/json",
        "application/jsonp",
        "application/json; charset=utf-8x",
        "application/json; charset=utf-16",
        "application/json; charset",
        "application/json; charset=\"utf-8",
        "application/json; charset=utf-8; charset=latin1"
      })
  void takesNothingElse(String contentType) {
    assertThat(RequestReader.isJson(contentType)).isFalse();
  }
}
