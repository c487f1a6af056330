package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.http.ETags.IfMatch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ETagsTest {
  @Test
  void quotesTheVersion() {
    assertThat(ETags.of(42)).isEqualTo("\"42\"");
  }

  @Test
  void readsItsOwnTag() {
    assertThat(ETags.parse(List.of(ETags.of(42))).only()).hasValue(42);
  }

  @Test
  void allowsAnyVersionWithoutAHeaderAndWithAStar() {
    assertThat(ETags.parse(List.of()).any()).isTrue();
    assertThat(ETags.parse(List.of(" * ")).any()).isTrue();
  }

  @Test
  void readsAList() {
    assertThat(ETags.parse(List.of("\"3\" ,\t\"4\"", "\"5\"")))
        .isEqualTo(new IfMatch(false, List.of(3L, 4L, 5L)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"4\",", ",\"4\"", " , ,\"4\" ,, "})
  void passesOverEmptyElementsOfAList(String header) {
    assertThat(ETags.parse(List.of(header)).only()).hasValue(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"W/\"4\"", "\"abc\"", "\"\"", "\"04\"", "\"-4\"", "\"9999999999999999999\""})
  void matchesNothingWithATagThatIsWeakOrNoneOfOurs(String header) {
    IfMatch ifMatch = ETags.parse(List.of(header));

    assertThat(ifMatch.any()).isFalse();
    assertThat(ifMatch.versions()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "4",
        "\"4",
        "4\"",
        "\"4\" \"5\"",
        ",",
        " , ,",
        "\"4\", 5",
        "*, \"4\"",
        "w/\"4\"",
        "W/4"
      })
  void refusesWhatIsNoListOfTags(String header) {
    assertThatThrownBy(() -> ETags.parse(List.of(header)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.problem().faults()).extracting("pointer").containsExactly("If-Match"));
  }
}
