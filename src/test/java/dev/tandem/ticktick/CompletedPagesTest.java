package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.Broken;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.ticktick.CompletedPages.End;
import dev.tandem.ticktick.CompletedPages.Found;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class CompletedPagesTest {
  private static final Instant FROM = Instant.parse("2026-12-01T10:00:00Z");

  private final List<Instant> ends = new ArrayList<>();

  @Test
  void goesBackFromTheNewestUntilAPageIsNotFull() {
    Found found = read(450, 1, 99);

    assertThat(found.end()).isEqualTo(new End.Whole());
    assertThat(found.tasks().stream().map(RemoteSnapshot::id).distinct()).hasSize(450);
    assertThat(ends)
        .containsExactly(null, FROM.plusSeconds(450 - 199), FROM.plusSeconds(450 - 199 - 199));
  }

  @Test
  void moreAtOneMomentThanAPageHoldsIsCutOff() {
    assertThat(read(450, 0, 99).end()).isEqualTo(new End.CutOff());
    assertThat(ends).hasSize(2);
  }

  @Test
  void keepsWhatWasReadBeforeAPageFailed() {
    Found found = read(450, 1, 1);

    assertThat(found.end()).isEqualTo(new End.Failed(new Broken(502)));
    assertThat(found.tasks()).hasSize(200);
  }

  @Test
  void aRowThatIsNoTaskCostsNoOther() {
    ArrayNode page = page(3, 1, null);
    page.addObject().put("title", "without an id");

    Found found =
        new CompletedPages(request -> Future.succeededFuture(new Body(page)), FROM).read().result();

    assertThat(found.tasks()).hasSize(3);
    assertThat(found.readable()).isFalse();
    assertThat(found.end()).isEqualTo(new End.Whole());
  }

  /**
   * @param seconds between two completions
   * @param pages that are answered
   */
  private Found read(int tasks, int seconds, int pages) {
    return new CompletedPages(
            request -> {
              String to = TaskReading.text(Objects.requireNonNull(request.body()), "endDate");
              Instant end = RemoteDates.read(to);
              ends.add(end);
              RemoteAnswer answer =
                  ends.size() > pages ? new Broken(502) : new Body(page(tasks, seconds, end));
              return Future.succeededFuture(answer);
            },
            FROM)
        .read()
        .result();
  }

  private static ArrayNode page(int tasks, int seconds, Instant end) {
    ArrayNode page = JsonNodeFactory.instance.arrayNode();
    for (int i = tasks; i > 0 && page.size() < ListContents.CAP; i--) {
      Instant at = FROM.plusSeconds((long) i * seconds);
      if (end == null || !at.isAfter(end)) {
        page.addObject()
            .put("id", "task-" + i)
            .put("projectId", "list")
            .put("status", 2)
            .put("completedTime", RemoteDates.write(at));
      }
    }
    return page;
  }
}
