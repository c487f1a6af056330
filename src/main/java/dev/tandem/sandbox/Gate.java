package dev.tandem.sandbox;

import dev.tandem.sandbox.Fault.Kind;
import dev.tandem.sandbox.Fault.Phase;
import dev.tandem.sandbox.LedgerEntry.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of every simulated request: ledger, faults before the effect, token, rate limit, the
 * operation itself, the journal, faults after the effect, the answer. A fault before the effect
 * acts like a proxy in front of TickTick: the rate limit never sees the request.
 */
final class Gate {
  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

  private final Vertx vertx;
  private final World world;
  private final Ledger ledger;
  private final Mishaps mishaps;
  private final Guard guard;

  Gate(Vertx vertx, World world, Ledger ledger, Mishaps mishaps, Guard guard) {
    this.vertx = vertx;
    this.world = world;
    this.ledger = ledger;
    this.mishaps = mishaps;
    this.guard = guard;
  }

  /** What may go wrong with a request. */
  record Mishaps(Faults faults, HeldAnswers held, Interloper interloper) {}

  void mount(Router router, Endpoint endpoint) {
    router.route(endpoint.method(), endpoint.path()).handler(context -> pass(context, endpoint));
  }

  /** Answers 404 for what no endpoint serves, so that the ledger shows who asks for it. */
  void mountRest(Router router, String path) {
    router
        .route(path)
        .handler(
            context -> {
              var method = context.request().method();
              pass(context, Endpoint.open("unknown", method, path, call -> Answer.empty(404)));
            });
  }

  /**
   * For a body that is too large or no form, a path that cannot be decoded: all one to TickTick.
   */
  void passUnreadable(RoutingContext context) {
    if (context.response().headWritten()) {
      context.request().connection().close();
      return;
    }
    var source =
        new LedgerEntry.Source(
            context.request().method().name(), context.request().path(), "unreadable", null);
    var entry = ledger.open(source);
    entry.decide(Outcome.REFUSED);
    send(new Call(context, entry, null, null), Answer.unknownException());
  }

  private void pass(RoutingContext context, Endpoint endpoint) {
    var opened = open(context, endpoint);
    var fault = mishaps.faults().take(opened);
    fault.ifPresent(f -> opened.entry().faulted(f.kind().key()));
    var call = fault.filter(Fault::endsTokens).map(f -> late(opened, f.kind())).orElse(opened);
    delay(call, fault, Phase.BEFORE)
        .compose(
            ready ->
                fault
                    .flatMap(f -> f.replacement(Phase.BEFORE))
                    .map(answer -> Future.succeededFuture(skipped(call, answer)))
                    .orElseGet(() -> effect(call, endpoint, fault)))
        .onSuccess(answer -> send(call, answer))
        .onFailure(failure -> fail(call, failure));
  }

  private Call open(RoutingContext context, Endpoint endpoint) {
    var request = context.request();
    var grant = world.grants().bearer(request.getHeader("Authorization")).orElse(null);
    var name = grant == null ? null : grant.account();
    var entry =
        ledger.open(
            new LedgerEntry.Source(
                request.method().name(), context.normalizedPath(), endpoint.name(), name));
    Optional.ofNullable(context.pathParam("taskId")).ifPresent(entry::about);
    var account = name == null ? null : world.account(name).orElse(null);
    return new Call(context, entry, grant, account);
  }

  /** The same request, just after its token ended. */
  private Call late(Call call, Kind how) {
    call.caller().ifPresent(account -> world.grants().end(account.name(), how == Kind.REVOKED));
    world.commitGrants();
    var request = call.context().request();
    var grant = world.grants().bearer(request.getHeader("Authorization")).orElse(null);
    return new Call(call.context(), call.entry(), grant, call.caller().orElse(null));
  }

  private static Answer skipped(Call call, Answer answer) {
    call.entry().decide(Outcome.FAULT);
    return answer;
  }

