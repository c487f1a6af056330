package dev.tandem.sandbox;

import static dev.tandem.sandbox.RunningSandbox.ANNA;
import static dev.tandem.sandbox.RunningSandbox.BEN;
import static dev.tandem.sandbox.Wire.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Point 9 of what a faithful simulator must reproduce: the rate limit. */
final class LimitsConformanceIT {
  @RegisterExtension static final RunningSandbox SANDBOX = new RunningSandbox();

  private final Wire anna = SANDBOX.as(ANNA);
  private final SandboxProbe probe = SANDBOX.probe();

  @BeforeEach
  void stopTheClock() {
    probe.fixClock(Instant.parse("2026-11-22T10:00:00Z"));
  }

  private void calls(int count, int status) {
    for (var i = 0; i < count; i++) {
      assertThat(anna.get("/project").statusCode()).isEqualTo(status);
    }
  }

  @Test
  void the101stCallOfAMinuteIsA500WithoutRetryAfter() {
    calls(100, 200);

    var refused = anna.get("/project");

    assertThat(refused.statusCode()).isEqualTo(500);
    assertThat(object(refused).getString("errorCode")).isEqualTo("exceed_query_limit");
    assertThat(refused.headers().firstValue("Retry-After")).isEmpty();
    assertThat(SANDBOX.as(BEN).get("/project").statusCode()).isEqualTo(200);
  }

  @Test
  void theWindowSlides() {
    calls(60, 200);
    probe.advanceClock(Duration.ofSeconds(30));
    calls(40, 200);
    probe.advanceClock(Duration.ofSeconds(30));

    calls(60, 200);
    calls(1, 500);
  }

  @Test
  void rejectedCallsKeepTheDoorShutUnlessToldOtherwise() {
    probe.rateLimits(2, 300);
    calls(2, 200);
    probe.advanceClock(Duration.ofSeconds(40));
    calls(2, 500);
    probe.advanceClock(Duration.ofSeconds(30));
    calls(1, 500);

    probe.rejectedCallsCount(false);
    calls(2, 200);
    probe.advanceClock(Duration.ofSeconds(40));
    calls(2, 500);
    probe.advanceClock(Duration.ofSeconds(30));
    calls(1, 200);
  }

  @Test
  void fiveMinutesHaveALimitOfTheirOwn() {
    probe.rateLimits(100, 5);
    for (var i = 0; i < 5; i++) {
      calls(1, 200);
      probe.advanceClock(Duration.ofSeconds(59));
    }

    calls(1, 500);
    probe.rateLimits(false);
    calls(1, 200);
  }

  @Test
  void theSummaryShowsTheBusiestWindow() {
    calls(3, 200);
    probe.advanceClock(Duration.ofSeconds(70));
    calls(2, 200);

    var peaks = probe.summary().getJsonObject("peaks").getJsonObject("anna");

    assertThat(peaks.getInteger("perMinute")).isEqualTo(3);
    assertThat(peaks.getInteger("perFiveMinutes")).isEqualTo(5);
  }
}
