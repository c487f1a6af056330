package dev.tandem.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What connections may take of a process, over all its event loops.
 *
 * @param most open at once
 * @param head how long until the head of the first request is complete, from the connection on
 * @param idle how long until the head of the next request is complete, from the answer before it;
 *     also how long a connection may be silent in both directions
 * @param body how long until a request's body is complete, from its head on
 * @param unread how long a client may leave what was written to it, or without anything being
 *     written
 * @param open how many there are now
 */
record ConnectionLimits(
    int most, Duration head, Duration idle, Duration body, Duration unread, AtomicInteger open) {
  private static final Duration HEAD = Duration.ofSeconds(20);

  /** Balancers keep a connection for 60 s: who keeps it longer is not closed on. */
  private static final Duration IDLE = Duration.ofSeconds(75);

  /** A full MiB at 140 kbit/s. */
  private static final Duration BODY = Duration.ofMinutes(1);

  /** More than {@link #IDLE}, {@link #BODY} and the longest wait for TickTick together. */
  private static final Duration UNREAD = Duration.ofMinutes(3);

  private static final int BYTES_OF_ONE = 16 * 1024;
  private static final int FEWEST = 1_000;
  private static final int MOST = 50_000;

  /** As many as the heap has room for. */
  static ConnectionLimits of(long heapBytes) {
    long most = Math.min(MOST, Math.max(FEWEST, heapBytes / BYTES_OF_ONE));
    return new ConnectionLimits((int) most, HEAD, IDLE, BODY, UNREAD, new AtomicInteger());
  }
}
