package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.CreateIntent;
import dev.tandem.sync.Fields;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushJob.Blocker;
import dev.tandem.sync.PushJob.Look;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AccountRunsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final List<PushJob> claimed = new ArrayList<>();

  private void claim(int many, long account, boolean interactive, boolean searches) {
    CreateIntent intent =
        searches ? new CreateIntent(1, NOW, NOW, true, Fields.BLANK, null, null) : null;
    for (int i = 0; i < many; i++) {
      long id = claimed.size() + 1L;
      claimed.add(
          new PushJob(
              id,
              1,
              account,
              id,
              1,
              Fields.BLANK,
              Blocker.NONE,
              null,
              Look.IF_STALE,
              intent,
              List.of(),
              0,
              0,
              null,
              NOW,
              null,
              interactive));
    }
  }

  private List<Integer> sizes() {
    return AccountRuns.of(claimed).stream().map(List::size).toList();
  }

  @Test
  void threeOfAnAccountGoTogether() {
    claim(3, 1, false, false);
    claim(2, 2, false, false);

    assertThat(sizes()).containsExactly(3, 1, 1);
  }

  @Test
  void whomSomebodyWaitsForComesFirstAndByItself() {
    claim(10, 1, false, false);
    claim(3, 1, true, false);

    assertThat(sizes()).containsExactly(1, 1, 1, 10);
  }

  @Test
  void manyWhomSomebodyWaitsForAreAPlanOfTheirOwn() {
    claim(10, 1, false, false);
    claim(8, 1, true, false);

    assertThat(sizes()).containsExactly(8, 10);
  }

  @Test
  void thoseThatSearchHoldUpNoOther() {
    claim(5, 1, false, false);
    claim(4, 1, false, true);
    claim(1, 2, false, true);

    assertThat(sizes()).containsExactly(5, 4, 1);
  }
}
