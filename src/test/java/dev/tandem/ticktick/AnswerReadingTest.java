package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.Broken;
import dev.tandem.sync.RemoteAnswer.Empty;
import dev.tandem.sync.RemoteAnswer.Forbidden;
import dev.tandem.sync.RemoteAnswer.Limited;
import dev.tandem.sync.RemoteAnswer.NotFound;
import dev.tandem.sync.RemoteAnswer.Refused;
import dev.tandem.sync.RemoteAnswer.Unauthorized;
import dev.tandem.sync.RemoteAnswer.Unreadable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReadingTest {
  private static final String LIMIT =
      "{\"errorId\":\"x\",\"errorCode\":\"exceed_query_limit\",\"errorMessage\":\"…\"}";

  private final AnswerReading reading =
      new AnswerReading(Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC));

  @Test
  void jsonIsABody() {
    assertThat(read(200, "{\"id\":\"x\"}")).isInstanceOf(Body.class);
    assertThat(read(201, "[]")).isInstanceOf(Body.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n", "{}"})
  void nothingIsEmpty(String body) {
    assertThat(read(200, body)).isEqualTo(new Empty());
    assertThat(read(204, body)).isEqualTo(new Empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html></html>",
        "{\"id\":\"x",
        "{\"id\":\"x\"} trailing",
        "true",
        "\"text\"",
        "null"
      })
  void whatIsNoJsonObjectOrArrayIsAnOutage(String body) {
    assertThat(read(200, body)).isInstanceOf(Unreadable.class);
  }

  @Test
  void aPageOfHtmlIsNamed() {
    assertThat(read(200, " <!DOCTYPE html>")).isEqualTo(new Unreadable(200, "a page of HTML"));
  }

  @Test
  void redirectsAreNotFollowed() {
    assertThat(read(302, "")).isInstanceOf(Unreadable.class);
  }

  @Test
  void statusesOfTheAccountAndTheTask() {
    assertThat(read(401, "{\"error\":\"invalid_token\"}")).isEqualTo(new Unauthorized());
    assertThat(read(403, "")).isEqualTo(new Forbidden());
    assertThat(read(404, "")).isEqualTo(new NotFound());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 409})
  void aPageOfHtmlIsNotTickTicksWhateverItsStatus(int status) {
    assertThat(read(status, "\n <!DOCTYPE html><title>Blocked</title>"))
        .isEqualTo(new Unreadable(status, "a page of HTML"));
  }

  @Test
  void tooManyRequestsMayBeSaidByAPage() {
    assertThat(read(429, "<html>")).isEqualTo(new Limited(null));
  }

  @Test
  void otherClientErrorsAreAboutTheChange() {
    assertThat(read(400, "")).isEqualTo(new Refused(400, "http_400"));
    assertThat(read(409, "{\"errorCode\":\"need_pro\"}")).isEqualTo(new Refused(409, "need_pro"));
    assertThat(read(400, "{\"errorCode\":\"<script> \"}")).isEqualTo(new Refused(400, "http_400"));
  }

  @Test
  void theLimitHidesInA500() {
    assertThat(read(500, LIMIT)).isEqualTo(new Limited(null));
  }

  @Test
  void theLimitMayBeA429() {
    assertThat(reading.read(429, "17", "")).isEqualTo(new Limited(Duration.ofSeconds(17)));
    assertThat(reading.read(429, "Sun, 22 Nov 2026 12:01:30 GMT", ""))
        .isEqualTo(new Limited(Duration.ofSeconds(90)));
    assertThat(reading.read(429, "soon", "")).isEqualTo(new Limited(null));
  }

  @Test
  void anUnknownExceptionIsAboutTheChange() {
    assertThat(read(500, "{\"errorCode\":\"unknown_exception\"}"))
        .isEqualTo(new Refused(500, "unknown_exception"));
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504, 520})
  void otherServerErrorsAreOutages(int status) {
    assertThat(read(status, "<html>")).isEqualTo(new Broken(status));
    assertThat(read(status, "")).isEqualTo(new Broken(status));
  }

  private RemoteAnswer read(int status, String body) {
    return reading.read(status, null, body);
  }
}
