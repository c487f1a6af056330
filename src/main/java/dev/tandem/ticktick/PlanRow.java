package dev.tandem.ticktick;

import dev.tandem.sync.PushJob;
import io.vertx.core.Promise;

/** A row of a plan. For one event loop. */
final class PlanRow {
  private final Promise<Void> end = Promise.promise();
  private State state = State.WAITING;
  private PushJob job;
  private Lease lease;

  /** Whose move it is. */
  enum State {
    /** The plan's: the row has asked for something, or has not begun. */
    WAITING,
    /** The row's: it has its answer, and settles it. */
    WORKING,
    /** The plan's, for the last time: it will do the rest of its turn alone. */
    LONELY,
    /** The row's for the rest of its turn. */
    ALONE
  }

  PlanRow(PushJob job, Lease lease) {
    this.job = job;
    this.lease = lease;
  }

  PushJob job() {
    return job;
  }

  Lease lease() {
    return lease;
  }

  /** Completes when the row's turn has ended. */
  Promise<Void> end() {
    return end;
  }

  /** Whether nobody but the plan keeps its lease. */
  boolean isKept() {
    return state == State.WAITING || state == State.LONELY;
  }

  boolean isAlone() {
    return state == State.ALONE;
  }

  boolean isWorking() {
    return state == State.WORKING;
  }

  /** It asks for something, by the job as it has become. */
  void asks(PushJob present, Lease held) {
    job = present;
    lease = held;
    state = State.WAITING;
  }

  void works() {
    state = State.WORKING;
  }

  void leaves() {
    state = State.LONELY;
  }

  void goesAlone() {
    state = State.ALONE;
  }

  void keptFor(Lease longer) {
    lease = longer;
  }
}