  private Future<Answer> effect(Call call, Endpoint endpoint, Optional<Fault> fault) {
    if (fault.filter(f -> f.kind() == Kind.STALE).isPresent()) {
      call.readStale();
    }
    var answer = perform(call, endpoint);
    return world
        .settled()
        .compose(kept -> delay(call, fault, Phase.AFTER))
        .map(ready -> spoiled(answer, fault));
  }

  private static Answer spoiled(Answer answer, Optional<Fault> fault) {
    if (fault.filter(f -> f.kind() == Kind.TRUNCATED).isPresent()) {
      return answer.withBody(answer.body().slice(0, answer.body().length() / 2));
    }
    return fault.flatMap(f -> f.replacement(Phase.AFTER)).orElse(answer);
  }

  private Future<Void> delay(Call call, Optional<Fault> fault, Phase phase) {
    if (fault.isEmpty() || fault.get().phase() != phase) {
      return Future.succeededFuture();
    }
    return switch (fault.get().kind()) {
      case LATENCY -> vertx.timer(fault.get().millis()).mapEmpty();
      case HANG -> mishaps.held().hold(call, phase);
      case RESET -> Future.failedFuture(new DroppedConnection());
      case PERSON -> interrupt(call, fault.get());
      case STATUS, HTML, EMPTY, THROTTLED, TRUNCATED, STALE, EXPIRED, REVOKED ->
          Future.succeededFuture();
    };
  }

  private Future<Void> interrupt(Call call, Fault fault) {
    var edit = fault.edit();
    if (edit != null) {
      mishaps.interloper().edit(call, edit);
    }
    return world.settled();
  }

  private Answer perform(Call call, Endpoint endpoint) {
    var entry = call.entry();
    try {
      var refusal = guard.refusal(call, endpoint);
      if (refusal.isPresent()) {
        entry.decide(Outcome.REFUSED);
        return refusal.get();
      }
      var answer = endpoint.operation().apply(call);
      conclude(call, endpoint, answer);
      return answer;
    } catch (BadInput e) {
      call.caller().ifPresent(Account::rollBack);
      entry.decide(Outcome.REFUSED);
      return Answer.unknownException();
    } catch (RuntimeException e) {
      LOG.error("Sandbox route {} failed", endpoint.name(), e);
      call.caller().ifPresent(Account::rollBack);
      entry.decide(Outcome.REFUSED);
      return Answer.unknownException();
    }
  }

  private void conclude(Call call, Endpoint endpoint, Answer answer) {
    var entry = call.entry();
    call.caller()
        .map(world::commit)
        .filter(effects -> !effects.isEmpty())
        .ifPresent(effects -> ledger.applied(entry, effects));
    world.commitGrants();
    if (entry.outcome() != Outcome.PENDING) {
      return;
    }
    if (answer.status() >= 400) {
      entry.decide(Outcome.REFUSED);
    } else if (endpoint.access() == Endpoint.Access.READ
        || endpoint.method().equals(HttpMethod.GET)) {
      entry.decide(Outcome.READ);
    } else {
      entry.decide(Outcome.NO_EFFECT);
    }
  }

  private void send(Call call, Answer answer) {
    var response = call.context().response();
    if (response.closed() || response.ended()) {
      return;
    }
    call.entry().answered(answer.status());
    response.setStatusCode(answer.status()).putHeader("Date", guard.date());
    answer.headers().forEach(response::putHeader);
    response
        .end(answer.body())
        .onFailure(lost -> LOG.debug("An answer of route {} was not taken", call.route()));
  }

  private void fail(Call call, Throwable failure) {
    if (call.entry().outcome() == Outcome.PENDING) {
      call.entry().decide(Outcome.FAULT);
    }
    if (!(failure instanceof DroppedConnection)) {
      LOG.error("The sandbox cannot answer for route {}", call.route(), failure);
    }
    call.context().request().connection().close();
  }
}
