package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.AccountCommand.Claim;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutageWindowTest {
  private static final Duration LENGTH = Duration.ofSeconds(100);
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** Near the end of the range, as a monotonic clock may start anywhere. */
  private long now = Long.MAX_VALUE - 10 * SECOND;

  private final OutageWindow window = new OutageWindow(5, LENGTH);

  @Test
  void opensOnEnoughOutages() {
    outages(1, 4);
    assertThat(window.tells(now)).isFalse();

    outages(1, 1);
    assertThat(window.tells(now)).isTrue();
  }

  @Test
  void staysClosedWhileHalfOfTheRequestsSucceed() {
    outages(1, 5);
    successes(1, 5);
    assertThat(window.tells(now)).isFalse();

    outages(1, 1);
    assertThat(window.tells(now)).isTrue();
  }

  @Test
  void staysClosedForOneAccountsTroubleAlone() {
    outages(1, 9);
    successes(2, 1);
    assertThat(window.tells(now)).isFalse();

    outages(2, 1);
    assertThat(window.tells(now)).isTrue();
  }

  @Test
  void forgetsWhatIsOlderThanTheWindow() {
    outages(1, 5);
    now += LENGTH.toNanos() + 6 * SECOND;

    assertThat(window.outages(now)).isZero();
    assertThat(window.tells(now)).isFalse();
  }

  @Test
  void isLongEnoughForAHostThatLetsOneRequestAfterTheOtherHang() {
    Duration limit = Duration.ofSeconds(10);
    OutageWindow hanging = new OutageWindow(5, OutageWindow.lengthFor(5, limit));
    for (int i = 0; i < 5; i++) {
      now += limit.toNanos();
      hanging.add(now, Caller.ofAccount(1, false), true);
    }

    assertThat(hanging.tells(now)).isTrue();
  }

  @Test
  void blamesTheAccountWhoseRequestsAloneFail() {
    successes(2, 1);
    outages(1, 4);
    assertThat(window.blames(now, 1)).isFalse();

    outages(1, 1);
    assertThat(window.blames(now, 1)).isTrue();
    assertThat(window.blames(now, 2)).isFalse();
  }

  @Test
  void blamesNoAccountWhileHalfOfItsRequestsAreAnswered() {
    successes(2, 1);
    outages(1, 5);
    successes(1, 5);

    assertThat(window.blames(now, 1)).isFalse();
  }

  @Test
  void blamesNoAccountWhileNobodyElseIsAnswered() {
    outages(1, 5);
    assertThat(window.blames(now, 1)).isFalse();

    outages(2, 5);
    assertThat(window.blames(now, 1)).isFalse();
  }

  @Test
  void blamesNoAccountForOneTaskAlone() {
    successes(2, 1);
    for (int i = 0; i < 9; i++) {
      outages(1, 1);
    }

    assertThat(window.blames(now, 1)).isFalse();
  }

  @Test
  void blamesTheAccountForRequestsThatSpeakForManyTasks() {
    successes(2, 1);
    for (int i = 0; i < 9; i++) {
      now += SECOND;
      window.add(now, Caller.ofAccount(1, false), true);
    }

    assertThat(window.blames(now, 1)).isTrue();
  }

  @Test
  void startsAfreshOnceCleared() {
    outages(1, 5);
    window.clear();

    assertThat(window.tells(now)).isFalse();
  }

  private void outages(long account, int count) {
    add(account, count, true);
  }

  private void successes(long account, int count) {
    add(account, count, false);
  }

  private void add(long account, int count, boolean outage) {
    for (int i = 0; i < count; i++) {
      now += SECOND;
      window.add(now, new Caller(account, new Claim(i + 1L, 1), false, Lease.unlimited()), outage);
    }
  }
}
