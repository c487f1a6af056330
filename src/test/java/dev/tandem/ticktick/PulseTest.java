package dev.tandem.ticktick;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PulseTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final BlockingQueue<Promise<Duration>> rounds = new LinkedBlockingQueue<>();

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }

  @Test
  void runsAgainAfterTheFloorWithoutANudge() throws Exception {
    started(Duration.ofMillis(20));

    complete(next(), Pulse.LONG);

    assertThat(next()).isNotNull();
  }

  @Test
  void runsAgainSoonerWhenTheRoundSaysSo() throws Exception {
    started(Duration.ofDays(1));

    complete(next(), Duration.ofMillis(20));

    assertThat(next()).isNotNull();
  }

  @Test
  void aNudgeEndsTheWait() throws Exception {
    Pulse pulse = started(Duration.ofDays(1));
    complete(next(), Pulse.LONG);

    onContext(pulse::nudge);

    assertThat(next()).isNotNull();
  }

  @Test
  void nudgesDuringARoundMeanOneMore() throws Exception {
    Pulse pulse = started(Duration.ofDays(1));
    Promise<Duration> first = next();

    onContext(
        () -> {
          pulse.nudge();
          pulse.nudge();
          pulse.nudge();
        });
    assertThat(rounds).isEmpty();
    complete(first, Pulse.LONG);
    complete(next(), Pulse.LONG);

    onContext(() -> {});
    assertThat(rounds.poll(100, MILLISECONDS)).isNull();
  }

  @Test
  void aFailedRoundIsFollowedByOthers() throws Exception {
    started(Duration.ofMillis(20));

    Promise<Duration> round = next();
    onContext(() -> round.fail("down"));

    assertThat(next()).isNotNull();
  }

  @Test
  void stopsAfterTheRoundThatRuns() throws Exception {
    Pulse pulse = started(Duration.ofMillis(20));
    Promise<Duration> running = next();

    Promise<Void> stopped = Promise.promise();
    onContext(() -> pulse.stop().onComplete(stopped::tryComplete, stopped::tryFail));
    assertThat(stopped.future().isComplete()).isFalse();
    complete(running, Pulse.LONG);
    stopped.future().toCompletionStage().toCompletableFuture().get(10, SECONDS);

    onContext(pulse::nudge);
    assertThat(rounds.poll(100, MILLISECONDS)).isNull();
  }

  private Pulse started(Duration floor) throws Exception {
    Pulse pulse = new Pulse(vertx, floor);
    onContext(() -> pulse.start(this::round));
    return pulse;
  }

  private Future<Duration> round() {
    Promise<Duration> round = Promise.promise();
    rounds.add(round);
    return round.future();
  }

  private Promise<Duration> next() throws InterruptedException {
    Promise<Duration> round = rounds.poll(10, SECONDS);
    assertThat(round).as("a round").isNotNull();
    return round;
  }

  private void complete(Promise<Duration> round, Duration wait) throws Exception {
    onContext(() -> round.complete(wait));
  }

  private void onContext(Runnable work) throws Exception {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        go -> {
          work.run();
          done.complete();
        });
    done.future().toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }
}
