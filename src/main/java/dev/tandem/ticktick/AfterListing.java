package dev.tandem.ticktick;

import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteSnapshot;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The lists that a plan wrote to, read after it. A first reading may show what was before the
 * writes (ticktick-api.md, 2.1): what is missed in it is looked for once more.
 */
final class AfterListing {
  private final SharedCalls calls;
  private final Map<String, RemoteSnapshot> tasks = new HashMap<>();
  private final Set<String> unread = new TreeSet<>();

  AfterListing(SharedCalls calls) {
    this.calls = calls;
  }

  /**
   * @param asks whose lists are read; the readings are counted among their requests
   */
  Future<Void> read(Collection<Ask> asks) {
    Map<String, List<Ask>> lists =
        asks.stream()
            .filter(ask -> !unread.contains(ask.list()))
            .collect(Collectors.groupingBy(Ask::list));
    return Future.join(
            lists.entrySet().stream().map(list -> read(list.getKey(), list.getValue())).toList())
        .mapEmpty();
  }

  private Future<Void> read(String list, List<Ask> asks) {
    return calls
        .read(TickTickRequest.data(list))
        .map(
            exchange -> {
              asks.forEach(ask -> ask.carried(exchange.requests()));
              if (exchange.answer() instanceof Body body) {
                tasks.putAll(PlanLooks.shown(body));
              } else {
                unread.add(list);
              }
              return null;
            });
  }

  Optional<RemoteSnapshot> task(String id) {
    return Optional.ofNullable(tasks.get(id));
  }
}
