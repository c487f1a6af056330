package dev.tandem.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BusTest {
  @WireName("test.ping")
  record Ping(String text) implements BusMessage {}

  @WireName("test.pong")
  record Pong(String text) implements BusMessage {}

  private static final Route<Ping, Pong> ROUTE = Route.local("test.ping", Ping.class, Pong.class);
  private static final Topic<Ping> TOPIC = new Topic<>("test.pinged", Ping.class);
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.install(vertx, WireTypes.of(List.of(Ping.class, Pong.class)));

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void answersWithWhatTheHandlerReturns() throws Exception {
    await(bus.serve(ROUTE, ping -> Future.succeededFuture(new Pong(ping.text() + "!"))));
    assertThat(await(bus.ask(ROUTE, new Ping("a"), LIMIT))).isEqualTo(new Pong("a!"));
  }

  @Test
  void failsTheAskerAtOnceWhenTheHandlerThrows() throws Exception {
    await(
        bus.serve(
            ROUTE,
            ping -> {
              throw new IllegalStateException("inner detail");
            }));
    assertThatThrownBy(() -> await(bus.ask(ROUTE, new Ping("a"), Duration.ofMinutes(5))))
        .hasRootCauseInstanceOf(BusException.class)
        .hasMessageNotContaining("inner detail")
        .rootCause()
        .extracting("kind")
        .isEqualTo(BusException.Kind.FAILED);
  }

  @Test
  void passesAKnownKindOn() throws Exception {
    await(
        bus.serve(
            ROUTE,
            ping -> Future.failedFuture(new BusException(BusException.Kind.OVERLOADED, "full"))));
    assertThatThrownBy(() -> await(bus.ask(ROUTE, new Ping("a"), LIMIT)))
        .rootCause()
        .extracting("kind")
        .isEqualTo(BusException.Kind.OVERLOADED);
  }

  @Test
  void saysWhenNobodyServes() {
    assertThatThrownBy(() -> await(bus.ask(ROUTE, new Ping("a"), LIMIT)))
        .rootCause()
        .extracting("kind")
        .isEqualTo(BusException.Kind.UNAVAILABLE);
  }

  @Test
  void saysWhenTheTimeIsUp() throws Exception {
    await(bus.serve(ROUTE, ping -> Promise.<Pong>promise().future()));
    assertThatThrownBy(() -> await(bus.ask(ROUTE, new Ping("a"), Duration.ofMillis(20))))
        .rootCause()
        .extracting("kind")
        .isEqualTo(BusException.Kind.TIMEOUT);
  }

  @Test
  void stopsServingWhenTheRegistrationIsRemoved() throws Exception {
    Registration registration =
        await(bus.serve(ROUTE, ping -> Future.succeededFuture(new Pong("x"))));
    await(registration.remove());
    assertThatThrownBy(() -> await(bus.ask(ROUTE, new Ping("a"), LIMIT)))
        .rootCause()
        .extracting("kind")
        .isEqualTo(BusException.Kind.UNAVAILABLE);
  }

  @Test
  void tellsEverySubscriber() throws Exception {
    Promise<Ping> first = Promise.promise();
    Promise<Ping> second = Promise.promise();
    await(bus.subscribe(TOPIC, first::tryComplete));
    await(bus.subscribe(TOPIC, second::tryComplete));
    bus.publish(TOPIC, new Ping("news"));
    assertThat(await(Future.all(first.future(), second.future())).<Ping>list())
        .containsExactly(new Ping("news"), new Ping("news"));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
