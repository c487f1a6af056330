package dev.tandem.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.PollRoutes.KnownList;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ListTimesTest {
  private static final Instant T = Instant.parse("2026-12-01T10:00:00Z");

  @Test
  void whatWasNotReadForLongestIsReadFirst() {
    var times =
        new ListTimes(
            List.of(known("a", T.plusSeconds(2)), known("b", T), known("c", T.plusSeconds(1))));

    assertThat(times.oldestFirst(List.of("a", "b", "c", "new")))
        .containsExactly("new", "b", "c", "a");
    times.read("b", T.plusSeconds(9));
    assertThat(times.oldestFirst(List.of("a", "b", "c"))).containsExactly("c", "a", "b");
  }

  @Test
  void aSweepBeganWithItsFirstListAndNeedsAll() {
    var times = new ListTimes(List.of(known("a", T.plusSeconds(3)), known("b", null)));

    assertThat(times.allReadSince(T, List.of("a", "b"))).isEmpty();
    times.read("b", T.plusSeconds(5));
    assertThat(times.allReadSince(T, List.of("a", "b"))).contains(T.plusSeconds(3));
    assertThat(times.allReadSince(T.plusSeconds(4), List.of("a", "b"))).isEmpty();
  }

  @Test
  void theInboxIsOneListUnderBothNames() {
    var times = new ListTimes(List.of(known("inbox", T)));

    times.read("inbox115781412", T.plusSeconds(1));

    assertThat(times.isReadSince("inbox", T.plusSeconds(1))).isTrue();
    assertThat(times.wereReadAfterLastReadingOf("inbox115781412", List.of("inbox"))).isTrue();
  }

  @Test
  void whatAListMissedBeforeIsInNoneOnceAllOthersWereReadAfterThat() {
    var times = new ListTimes(List.of(known("a", T), known("b", T.minusSeconds(1)), known("c", T)));

    assertThat(times.wereReadAfterLastReadingOf("a", List.of("a", "b", "c"))).isFalse();
    times.read("a", T.plusSeconds(5));
    assertThat(times.wereReadAfterLastReadingOf("a", List.of("a", "b", "c"))).isFalse();
    times.read("b", T.plusSeconds(6));
    assertThat(times.wereReadAfterLastReadingOf("a", List.of("a", "b", "c"))).isTrue();
    assertThat(times.wereReadAfterLastReadingOf("new", List.of("a", "b"))).isFalse();
  }

  private static KnownList known(String id, Instant readAt) {
    return new KnownList(id, false, readAt);
  }
}
