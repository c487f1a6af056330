package dev.tandem.http;

import dev.tandem.account.AccountRoutes;
import dev.tandem.account.KeptAnswer;
import dev.tandem.account.KeyedCommand;
import dev.tandem.account.KeyedReply;
import dev.tandem.bus.Bus;
import dev.tandem.bus.BusMessage;
import dev.tandem.bus.Route;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that what came with an idempotency key is done once. */
final class KeyedClient {
  private static final Logger log = LoggerFactory.getLogger(KeyedClient.class);

  /** Longer than the longest request takes. */
  private static final Duration CLAIM =
      Preferences.LONGEST_WAIT.plus(Call.ASK_LIMIT).plusSeconds(5);

  private final Bus bus;

  KeyedClient(Bus bus) {
    this.bus = bus;
  }

  /** A reply, and whether it was given earlier and is only told again. */
  record Once<R>(R reply, boolean replayed) {}

  /**
   * Asks, under the call's key if it has one: the reply is kept in the transaction of the write.
   */
  <C extends BusMessage, R extends BusMessage> Future<Once<R>> ask(
      Call call, Route<C, R> route, C command) {
    Optional<KeyedCommand.Key> key = call.idempotencyKey();
    if (key.isEmpty()) {
      return bus.ask(route, command, Call.ASK_LIMIT).map(reply -> new Once<>(reply, false));
    }
    return bus.ask(AccountRoutes.KEYED, new KeyedCommand.Run(key.get(), command), Call.ASK_LIMIT)
        .map(
            reply -> {
              if (reply instanceof KeyedReply.Answered answered) {
                return new Once<>(route.reply().cast(answered.reply()), answered.replayed());
              }
              throw problem(reply).asException();
            });
  }

  /**
   * The endpoint, answering once for each key: for what takes several transactions, each of which
   * may be repeated. If the process dies midway, the key may be used again a little later, and does
   * it again.
   */
  Endpoint once(Endpoint endpoint) {
    return call ->
        call.idempotencyKey()
            .map(key -> once(call, key, endpoint))
            .orElseGet(() -> endpoint.answer(call));
  }

  private Future<Answer> once(Call call, KeyedCommand.Key key, Endpoint endpoint) {
    String owner = UUID.randomUUID().toString();
    return bus.ask(AccountRoutes.KEYED, new KeyedCommand.Claim(key, owner, CLAIM), Call.ASK_LIMIT)
        .compose(
            reply -> {
              if (reply instanceof KeyedReply.Kept kept) {
                return Future.succeededFuture(replayed(kept.answer()));
              }
              if (!(reply instanceof KeyedReply.Claimed)) {
                return Future.failedFuture(problem(reply).asException());
              }
              return Future.succeededFuture(call)
                  .compose(endpoint::answer)
                  .compose(
                      answer -> settle(key, owner, kept(answer)).map(answer),
                      failure ->
                          settle(key, owner, null)
                              .compose(freed -> Future.<Answer>failedFuture(failure)));
            });
  }

  /** Succeeds always: what was done stands, and an unsettled claim ends by itself. */
  private Future<Void> settle(KeyedCommand.Key key, String owner, @Nullable KeptAnswer answer) {
    return bus.ask(AccountRoutes.KEYED, new KeyedCommand.Settle(key, owner, answer), Call.ASK_LIMIT)
        .<Void>mapEmpty()
        .recover(
            failure -> {
              log.warn("an idempotency key is left claimed: {}", failure.getMessage());
              return Future.succeededFuture();
            });
  }

  private static KeptAnswer kept(Answer answer) {
    Map<String, String> headers = new HashMap<>();
    answer.headers().forEach(header -> headers.put(header.name(), header.value()));
    String body = answer.body() == null ? null : answer.body().bytes().toString();
    return new KeptAnswer(answer.status(), body, headers);
  }

  private static Answer replayed(KeptAnswer kept) {
    Answer answer =
        kept.body() == null
            ? Answer.of(kept.status())
            : Answer.of(kept.status(), Buffer.buffer(kept.body()));
    for (Map.Entry<String, String> header : kept.headers().entrySet()) {
      answer = answer.with(header.getKey(), header.getValue());
    }
    return answer.replayed(true);
  }

  private static Problem problem(KeyedReply reply) {
    if (reply instanceof KeyedReply.Busy) {
      return Problem.of(
          Problem.Kind.CONFLICT, "the first request with this Idempotency-Key is still running");
    }
    if (reply instanceof KeyedReply.Mismatch) {
      return Problem.of(
          Problem.Kind.IDEMPOTENCY_MISMATCH,
          "this Idempotency-Key came with another request; nothing was done");
    }
    throw new IllegalStateException("unexpected " + reply.getClass().getSimpleName());
  }
}
