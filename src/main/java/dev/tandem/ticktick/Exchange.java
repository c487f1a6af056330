package dev.tandem.ticktick;

import dev.tandem.sync.RemoteAnswer;

/**
 * What came of asking TickTick.
 *
 * @param requests that were sent for it
 */
record Exchange(RemoteAnswer answer, int requests) {
  /** The same after more requests before it. */
  Exchange after(int earlier) {
    return new Exchange(answer, earlier + requests);
  }

  /** The same number of requests, read differently. */
  Exchange as(RemoteAnswer other) {
    return new Exchange(other, requests);
  }
}
