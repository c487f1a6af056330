package dev.tandem.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DateRulesTest {
  private static final String ONE = "2026-10-01T08:00:00.000+0000";
  private static final String TWO = "2026-10-02T08:00:00.000+0000";

  private final Quirks quirks = new Quirks();
  private final DateRules rules = new DateRules(quirks);

  private JsonObject applied(JsonObject task, JsonObject request, boolean creating) {
    rules.apply(request, task, creating);
    return task;
  }

  @ParameterizedTest
  @CsvSource({
    "2026-10-02T10:00:00+0200, 2026-10-02T08:00:00Z",
    "2026-10-02T10:00:00.123+0200, 2026-10-02T08:00:00.123Z",
    "2026-10-02T08:00:00+0000, 2026-10-02T08:00:00Z",
    "2026-10-02T00:00:00-0530, 2026-10-02T05:30:00Z"
  })
  void readsOffsetsWithoutColon(String text, String instant) {
    assertThat(rules.read(text)).contains(Instant.parse(instant));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-10-02",
        "2026-10-02T10:00:00",
        "2026-10-02T10:00:00Z",
        "2026-10-02T10:00:00+02:00",
        "2026-13-02T10:00:00+0000",
        "2026-10-02T10:00:00+0000x"
      })
  void dropsEverythingElse(String text) {
    assertThat(rules.read(text)).isEmpty();
  }

  @Test
  void readsColonsAndZuluWhereTheQuirkSaysSo() {
    quirks.patch(new JsonObject().put("colonOffsetsAccepted", true));

    assertThat(rules.read("2026-10-02T10:00:00+02:00"))
        .contains(Instant.parse("2026-10-02T08:00:00Z"));
    assertThat(rules.read("2026-10-02T10:00:00Z")).contains(Instant.parse("2026-10-02T10:00:00Z"));
    assertThat(rules.read("2026-10-02")).isEmpty();
  }

  @Test
  void writesMillisecondsAndAnOffsetWithoutColon() {
    assertThat(DateRules.format(Instant.parse("2026-10-02T08:00:00Z"))).isEqualTo(TWO);
  }

  @Test
  void aNewDueDateTakesTheStartAlong() {
    var task = new JsonObject().put("startDate", ONE).put("dueDate", ONE);

    applied(task, new JsonObject().put("dueDate", TWO), false);

    assertThat(task.getString("startDate")).isEqualTo(TWO);
  }

  @Test
  void aSpanStaysUnlessTheQuirkCollapsesIt() {
    var span = new JsonObject().put("startDate", ONE).put("dueDate", TWO);

    assertThat(applied(new JsonObject(), span, false)).isEqualTo(span);
    quirks.patch(new JsonObject().put("updateCollapsesSpan", true));
    assertThat(applied(new JsonObject(), span, true)).isEqualTo(span);
    assertThat(applied(new JsonObject(), span, false).getString("startDate")).isEqualTo(TWO);
    assertThat(applied(new JsonObject().put("isAllDay", true), span, false).getString("startDate"))
        .isEqualTo(ONE);
  }

  @Test
  void aClearedStartComesBackFromTheDueDate() {
    var task = new JsonObject().put("startDate", ONE).put("dueDate", TWO);

    applied(task, new JsonObject().putNull("startDate"), false);

    assertThat(task.getString("startDate")).isEqualTo(TWO);
  }

  @Test
  void aClearedDueDateClearsTheRepetition() {
    var task =
        new JsonObject()
            .put("startDate", ONE)
            .put("dueDate", ONE)
            .put("repeatFlag", "RRULE:FREQ=DAILY");

    applied(task, new JsonObject().putNull("dueDate"), false);

    assertThat(task.containsKey("dueDate")).isFalse();
    assertThat(task.getString("repeatFlag")).isEmpty();
  }

  @Test
  void aRepetitionIsKeptWithADateAndClearedByAnEmptyText() {
    var task = new JsonObject().put("startDate", ONE);

    applied(task, new JsonObject().put("repeatFlag", "RRULE:FREQ=DAILY"), false);
    assertThat(task.getString("repeatFlag")).isEqualTo("RRULE:FREQ=DAILY");
    applied(task, new JsonObject().putNull("repeatFlag"), false);
    assertThat(task.getString("repeatFlag")).isEqualTo("RRULE:FREQ=DAILY");
    applied(task, new JsonObject().put("repeatFlag", ""), false);
    assertThat(task.getString("repeatFlag")).isEmpty();
  }
}
