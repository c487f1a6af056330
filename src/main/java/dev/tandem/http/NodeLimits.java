package dev.tandem.http;

import dev.tandem.config.GatewayConfig.Access;
import java.util.Optional;

/**
 * What bounds a whole process, over all its event loops.
 *
 * @param requests the heap for those that are under way
 * @param answers the heap for those that wait for their readers
 * @param exports how many are written at once
 * @param rates how often each key may come; empty: as often as it likes
 * @param guesses how often an address may try keys that are none
 * @param connections how many there may be, and how long they may take
 */
record NodeLimits(
    Room requests,
    Room answers,
    ExportSlots exports,
    Optional<RateLimit> rates,
    WrongKeys guesses,
    ConnectionLimits connections) {
  private static final int MOST_KEYS = 50_000;

  /** The other half is for what does not grow with the number of requests. */
  private static final int HEAP_SHARE = 4;

  /** A body of the greatest length fits also if there is next to no heap. */
  private static final long LEAST_ROOM = 8L << 20;

  /** The same with as much room as told. */
  NodeLimits with(Room roomForRequests, Room roomForAnswers) {
    return new NodeLimits(roomForRequests, roomForAnswers, exports, rates, guesses, connections);
  }

  /** The same with other limits of connections. */
  NodeLimits with(ConnectionLimits others) {
    return new NodeLimits(requests, answers, exports, rates, guesses, others);
  }

  static NodeLimits of(Access access) {
    long heap = Runtime.getRuntime().maxMemory();
    long room = Math.max(heap / HEAP_SHARE, LEAST_ROOM);
    return new NodeLimits(
        new Room(room),
        new Room(room),
        new ExportSlots(),
        access.ratePerMinute() == 0
            ? Optional.empty()
            : Optional.of(new RateLimit(access.ratePerMinute(), MOST_KEYS, System::nanoTime)),
        new WrongKeys(System::nanoTime),
        ConnectionLimits.of(heap));
  }
}
