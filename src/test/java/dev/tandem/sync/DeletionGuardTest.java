package dev.tandem.sync;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeletionGuardTest {
  @ParameterizedTest
  @CsvSource({
    "10, 11, false",
    "10, 49, false",
    "11, 54, true",
    "11, 55, false",
    "11, 12, true",
    "200, 1000, false",
    "201, 1000, true",
    "1, 1, false",
    "2, 2, false",
    "3, 3, true",
    "3, 4, false",
    "10, 10, true",
    "0, 0, false",
  })
  void holdsMoreThanTenAndAFifthOrAllOfThreeOrMore(long inferred, long linked, boolean held) {
    assertThat(DeletionGuard.isTooMuch(inferred, linked)).isEqualTo(held);
  }

  @Property
  void neverLetsMoreGoThanAFifthOrTen(
      @ForAll @LongRange(min = 0, max = 100_000) long inferred,
      @ForAll @LongRange(min = 0, max = 100_000) long linked) {
    if (!DeletionGuard.isTooMuch(inferred, linked)) {
      assertThat(inferred <= 10 || inferred * 5 <= linked).isTrue();
      assertThat(inferred < 3 || inferred < linked).isTrue();
    }
  }

  @Property
  void isNoLessCarefulWithMoreDeletionsOrFewerLinks(
      @ForAll @LongRange(min = 0, max = 1_000) long inferred,
      @ForAll @LongRange(min = 0, max = 10_000) long linked,
      @ForAll @LongRange(min = 0, max = 1_000) long more) {
    if (DeletionGuard.isTooMuch(inferred, linked)) {
      assertThat(DeletionGuard.isTooMuch(inferred + more, linked)).isTrue();
      assertThat(DeletionGuard.isTooMuch(inferred, Math.max(0, linked - more))).isTrue();
    }
  }

  @Property
  void holdsNothingWhereOneOrTwoVanish(
      @ForAll @LongRange(min = 0, max = 2) long inferred,
      @ForAll @LongRange(min = 0, max = 100) long linked) {
    assertThat(DeletionGuard.isTooMuch(inferred, linked)).isFalse();
  }
}
