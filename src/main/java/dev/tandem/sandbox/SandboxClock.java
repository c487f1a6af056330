package dev.tandem.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The remote side's idea of now, which a test may stop or move. Milliseconds, as TickTick shows no
 * more. It rules ids, stamps, token lifetimes, rate windows and the {@code Date} header, but not
 * injected latency.
 */
final class SandboxClock extends Clock {
  private final Clock source;
  private Duration offset = Duration.ZERO;
  private @Nullable Instant fixed;

  SandboxClock(Clock source) {
    this.source = source;
  }

  void fix(Instant at) {
    fixed = at;
    offset = Duration.ZERO;
  }

  void advance(Duration by) {
    if (fixed != null) {
      fixed = fixed.plus(by);
    } else {
      offset = offset.plus(by);
    }
  }

  void run() {
    fixed = null;
    offset = Duration.ZERO;
  }

  boolean isFixed() {
    return fixed != null;
  }

  @Override
  public Instant instant() {
    var now = fixed != null ? fixed : source.instant().plus(offset);
    return now.truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public ZoneId getZone() {
    return source.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("The sandbox's clock is read as instants only");
  }
}
