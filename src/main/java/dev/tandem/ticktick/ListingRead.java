package dev.tandem.ticktick;

import dev.tandem.sync.CreateIntent;
import dev.tandem.sync.CreateWaits;
import dev.tandem.sync.OrphanSieve;
import dev.tandem.sync.QueueRoutes.Intents;
import dev.tandem.sync.RemoteSnapshot;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads all tasks of an account that creates of unknown outcome may have made. */
final class ListingRead {
  /** Tokens that are replaced twice within a reading are another time's. */
  private static final int TRIES = 2;

  private final Vertx vertx;
  private final GuardedTickTickApi api;
  private final PushQueue queue;

  ListingRead(Vertx vertx, GuardedTickTickApi api, PushQueue queue) {
    this.vertx = vertx;
    this.api = api;
    this.queue = queue;
  }

  /** What a listing is wanted for; asked before each request. */
  interface Wish {
    long accountId();

    /** Whether a person waits for it. */
    boolean isUrgent();

    /** Whether nobody wants it any more. */
    boolean isDropped();

    /** The part of the account that could not be read last time; null: there is none. */
    @Nullable String failedLast();
  }

  /** Fails only if the gateway's own database does. */
  Future<ListingOutcome> run(Wish wish) {
    return run(wish, TRIES);
  }

  /** The creates are read first: each that ended by then is looked for in all that follows. */
  private Future<ListingOutcome> run(Wish wish, int tries) {
    return queue
        .intents(wish.accountId())
        .compose(intents -> read(wish, intents))
        .recover(
            failure -> {
              if (!(failure instanceof NotWholeException broken)) {
                return Future.failedFuture(failure);
              }
              return broken.isWorthAgain() && tries > 1
                  ? run(wish, tries - 1)
                  : Future.succeededFuture(broken.outcome());
            });
  }

  private Future<ListingOutcome> read(Wish wish, Intents intents) {
    OrphanSieve sieve =
        new OrphanSieve(intents.open(), intents.watched(), CreateWaits.STANDARD, intents.now());
    return new WholeReading(vertx, api, wish, intents, sieve)
        .run()
        .compose(
            tasks ->
                tell(wish, sieve.late(tasks))
                    .map(told -> new ListingOutcome.Whole(sieve.listing(tasks), sought(intents))));
  }

  private static Set<Long> sought(Intents intents) {
    return intents.open().stream().map(CreateIntent::id).collect(Collectors.toSet());
  }

  /** Late twins are told of by whoever reads lists; not those of an account that was replaced. */
  private Future<?> tell(Wish wish, List<RemoteSnapshot> late) {
    return late.isEmpty() || wish.isDropped()
        ? Future.succeededFuture()
        : queue.sighted(wish.accountId(), late);
  }
}
