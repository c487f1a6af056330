package dev.tandem.exam;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for something that is bound to come, on a machine that may be busy with much else. */
final class Signal {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private Signal() {}

  static ConditionFactory await() {
    return Awaitility.await().atMost(LIMIT);
  }
}
