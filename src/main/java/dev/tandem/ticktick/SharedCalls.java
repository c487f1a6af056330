package dev.tandem.ticktick;

import dev.tandem.sync.RemoteAnswer.Forbidden;
import dev.tandem.sync.RemoteAnswer.NotFound;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import dev.tandem.sync.RemoteAnswer.Refused;
import dev.tandem.sync.RemoteAnswer.Success;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Requests that many rows of one account share.
 *
 * <p>Their claims are not checked by the statement that spends the request, as a single row's is.
 * Instead they are renewed after the request was granted and right before it is sent: rows that are
 * renewed then are still this worker's, and the lease outlasts the request. Another TickTick
 * account ends all claims in the transaction that stores its tokens, so that rows which are renewed
 * after the grant belong to the account whose tokens it named.
 */
final class SharedCalls {
  /** The budget's next request is waited for: it does the work of many. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final GuardedTickTickApi api;
  private final Desk desk;
  private final long accountId;
  private final boolean interactive;

  SharedCalls(Vertx vertx, GuardedTickTickApi api, Desk desk, long accountId, boolean interactive) {
    this.vertx = vertx;
    this.api = api;
    this.desk = desk;
    this.accountId = accountId;
    this.interactive = interactive;
  }

  /** How asks become one request. */
  interface Letter {
    /** Those that may be sent, all of whose claims hold. */
    Future<List<Ask>> permitted(List<Ask> held);

    TickTickRequest of(List<Ask> permitted);
  }

  /**
   * @param exchange a success or a refusal
   * @param carried whom it is about; the others have been answered
   */
  record Reply(Exchange exchange, List<Ask> carried) {
    Reply {
      carried = List.copyOf(carried);
    }

    /** About the change: of many changes one can have brought it upon all. */
    boolean isRefusal() {
      return exchange.answer() instanceof Refused
          || exchange.answer() instanceof Forbidden
          || exchange.answer() instanceof NotFound;
    }
  }

  Future<Exchange> read(TickTickRequest request) {
    return read(request, at -> {});
  }

  /**
   * @param sending is told when it is sent, as {@link System#nanoTime}: it may wait for the budget
   */
  Future<Exchange> read(TickTickRequest request, LongConsumer sending) {
    Supplier<Future<Optional<TickTickRequest>>> granted =
        () -> {
          sending.accept(System.nanoTime());
          return Future.succeededFuture(Optional.of(request));
        };
    return patiently(
        () -> desk.keepRecently().compose(held -> api.call(caller(held), granted)), patience());
  }

  /** Whatever is neither a success nor a refusal is every ask's own answer. */
  Future<Reply> send(List<Ask> asks, Letter letter) {
    Parcel parcel = new Parcel(asks, letter);
    return patiently(
            () -> desk.keepRecently().compose(held -> api.call(caller(held), parcel::seal)),
            patience())
        .map(parcel::answered);
  }

  private Caller caller(Desk.Held held) {
    return new Caller(accountId, null, interactive, held.lease());
  }

  private static long patience() {
    return System.nanoTime() + PATIENCE.toNanos();
  }

  private Future<Exchange> patiently(Supplier<Future<Exchange>> call, long end) {
    return call.get()
        .compose(
            exchange -> {
              Optional<Duration> wait = refill(exchange);
              boolean worth =
                  wait.isPresent() && System.nanoTime() + wait.get().toNanos() - end < 0;
              return worth
                  ? vertx
                      .timer(wait.get().toMillis() + 1, TimeUnit.MILLISECONDS)
                      .compose(due -> patiently(call, end))
                  : Future.succeededFuture(exchange);
            });
  }

  private static Optional<Duration> refill(Exchange exchange) {
    return exchange.requests() == 0
            && exchange.answer() instanceof NotSent unsent
            && unsent.why() == Obstacle.BUDGET_SPENT
        ? unsent.after()
        : Optional.empty();
  }

  /** One request with those that it carries. */
  private final class Parcel {
    private final List<Ask> asks;
    private final Letter letter;
    private List<Ask> carried = List.of();
    private boolean sealed;

    Parcel(List<Ask> asks, Letter letter) {
      this.asks = asks;
      this.letter = letter;
    }

    /**
     * Once more if the tokens were renewed after the first try: what was permitted then is, as long
     * as its claim holds.
     */
    Future<Optional<TickTickRequest>> seal() {
      return desk.keep()
          .compose(held -> sealed ? Future.succeededFuture(stillHeld(held)) : permitted(held))
          .map(
              permitted -> {
                sealed = true;
                carried = permitted;
                return permitted.isEmpty() ? Optional.empty() : Optional.of(letter.of(permitted));
              });
    }

    private Future<List<Ask>> permitted(Desk.Held held) {
      return letter.permitted(
          asks.stream().filter(ask -> held.holds(ask) && ask.isFresh()).toList());
    }

    private List<Ask> stillHeld(Desk.Held held) {
      return carried.stream().filter(held::holds).toList();
    }

    Reply answered(Exchange exchange) {
      List<Ask> concerned = sealed ? carried : asks;
      concerned.forEach(ask -> ask.carried(exchange.requests()));
      for (Ask ask : asks) {
        if (!concerned.contains(ask)) {
          Obstacle why = ask.isFresh() ? Obstacle.NOT_CONNECTED : Obstacle.LEASE_SHORT;
          desk.answer(ask, Exchange.unsent(new NotSent(why)));
        }
      }
      Reply reply = new Reply(exchange, concerned);
      if (exchange.answer() instanceof Success || reply.isRefusal()) {
        return reply;
      }
      concerned.forEach(ask -> desk.answer(ask, exchange));
      return new Reply(exchange, List.of());
    }
  }
}
