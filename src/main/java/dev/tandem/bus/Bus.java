package dev.tandem.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The only caller of the Vert.x event bus: typed requests and events. */
public final class Bus {
  private static final Logger log = LoggerFactory.getLogger(Bus.class);

  private final EventBus eventBus;

  private Bus(EventBus eventBus) {
    this.eventBus = eventBus;
  }

  /**
   * Teaches the instance's event bus the given message types. Once per Vert.x instance; {@link #of}
   * after that.
   */
  public static Bus install(Vertx vertx, WireTypes types) {
    vertx.eventBus().registerCodec(new RecordCodec(types));
    vertx.eventBus().codecSelector(body -> body instanceof BusMessage ? RecordCodec.NAME : null);
    return of(vertx);
  }

  /** The bus of an instance on which {@link #install} was called. */
  public static Bus of(Vertx vertx) {
    return new Bus(vertx.eventBus());
  }

  /**
   * Asks and waits at most {@code limit}. Fails with a {@link BusException}; after {@link
   * BusException.Kind#TIMEOUT} the effect may have happened.
   */
  public <C extends BusMessage, R extends BusMessage> Future<R> ask(
      Route<C, R> route, C command, Duration limit) {
    DeliveryOptions options =
        new DeliveryOptions()
            .setSendTimeout(limit.toMillis())
            .setLocalOnly(route.reach() == Reach.NODE);
    return eventBus
        .<BusMessage>request(route.address(), command, options)
        .map(message -> route.reply().cast(message.body()))
        .recover(failure -> Future.failedFuture(asBusException(route, failure)));
  }

  /**
   * Serves a route until the registration is removed. A handler that throws fails the asker at
   * once.
   */
  public <C extends BusMessage, R extends BusMessage> Future<Registration> serve(
      Route<C, R> route, Function<? super C, ? extends Future<? extends R>> handler) {
    MessageConsumer<BusMessage> consumer =
        route.reach() == Reach.NODE
            ? eventBus.localConsumer(route.address())
            : eventBus.consumer(route.address());
    consumer.handler(message -> answer(route, message, handler));
    return consumer.completion().map(done -> consumer::unregister);
  }

  /** Tells every subscriber on every node. */
  public <E extends BusMessage> void publish(Topic<E> topic, E event) {
    eventBus.publish(topic.address(), event);
  }

  /** Hears a topic until the registration is removed. */
  public <E extends BusMessage> Future<Registration> subscribe(
      Topic<E> topic, Consumer<? super E> handler) {
    MessageConsumer<BusMessage> consumer = eventBus.consumer(topic.address());
    consumer.handler(message -> handler.accept(topic.event().cast(message.body())));
    return consumer.completion().map(done -> consumer::unregister);
  }

  private static <C extends BusMessage, R extends BusMessage> void answer(
      Route<C, R> route,
      Message<BusMessage> message,
      Function<? super C, ? extends Future<? extends R>> handler) {
    Future<? extends R> reply;
    try {
      reply = handler.apply(route.command().cast(message.body()));
    } catch (RuntimeException e) {
      reply = Future.failedFuture(e);
    }
    reply.onComplete(
        done -> message.reply(done),
        failure -> message.fail(codeOf(route, failure), route.address()));
  }

  private static int codeOf(Route<?, ?> route, Throwable failure) {
    if (failure instanceof BusException known) {
      return known.kind().code();
    }
    log.error("{} failed", route.address(), failure);
    return BusException.Kind.FAILED.code();
  }

  private static BusException asBusException(Route<?, ?> route, Throwable failure) {
    if (failure instanceof ReplyException reply) {
      if (reply.failureType() == ReplyFailure.NO_HANDLERS) {
        return new BusException(BusException.Kind.UNAVAILABLE, route.address() + " is not served");
      }
      if (reply.failureType() == ReplyFailure.TIMEOUT) {
        return new BusException(
            BusException.Kind.TIMEOUT, route.address() + " did not answer in time");
      }
      return new BusException(
          BusException.Kind.of(reply.failureCode()), route.address() + " failed");
    }
    BusException unexpected =
        new BusException(BusException.Kind.FAILED, route.address() + " failed");
    unexpected.initCause(failure);
    return unexpected;
  }
}
