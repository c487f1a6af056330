package dev.tandem.http;

import dev.tandem.bus.Bus;
import java.util.function.Supplier;

/** All that is served. */
final class ApiRoutes {
  private final Bus bus;
  private final PushWait waits;
  private final EventStreams events;
  private final HttpOptions options;

  ApiRoutes(Bus bus, PushWait waits, EventStreams events, HttpOptions options) {
    this.bus = bus;
    this.waits = waits;
    this.events = events;
    this.options = options;
  }

  /**
   * @param callback asked while requests are served: the port is known by then
   */
  void bind(ApiRouter router, Supplier<ConsentCallback> callback) {
    KeyedClient keyed = new KeyedClient(bus);
    TaskClient tasks = new TaskClient(bus, keyed, waits);
    // Before the paths with an id in the place of a word.
    new ArrangementApi(tasks).bind(router);
    new BatchApi(new BatchClient(bus, keyed, waits, options.clock()), options.pushWait())
        .bind(router);
    new TasksApi(tasks, waits, options.pushWait()).bind(router);
    new SuggestionsApi(bus, keyed, tasks, options.pushWait()).bind(router);
    new ChangesApi(bus).bind(router);
    new EventsApi(bus, events).bind(router);
    new SyncApi(bus, tasks, keyed, waits, options).bind(router);
    new ConflictsApi(bus, keyed).bind(router);
    new DeletionsApi(bus, keyed).bind(router);
    new ProjectsApi(tasks, new ProjectClient(bus, keyed, waits), options.pushWait()).bind(router);
    ConnectionClient connections = new ConnectionClient(bus);
    new AccountApi(bus, connections).bind(router);
    new ConsentApi(connections, callback).bind(router);
    PeopleClient people = new PeopleClient(bus, keyed);
    new UsersApi(people).bind(router);
    new ErasureApi(bus).bind(router);
    new ExportApi(bus, tasks, options).bind(router);
    new KeysApi(people, options.clock()).bind(router);
    new HealthApi(bus, options.readiness()).bind(router);
    new LandingApi().bind(router);
    new DocsApi().bind(router);
  }
}
