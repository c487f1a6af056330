package dev.tandem.ticktick;

import dev.tandem.bus.Bus;
import dev.tandem.bus.BusMessage;
import dev.tandem.bus.Route;
import dev.tandem.sync.PollRoutes;
import dev.tandem.sync.PollRoutes.ClaimPolls;
import dev.tandem.sync.PollRoutes.ClaimedPolls;
import dev.tandem.sync.PollRoutes.FinishPoll;
import dev.tandem.sync.PollRoutes.HastenPoll;
import dev.tandem.sync.PollRoutes.PollHastened;
import dev.tandem.sync.PollRoutes.PollHeld;
import dev.tandem.sync.PollRoutes.RenewPoll;
import dev.tandem.sync.PullRoutes;
import dev.tandem.sync.PullRoutes.AbsentIn;
import dev.tandem.sync.PullRoutes.Applied;
import dev.tandem.sync.PullRoutes.Apply;
import dev.tandem.sync.PullRoutes.Compare;
import dev.tandem.sync.PullRoutes.Compared;
import dev.tandem.sync.PullRoutes.EndTwins;
import dev.tandem.sync.PullRoutes.FindAbsent;
import dev.tandem.sync.PullRoutes.LooksNoted;
import dev.tandem.sync.PullRoutes.Missing;
import dev.tandem.sync.PullRoutes.NoteLists;
import dev.tandem.sync.PullRoutes.NoteLooks;
import dev.tandem.sync.PullRoutes.TwinsEnded;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Where readings are claimed and told, asked over the bus under this reader's name. */
final class Pulls {
  /** Short enough that another node goes on within half a minute when this one dies. */
  static final Duration LEASE = Duration.ofSeconds(20);

  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** What writes many tasks takes its time. */
  private static final Duration LONG_LIMIT = Duration.ofSeconds(30);

  private final Bus bus;
  private final String owner;
  private final HostClock clock;

  /**
   * @param owner names this reader among all nodes'
   * @param clock is told the database's with each claim
   */
  Pulls(Bus bus, String owner, HostClock clock) {
    this.bus = bus;
    this.owner = owner;
    this.clock = clock;
  }

  /**
   * @param asked accounts whose persons wait
   */
  Future<ClaimedPolls> claim(int limit, Set<Long> asked) {
    return ask(PollRoutes.CLAIM, new ClaimPolls(owner, limit, LEASE, asked), LIMIT)
        .onSuccess(
            claimed -> {
              List<PollRoutes.Poll> polls = claimed.polls();
              if (!polls.isEmpty()) {
                clock.database(polls.get(0).now(), System.nanoTime());
              }
            });
  }

  /** Whether the account is still this reader's. */
  Future<Boolean> renew(long accountId) {
    return ask(PollRoutes.RENEW, new RenewPoll(accountId, owner, LEASE), LIMIT).map(PollHeld::held);
  }

  /** Under which name a poll is finished. */
  String owner() {
    return owner;
  }

  Future<PollHeld> finish(FinishPoll finish) {
    return ask(PollRoutes.FINISH, finish, LIMIT);
  }

  Future<PollHastened> hasten(long userId, Duration within) {
    return ask(PollRoutes.HASTEN, new HastenPoll(userId, within), LIMIT);
  }

  Future<Compared> compare(Compare compare) {
    return ask(PullRoutes.COMPARE, compare, LONG_LIMIT);
  }

  Future<Applied> apply(Apply apply) {
    return ask(PullRoutes.APPLY, apply, LONG_LIMIT);
  }

  Future<AbsentIn> findAbsent(FindAbsent find) {
    return ask(PullRoutes.FIND_ABSENT, find, LONG_LIMIT);
  }

  Future<Missing> noteLists(NoteLists lists) {
    return ask(PullRoutes.NOTE_LISTS, lists, LONG_LIMIT);
  }

  Future<LooksNoted> noteLooks(NoteLooks looks) {
    return ask(PullRoutes.NOTE_LOOKS, looks, LONG_LIMIT);
  }

  Future<TwinsEnded> endTwins(EndTwins twins) {
    return ask(PullRoutes.END_TWINS, twins, LONG_LIMIT);
  }

  private <C extends BusMessage, R extends BusMessage> Future<R> ask(
      Route<C, R> route, C command, Duration limit) {
    return bus.ask(route, command, limit);
  }
}
