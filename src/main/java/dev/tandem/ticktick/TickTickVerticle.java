package dev.tandem.ticktick;

import dev.tandem.account.AccountRoutes;
import dev.tandem.account.AccountTopics;
import dev.tandem.bus.Bus;
import dev.tandem.bus.Registration;
import dev.tandem.config.GatewayConfig;
import dev.tandem.sync.SyncRoutes;
import dev.tandem.task.ProjectTopics;
import dev.tandem.task.TaskTopics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps TickTick in step. One a process: its breaker, its token refresh and its limits hold for one
 * event loop, and more of them would only share the same few requests. It needs the queue and the
 * accounts to be served for as long as it runs.
 */
public final class TickTickVerticle extends VerticleBase {
  private final TickTickOptions options;
  private final Clock clock;
  private final List<Registration> registrations = new ArrayList<>();
  private @Nullable PushEngine engine;

  public TickTickVerticle(
      GatewayConfig.TickTick ticktick,
      GatewayConfig.Sync sync,
      GatewayConfig.Breaker breaker,
      Clock clock) {
    this.options = new TickTickOptions(ticktick, sync, breaker);
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    Bus bus = Bus.of(vertx);
    var started = new PushEngine(vertx, bus, options, clock);
    engine = started;
    return Future.all(
            List.of(
                bus.serve(AccountRoutes.CONNECTION, started::connection),
                bus.serve(SyncRoutes.PUSH, started::push),
                bus.serve(SyncRoutes.SWEEP, started::sweep),
                bus.serve(SyncRoutes.AWAIT_PROJECT, started.lists()::await),
                bus.serve(SyncRoutes.DELETE_PROJECT, started.lists()::delete),
                bus.subscribe(ProjectTopics.CHANGED, started.lists()::changed),
                bus.serve(
                    SyncRoutes.BREAKER, read -> Future.succeededFuture(started.breakerStatus())),
                bus.subscribe(TaskTopics.CHANGED, started::taskChanged),
                bus.subscribe(AccountTopics.CHANGED, started::accountChanged)))
        .onSuccess(
            all -> {
              registrations.addAll(all.list());
              started.start();
            });
  }

  @Override
  public Future<?> stop() {
    List<Future<Void>> removals = registrations.stream().map(Registration::remove).toList();
    Future<?> removed = Future.join(removals);
    PushEngine started = engine;
    return started == null ? removed : removed.eventually(started::stop);
  }
}
