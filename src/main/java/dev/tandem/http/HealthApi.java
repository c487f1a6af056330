package dev.tandem.http;

import dev.tandem.account.AccountRoutes;
import dev.tandem.account.UserCommand;
import dev.tandem.bus.Bus;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** The probes and the contract: for everybody, and without anybody's data. */
final class HealthApi {
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(1);

  private final Bus bus;
  private final Readiness readiness;

  HealthApi(Bus bus, Readiness readiness) {
    this.bus = bus;
    this.readiness = readiness;
  }

  void bind(ApiRouter router) {
    router
        .serve(HttpMethod.GET, "/health/live", call -> Future.succeededFuture(status("live")))
        .serve(HttpMethod.GET, "/health/ready", this::ready)
        .serve(
            HttpMethod.GET,
            "/openapi.json",
            call -> Future.succeededFuture(Answer.ok(ContractDocument.load().served())));
  }

  /** Ready is who can read one row. */
  private Future<Answer> ready(Call call) {
    if (readiness.isDraining()) {
      throw Problem.overloaded("the process is about to stop").asException();
    }
    return bus.ask(AccountRoutes.USERS, new UserCommand.ListUsers(1, null), PROBE_LIMIT)
        .map(reply -> status("ready"))
        .recover(
            failure ->
                Future.failedFuture(
                    Problem.overloaded("the database cannot be asked").asException()));
  }

  private static Answer status(String status) {
    return Answer.ok(new JsonObject().put("status", status).toBuffer());
  }
}
