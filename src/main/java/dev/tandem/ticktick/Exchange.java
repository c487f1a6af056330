package dev.tandem.ticktick;

import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.NotSent;

/**
 * What came of asking TickTick.
 *
 * @param requests that were sent for it
 * @param generation of the tokens with which the last was; 0: none was sent
 * @param isLook the answer only shows the twin, whatever was asked: nothing was done to it
 */
record Exchange(RemoteAnswer answer, int requests, long generation, boolean isLook) {
  Exchange(RemoteAnswer answer, int requests, long generation) {
    this(answer, requests, generation, false);
  }

  static Exchange unsent(NotSent answer) {
    return new Exchange(answer, 0, 0);
  }

  /** The same after more requests before it. */
  Exchange after(int earlier) {
    return new Exchange(answer, earlier + requests, generation, isLook);
  }

  /** The same number of requests, read differently. */
  Exchange as(RemoteAnswer other) {
    return new Exchange(other, requests, generation, isLook);
  }

  /** The same, to be settled as a look. */
  Exchange asLook() {
    return new Exchange(answer, requests, generation, true);
  }
}
