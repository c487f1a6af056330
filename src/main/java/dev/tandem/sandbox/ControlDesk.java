package dev.tandem.sandbox;

import dev.tandem.sandbox.LedgerEntry.Outcome;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of every request of the control API: no faults, no tokens, no limits, and plain 4xx
 * answers with a reason. An edit by a person goes into the ledger and the journal as any other
 * effect does.
 */
final class ControlDesk {
  private static final Logger LOG = LoggerFactory.getLogger(ControlDesk.class);

  private final World world;
  private final Ledger ledger;

  ControlDesk(World world, Ledger ledger) {
    this.world = world;
    this.ledger = ledger;
  }

  /** A route that looks at, or changes, how the sandbox behaves. */
  void mount(Router router, HttpMethod method, String path, Operation operation) {
    router.route(method, path).handler(context -> serve(context, () -> answer(context, operation)));
  }

  private Answer answer(RoutingContext context, Operation operation) {
    var source = new LedgerEntry.Source("CONTROL", context.normalizedPath(), "control", null);
    var unlisted = new LedgerEntry(0, ledger.now(), source);
    var name = context.pathParam("account");
    var account = name == null ? null : world.account(name).orElse(null);
    if (name != null && account == null) {
      return refusal(404, "No account is called " + name);
    }
    return operation.apply(new Call(context, unlisted, null, account));
  }

  /** A route by which a person edits in the app. */
  void mountPerson(Router router, Endpoint endpoint) {
    router
        .route(endpoint.method(), "/__sandbox/accounts/:account" + endpoint.path())
        .handler(context -> serve(context, () -> edit(context, endpoint)));
  }

  private Answer edit(RoutingContext context, Endpoint endpoint) {
    var name = context.pathParam("account");
    var account = world.account(name).orElse(null);
    if (account == null) {
      return refusal(404, "No account is called " + name);
    }
    var entry =
        ledger.open(
            new LedgerEntry.Source("PERSON", context.normalizedPath(), endpoint.name(), name));
    try {
      var answer = endpoint.operation().apply(new Call(context, entry, null, account));
      var effects = world.commit(account);
      if (!effects.isEmpty()) {
        ledger.applied(entry, effects);
      } else {
        entry.decide(answer.status() >= 400 ? Outcome.REFUSED : Outcome.NO_EFFECT);
      }
      entry.answered(answer.status());
      return answer;
    } catch (RuntimeException e) {
      account.rollBack();
      entry.decide(Outcome.REFUSED);
      throw e;
    }
  }

  private void serve(RoutingContext context, Supplier<Answer> work) {
    Answer answer;
    try {
      answer = work.get();
    } catch (BadInput e) {
      answer = refusal(400, e.getMessage());
    }
    world.commitGrants();
    var ready = answer;
    world
        .settled()
        .compose(kept -> send(context, ready))
        .onFailure(
            failure -> {
              LOG.error("The control API cannot answer for {}", context.request().path(), failure);
              context.request().connection().close();
            });
  }

  private static Future<Void> send(RoutingContext context, Answer answer) {
    var response = context.response().setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    return response.end(answer.body());
  }

  static Answer refusal(int status, @Nullable String reason) {
    return Answer.json(status, new JsonObject().put("error", reason));
  }
}
