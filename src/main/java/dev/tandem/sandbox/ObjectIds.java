package dev.tandem.sandbox;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;

/** Makes ids and etags of TickTick's shapes. */
final class ObjectIds {
  private static final String ETAG_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int ETAG_LENGTH = 8;
  private static final HexFormat HEX = HexFormat.of();

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final long machine = random.nextLong() & 0xff_ffff_ffffL;
  private int counter = random.nextInt() & 0xff_ffff;

  ObjectIds(Clock clock) {
    this.clock = clock;
  }

  /** 24 hex digits as MongoDB makes them: seconds, machine, counter. */
  String next() {
    counter = (counter + 1) & 0xff_ffff;
    return HEX.toHexDigits(clock.instant().getEpochSecond(), 8)
        + HEX.toHexDigits(machine, 10)
        + HEX.toHexDigits(counter, 6);
  }

  /** Eight letters and digits without an order. */
  String etag() {
    var etag = new StringBuilder(ETAG_LENGTH);
    for (var i = 0; i < ETAG_LENGTH; i++) {
      etag.append(ETAG_LETTERS.charAt(random.nextInt(ETAG_LETTERS.length())));
    }
    return etag.toString();
  }
}
