package dev.tandem.http;

import dev.tandem.account.ConnectionCommand;
import dev.tandem.account.ConnectionReply;
import dev.tandem.account.TickTickAccount;
import dev.tandem.config.Secret;
import dev.tandem.task.Fault;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Consent to TickTick: the way there and the way back. Whoever comes back is known by the state in
 * the address together with the secret in the browser's cookie, not by a key.
 */
final class ConsentApi {
  private static final String STATE = "state";
  private static final String CODE = "code";
  private static final String ERROR = "error";

  private final ConnectionClient connections;
  private final Supplier<ConsentCallback> callback;

  ConsentApi(ConnectionClient connections, Supplier<ConsentCallback> callback) {
    this.connections = connections;
    this.callback = callback;
  }

  void bind(ApiRouter router) {
    router
        .serve(HttpMethod.GET, "/api/ticktick/authorize", this::begin)
        .serve(HttpMethod.GET, ConsentCallback.PATH, this::end);
  }

  private Future<Answer> begin(Call call) {
    ConsentCallback back = callback.get();
    boolean redirect = call.query().flag("redirect").orElse(false);
    return connections
        .ask(new ConnectionCommand.Authorize(call.userId(), back.uri()))
        .map(
            reply -> {
              if (!(reply instanceof ConnectionReply.Authorization begun)) {
                throw ConnectionClient.unexpected(reply);
              }
              return there(begun, redirect)
                  .with(
                      "Set-Cookie",
                      new ConsentCookie(begun.state(), back).holding(begun.browser()));
            });
  }

  private static Answer there(ConnectionReply.Authorization begun, boolean redirect) {
    String url = begun.url().toString();
    return redirect
        ? Answer.redirect(url)
        : Answer.ok(new JsonObject().put("authorization_url", url).toBuffer());
  }

  private Future<Answer> end(Call call) {
    Query query = call.query();
    check(query);
    String state = query.text(STATE).orElseThrow();
    ConsentCallback back = callback.get();
    ConsentCookie cookie = new ConsentCookie(state, back);
    Secret browser = cookie.in(call.cookies()).orElseThrow(ConsentApi::begunElsewhere);
    ConnectionCommand command =
        query
            .text(CODE)
            .<ConnectionCommand>map(
                code -> new ConnectionCommand.Finish(state, browser, new Secret(code), back.uri()))
            .orElseGet(() -> new ConnectionCommand.Decline(state, browser));
    return connections
        .ask(command)
        .map(
            reply ->
                Answer.redirect(back.home() + "?ticktick=" + outcome(reply).wireName())
                    .with("Set-Cookie", cookie.cleared()));
  }

  /** What the contract cannot say: characters, and which parameter goes with which. */
  private static void check(Query query) {
    List<Fault> faults = new ArrayList<>();
    for (String name : List.of(STATE, CODE, ERROR)) {
      if (query.text(name).filter(text -> !VisibleAscii.is(text)).isPresent()) {
        faults.add(new Fault(name, "must be visible ASCII characters"));
      }
    }
    Optional<String> code = query.text(CODE);
    if (code.isPresent() == query.text(ERROR).isPresent()) {
      faults.add(
          new Fault(CODE, code.isPresent() ? "must not be given with error" : "is required"));
    }
    if (!faults.isEmpty()) {
      throw Problem.invalid(faults).asException();
    }
  }

  private static ConnectOutcome outcome(ConnectionReply reply) {
    if (reply instanceof ConnectionReply.Connected connected) {
      TickTickAccount account =
          Objects.requireNonNull(connected.settings().account(), "just connected");
      return ConnectOutcome.of(account.state());
    }
    if (reply instanceof ConnectionReply.Declined) {
      return ConnectOutcome.DECLINED;
    }
    if (reply instanceof ConnectionReply.GrantRefused refused) {
      throw refused(refused.detail());
    }
    if (reply instanceof ConnectionReply.StateRefused) {
      throw refused(
          "this consent is not under way: it was finished before, took longer than ten minutes, or"
              + " was begun in another browser. Nothing is stored; begin again");
    }
    throw ConnectionClient.unexpected(reply);
  }

  private static ProblemException begunElsewhere() {
    return refused(
        "this consent was begun in another browser, or at another address of Tandem than this one."
            + " Open this same address where it was begun (if that was curl: curl -b jar"
            + " '<this address>'); nothing is used up by this");
  }

  private static ProblemException refused(String detail) {
    return Problem.of(Problem.Kind.CONSENT_REFUSED, detail).asException();
  }
}
