package dev.tandem.ticktick;

import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.NotSent;

/**
 * What came of asking TickTick.
 *
 * @param requests that were sent for it
 * @param generation of the tokens with which the last was; 0: none was sent
 */
record Exchange(RemoteAnswer answer, int requests, long generation) {
  static Exchange unsent(NotSent answer) {
    return new Exchange(answer, 0, 0);
  }

  /** The same after more requests before it. */
  Exchange after(int earlier) {
    return new Exchange(answer, earlier + requests, generation);
  }

  /** The same number of requests, read differently. */
  Exchange as(RemoteAnswer other) {
    return new Exchange(other, requests, generation);
  }
}
