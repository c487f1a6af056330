package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrongKeysTest {
  private static final SocketAddress HERE = SocketAddress.inetSocketAddress(1, "192.0.2.1");
  private static final SocketAddress THERE = SocketAddress.inetSocketAddress(1, "192.0.2.2");

  private final AtomicLong time = new AtomicLong();
  private final WrongKeys guesses = new WrongKeys(time::get);

  private void guessAll() {
    for (int i = 0; i < WrongKeys.PER_MINUTE; i++) {
      guesses.begin(HERE, "wrong " + i).isWrong();
    }
  }

  @Test
  void refusesAnAddressThatGuessesOn() {
    guessAll();

    ProblemException refused =
        catchThrowableOfType(ProblemException.class, () -> guesses.begin(HERE, "another"));
    assertThat(refused.problem().kind()).isEqualTo(Problem.Kind.RATE_LIMITED);
    assertThat(refused.headers()).containsExactly(new Answer.Header("Retry-After", "1"));
    guesses.begin(THERE, "another").isWrong();
    time.addAndGet(Duration.ofMinutes(1).toNanos() / WrongKeys.PER_MINUTE);
    guesses.begin(HERE, "another").isWrong();
  }

  @Test
  void letsARightKeyThroughBesideThem() {
    guesses.begin(HERE, "right").isRight();
    guessAll();

    guesses.begin(HERE, "right").isRight();
  }

  @Test
  void forgetsAKeyThatIsRightNoMore() {
    guesses.begin(HERE, "revoked").isRight();
    guessAll();
    guesses.begin(HERE, "revoked").isWrong();

    assertThat(catchThrowableOfType(ProblemException.class, () -> guesses.begin(HERE, "revoked")))
        .isNotNull();
  }

  @Test
  void countsNeitherRightKeysNorThoseNobodyCouldTell() {
    for (int i = 0; i < 2 * WrongKeys.PER_MINUTE; i++) {
      guesses.begin(HERE, "right " + i).isRight();
      guesses.begin(HERE, "unknown " + i).isUndecided();
    }
  }

  /** Otherwise a thousand at once would all be looked up before the first is known to be wrong. */
  @Test
  void countsThoseThatAreStillLookedUp() {
    for (int i = 0; i < WrongKeys.PER_MINUTE; i++) {
      guesses.begin(HERE, "wrong " + i);
    }
    assertThat(catchThrowableOfType(ProblemException.class, () -> guesses.begin(HERE, "one more")))
        .isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "2001:db8:1:2:3:4:5:6, 20010db800010002",
    "2001:db8:1:2:ffff::1, 20010db800010002",
    "::ffff:192.0.2.1, 192.0.2.1"
  })
  void takesTheNetworkOfAnIpv6AddressForOne(String address, String name) {
    assertThat(WrongKeys.nameOf(address)).isEqualTo(name);
  }
}
