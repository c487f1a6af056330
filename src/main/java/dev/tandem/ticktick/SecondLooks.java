package dev.tandem.ticktick;

import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import dev.tandem.sync.RemoteSnapshot;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Looks at twins again right before one request changes or completes them all, if the plan's first
 * look is older than a single row's may be: what a person changed there meanwhile would be
 * overwritten unseen, and no later answer could show it. A twin that is as it was is written to; a
 * row whose twin changed begins anew, so that the change is merged first.
 */
final class SecondLooks {
  /** For fewer rows of a batch a list is not read again: it would cost as much as they do. */
  private static final int WORTH = 10;

  private final SharedCalls calls;
  private final Desk desk;

  SecondLooks(SharedCalls calls, Desk desk) {
    this.calls = calls;
    this.desk = desk;
  }

  /** Those of a batch that may be sent; the others are answered. */
  Future<List<Ask>> of(List<Ask> batch) {
    List<Ask> old = batch.stream().filter(ask -> !ask.isRecent()).toList();
    List<Ask> changed = new ArrayList<>();
    return Future.join(
            Portions.byList(old).entrySet().stream()
                .filter(list -> list.getValue().size() >= WORTH)
                .map(list -> look(list, changed))
                .toList())
        .map(
            done -> {
              // Not counted as a request of theirs: nothing of them was sent, and they come back.
              changed.forEach(ask -> desk.answer(ask, Exchange.unsent(anew())));
              return batch.stream().filter(ask -> !changed.contains(ask)).toList();
            });
  }

  private static NotSent anew() {
    return new NotSent(Obstacle.LEASE_SHORT, Optional.of(Duration.ZERO));
  }

  /** If the list cannot be read, the first look counts for as long as it may. */
  private Future<?> look(Map.Entry<String, List<Ask>> list, List<Ask> changed) {
    AtomicLong sentAt = new AtomicLong();
    return calls
        .read(TickTickRequest.data(list.getKey()), sentAt::set)
        .onSuccess(
            exchange -> {
              if (exchange.answer() instanceof Body body) {
                Map<String, RemoteSnapshot> shown = PlanLooks.shown(body);
                for (Ask ask : list.getValue()) {
                  RemoteSnapshot twin = shown.get(ask.link().remoteId());
                  if (twin != null && TwinReading.isAsItWas(twin, ask.link())) {
                    ask.seen(sentAt.get());
                  } else {
                    changed.add(ask);
                  }
                }
              }
            });
  }
}
