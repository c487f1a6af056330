package dev.tandem.bus;

/**
 * A request with one reply.
 *
 * @param address the event-bus address
 * @param command the type of the request
 * @param reply the type of the reply; expected outcomes such as "not found" are replies, not
 *     failures
 * @param reach who can be asked
 */
public record Route<C extends BusMessage, R extends BusMessage>(
    String address, Class<C> command, Class<R> reply, Reach reach) {

  /** A route that is served inside this JVM only. */
  public static <C extends BusMessage, R extends BusMessage> Route<C, R> local(
      String address, Class<C> command, Class<R> reply) {
    return new Route<>(address, command, reply, Reach.NODE);
  }

  /** A route that any node of the cluster may serve. */
  public static <C extends BusMessage, R extends BusMessage> Route<C, R> clustered(
      String address, Class<C> command, Class<R> reply) {
    return new Route<>(address, command, reply, Reach.CLUSTER);
  }
}
