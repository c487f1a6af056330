package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.http.RateLimit.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final int MOST = 100;

  /** Close to where a monotonic clock overflows. */
  private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);

  private final RateLimit limit = new RateLimit(6, MOST, time::get);

  private void pass(Duration duration) {
    time.addAndGet(duration.toNanos());
  }

  @Test
  void letsAllOfAMinuteComeAtOnceAndNoMore() {
    for (int left = 5; left >= 0; left--) {
      assertThat(limit.take("a"))
          .isEqualTo(new Verdict(true, left, Duration.ofSeconds(10L * (6 - left))));
    }
    assertThat(limit.take("a")).isEqualTo(new Verdict(false, 0, Duration.ofSeconds(10)));
  }

  @Test
  void letsOneMoreComeAfterItsShareOfTheMinute() {
    for (int i = 0; i < 6; i++) {
      limit.take("a");
    }
    pass(Duration.ofSeconds(10).minusNanos(1));
    assertThat(limit.take("a")).isEqualTo(new Verdict(false, 0, Duration.ofNanos(1)));
    pass(Duration.ofNanos(1));
    assertThat(limit.take("a").passes()).isTrue();
    assertThat(limit.take("a").passes()).isFalse();
  }

  @Test
  void takesNothingFromWhomItRefuses() {
    for (int i = 0; i < 60; i++) {
      limit.take("a");
    }
    pass(Duration.ofSeconds(10));
    assertThat(limit.take("a").passes()).isTrue();
  }

  @Test
  void countsEachByItself() {
    for (int i = 0; i < 6; i++) {
      limit.take("a");
    }
    assertThat(limit.take("b").passes()).isTrue();
    assertThat(limit.take("a").passes()).isFalse();
  }

  @Test
  void countsNotWhatIsGivenBack() {
    for (int i = 0; i < 20; i++) {
      assertThat(limit.take("a").passes()).isTrue();
      limit.giveBack("a");
    }
    assertThat(limit.take("a").remaining()).isEqualTo(5);
  }

  @Test
  void tellsWholeSecondsAndNeverTooFew() {
    assertThat(new Verdict(false, 0, Duration.ofNanos(1)).resetSeconds()).isEqualTo(1);
    assertThat(new Verdict(false, 0, Duration.ofMillis(1_001)).resetSeconds()).isEqualTo(2);
    assertThat(new Verdict(false, 0, Duration.ofSeconds(2)).resetSeconds()).isEqualTo(2);
  }

  @Test
  void forgetsWhoIsAtRest() {
    for (int i = 0; i < MOST; i++) {
      limit.take("early " + i);
    }
    pass(Duration.ofMinutes(1));
    for (int i = 0; i < MOST; i++) {
      pass(Duration.ofSeconds(10));
      limit.take("late");
    }
    assertThat(limit.size()).isEqualTo(1);
  }

  @Test
  void keepsNoMoreThanItMayHoweverManyCome() {
    for (int i = 0; i < 10 * MOST; i++) {
      limit.take("one of many " + i);
      assertThat(limit.size()).isLessThanOrEqualTo(MOST);
    }
  }

  @Test
  void countsThoseWhoComeAtTheSameMoment() throws Exception {
    RateLimit shared = new RateLimit(1_000, MOST, () -> 0);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Integer>> tries = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        tries.add(
            () -> {
              int passed = 0;
              for (int j = 0; j < 500; j++) {
                passed += shared.take("a").passes() ? 1 : 0;
              }
              return passed;
            });
      }
      int passed = 0;
      for (Future<Integer> one : threads.invokeAll(tries)) {
        passed += one.get();
      }
      assertThat(passed).isEqualTo(1_000);
    } finally {
      threads.shutdownNow();
    }
  }
}
