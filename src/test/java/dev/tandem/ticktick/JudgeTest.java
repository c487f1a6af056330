package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.Messages;
import dev.tandem.bus.Bus;
import dev.tandem.config.GatewayConfig;
import dev.tandem.sync.Jobs;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushJob.Blocker;
import dev.tandem.sync.PushPlan;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.PushVerdict.Postpone;
import dev.tandem.sync.PushVerdicts;
import dev.tandem.sync.RemoteAnswer.Empty;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import dev.tandem.sync.RetryPolicy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final RandomGenerator RANDOM = new Random(7);

  private final Vertx vertx = Vertx.vertx();
  private final Judge judge = judge();

  @AfterEach
  void close() {
    PushStage.get(vertx.close());
  }

  @Test
  void aTurnThatSpentRequestsAndRanOutOfLeaseBacksOffAsAfterAnOutage() {
    Postpone verdict = shortOfLease(0, 2);

    assertThat(verdict.outage()).isTrue();
    assertThat(verdict.error().code()).isEqualTo("lease_short");
    assertThat(IntStream.range(0, 50).mapToObj(i -> shortOfLease(8, 2).delay()))
        .as("the delay grows with the outages")
        .anyMatch(delay -> delay.compareTo(SECOND.multipliedBy(30)) > 0);
  }

  @Test
  void aTurnThatSpentNothingIsTriedAgainSoon() {
    Postpone verdict = shortOfLease(8, 0);

    assertThat(verdict.outage()).isFalse();
    assertThat(verdict.delay()).isLessThanOrEqualTo(SECOND);
  }

  private Postpone shortOfLease(int outages, int requests) {
    var base = Jobs.fields();
    PushJob job = Jobs.of(base, Jobs.linked(base), Blocker.NONE, 0, outages);
    PushVerdict verdict =
        judge.verdict(
            job,
            PushPlan.next(job),
            new Exchange(new NotSent(Obstacle.LEASE_SHORT), requests, 1),
            System.nanoTime());
    assertThat(verdict).isInstanceOf(Postpone.class);
    return (Postpone) verdict;
  }

  private Judge judge() {
    var retries = new RetryPolicy(SECOND, Duration.ofMinutes(10));
    var backoff = new Backoff(retries, RANDOM);
    var breaker =
        new HostBreaker(
            vertx,
            new GatewayConfig.Breaker(5, SECOND),
            SECOND,
            Clock.systemUTC(),
            new HostBreaker.Actions(() -> Future.succeededFuture(new Empty()), state -> {}));
    var accounts = new Accounts(Bus.install(vertx, Messages.types()));
    return new Judge(
        new PushVerdicts(retries, RANDOM),
        breaker,
        new AccountPauses(accounts, backoff, SECOND),
        backoff,
        Clock.systemUTC());
  }
}
