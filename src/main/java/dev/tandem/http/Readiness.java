package dev.tandem.http;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether the process wants new work. One for each process, shared by all instances; it is told to
 * drain before anything is stopped, so that whoever balances the load looks elsewhere first.
 */
public final class Readiness {
  private final AtomicBoolean draining = new AtomicBoolean();

  /** From now on {@code /health/ready} answers 503. There is no way back. */
  public void drain() {
    draining.set(true);
  }

  public boolean isDraining() {
    return draining.get();
  }
}
