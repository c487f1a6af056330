package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.sync.RemoteSnapshot.Beside;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The first version's case "pull metadata", and what may stand there instead. */
final class BesideReadingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{\"count\":2},{\"count\":1}]|[]|75|",
        "[{\"estimatedPomo\":3,\"count\":1}]|[]|75|",
        "[]|[{\"duration\":1800},{\"duration\":3600}]||90",
        "[]|[{\"estimatedPomo\":2,\"pomoDuration\":1500,\"stopwatchDuration\":300}]|50|30",
        "[]|[{\"estimatedDuration\":5400}]|90|",
        "[]|[]||",
      })
  void pomodorosAreTheEstimateAndFocusIsTimed(
      String pomodoros, String focus, Integer estimate, Integer timed) {
    Beside beside =
        read("{\"pomodoroSummaries\":" + pomodoros + ",\"focusSummaries\":" + focus + "}");
    assertThat(beside.estimateMinutes()).isEqualTo(estimate);
    assertThat(beside.focusMinutes()).isEqualTo(timed);
  }

  @Test
  void timesAreReadLikeAllOthers() {
    Beside beside =
        read(
            "{\"createdTime\":\"2026-10-09T20:34:00.761+0000\","
                + "\"completedTime\":\"2026-10-10T08:00:00+0200\"}");
    assertThat(beside.createdAt()).isEqualTo(Instant.parse("2026-10-09T20:34:00.761Z"));
    assertThat(beside.completedAt()).isEqualTo(Instant.parse("2026-10-10T06:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"focusSummaries\":null,\"completedTime\":\"\"}",
        "{\"focusSummaries\":\"many\",\"pomodoroSummaries\":7}",
        "{\"focusSummaries\":[null,1,\"x\",[],{\"estimatedPomo\":-3,\"duration\":\"long\"}]}",
      })
  void whatCannotBeReadIsNothing(String json) {
    assertThat(read(json)).isEqualTo(Beside.NOTHING);
  }

  @Test
  void anAbsurdNumberStaysOne() {
    Beside beside = read("{\"focusSummaries\":[{\"estimatedPomo\":9223372036854775807}]}");
    assertThat(beside.estimateMinutes()).isEqualTo(Integer.MAX_VALUE);
  }

  private static Beside read(String json) {
    try {
      return BesideReading.of(new ObjectMapper().readTree(json));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
