package dev.tandem.http;

import dev.tandem.bus.Bus;
import dev.tandem.sync.SyncRoutes;
import dev.tandem.sync.SyncRoutes.DecideDeletions;
import dev.tandem.sync.SyncRoutes.Decision;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;

/** {@code /api/sync/deletions}: what a person says of deletions in TickTick that are held. */
final class DeletionsApi {
  private final Bus bus;
  private final KeyedClient keyed;

  DeletionsApi(Bus bus, KeyedClient keyed) {
    this.bus = bus;
    this.keyed = keyed;
  }

  void bind(ApiRouter router) {
    router
        .serve(
            HttpMethod.POST,
            "/api/sync/deletions/approve",
            keyed.once(call -> decide(call, Decision.APPROVE)))
        .serve(
            HttpMethod.POST,
            "/api/sync/deletions/dismiss",
            keyed.once(call -> decide(call, Decision.DISMISS)));
  }

  private Future<Answer> decide(Call call, Decision decision) {
    return bus.ask(
            SyncRoutes.DELETIONS, new DecideDeletions(call.userId(), decision), Call.ASK_LIMIT)
        .map(decided -> Answer.ok(SyncRenderer.deletions(decided)));
  }
}
