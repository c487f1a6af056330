package dev.tandem.ticktick;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteSnapshot;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what was completed since a time. TickTick shows the newest first and 200 at most: who wants
 * older ones asks again with an earlier end, which shows the last of before once more.
 */
final class CompletedPages {
  /** Beyond which it is given up. */
  private static final int MOST_PAGES = 50;

  private final Function<TickTickRequest, Future<RemoteAnswer>> ask;
  private final Instant from;
  private final List<RemoteSnapshot> tasks = new ArrayList<>();
  private boolean readable = true;

  /**
   * @param tasks some of them twice
   * @param end why not all of them are there
   * @param readable whether each row could be read as a task
   */
  record Found(List<RemoteSnapshot> tasks, End end, boolean readable) {}

  /** How the reading ended. */
  sealed interface End {
    /** All were shown. */
    record Whole() implements End {}

    /** There are more than TickTick shows. */
    record CutOff() implements End {}

    /** A page was not shown. */
    record Failed(RemoteAnswer answer) implements End {}
  }

  /**
   * @param from by TickTick's clock
   */
  CompletedPages(Function<TickTickRequest, Future<RemoteAnswer>> ask, Instant from) {
    this.ask = ask;
    this.from = from;
  }

  Future<Found> read() {
    return page(null, MOST_PAGES).map(end -> new Found(tasks, end, readable));
  }

  private Future<End> page(@Nullable Instant to, int pages) {
    return ask.apply(TickTickRequest.completed(from, to))
        .compose(
            answer -> {
              if (!(answer instanceof Body body) || !body.json().isArray()) {
                return Future.succeededFuture(new End.Failed(answer));
              }
              ListContents page = ListContents.ofTasks(body.json(), body.clockOffset());
              tasks.addAll(page.tasks());
              readable &= page.whole();
              return body.json().size() < ListContents.CAP
                  ? Future.succeededFuture(new End.Whole())
                  : older(body.json(), to, pages - 1);
            });
  }

  private Future<End> older(JsonNode page, @Nullable Instant to, int pages) {
    Instant oldest = RemoteDates.read(TaskReading.text(page.get(page.size() - 1), "completedTime"));
    return oldest == null || oldest.equals(to) || pages == 0
        ? Future.succeededFuture(new End.CutOff())
        : page(oldest, pages);
  }
}
