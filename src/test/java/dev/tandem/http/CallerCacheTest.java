package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.User;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallerCacheTest {
  private static final long SECOND = 1_000_000_000;
  private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
  private static final User USER = new User(1, "u", null, User.Role.USER, Instant.EPOCH);

  private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - SECOND / 2);
  private final CallerCache cache = new CallerCache(2, time::get, Clock.fixed(NOW, ZoneOffset.UTC));

  private static Caller caller(long keyId) {
    return Caller.byKey(USER, keyId);
  }

  @Test
  void knowsAKeyForLessThanASecondAfterItWasAskedFor() {
    cache.keep("h", caller(1), cache.now());

    time.addAndGet(SECOND - 1);
    assertThat(cache.find("h")).isEqualTo(caller(1));
    time.addAndGet(1);
    assertThat(cache.find("h")).isNull();
  }

  @Test
  void forgetsARevokedKey() {
    cache.keep("a", caller(1), cache.now());
    cache.keep("b", caller(2), cache.now());

    cache.forget(known -> known.isByKey(1));

    assertThat(cache.find("a")).isNull();
    assertThat(cache.find("b")).isEqualTo(caller(2));
  }

  @Test
  void knowsATokenUntilItsEndAndNoLonger() {
    Caller valid = Caller.byToken(USER, NOW.plusMillis(1));
    cache.keep("valid", valid, cache.now());
    cache.keep("over", Caller.byToken(USER, NOW), cache.now());

    assertThat(cache.find("valid")).isEqualTo(valid);
    assertThat(cache.find("over")).isNull();
  }

  @Test
  void holdsNoMoreThanItsCapacity() {
    cache.keep("a", caller(1), cache.now());
    cache.keep("b", caller(2), cache.now());
    cache.keep("c", caller(3), cache.now());

    assertThat(cache.find("a")).isNull();
    assertThat(cache.find("c")).isEqualTo(caller(3));
  }

  @Test
  void namesKeysByTheirHash() {
    assertThat(cache.hash("secret"))
        .isEqualTo("2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b");
  }
}
