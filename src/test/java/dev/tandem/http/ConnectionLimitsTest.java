package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionLimitsTest {
  @ParameterizedTest
  @CsvSource({"256, 16384", "1, 1000", "16, 1024", "8192, 50000", "100000000, 50000"})
  void takesAsManyAsTheHeapHasRoomFor(long mebibytes, int most) {
    assertThat(ConnectionLimits.of(mebibytes << 20).most()).isEqualTo(most);
  }

  /** Nothing is written while a client is silent, then sends its body, then is waited for. */
  @Test
  void endsNoAnswerThatIsStillAwaited() {
    ConnectionLimits limits = ConnectionLimits.of(0);

    assertThat(limits.unread())
        .isGreaterThanOrEqualTo(limits.idle().plus(limits.body()).plusSeconds(40));
  }
}
