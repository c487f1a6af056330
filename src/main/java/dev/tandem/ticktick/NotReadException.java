package dev.tandem.ticktick;

import dev.tandem.sync.RemoteAnswer.Obstacle;
import java.io.Serial;

/** A reading that somebody asked for did not begin, or end, while they waited. */
final class NotReadException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private NotReadException(String why) {
    super(why, null, false, false);
  }

  static NotReadException becauseOf(Obstacle obstacle) {
    return new NotReadException(obstacle.detail());
  }

  static NotReadException late() {
    return new NotReadException(
        "TickTick was not read in time; what it shows is taken over as soon as it is.");
  }
}
