package dev.tandem.sandbox;

/** A request that cannot be read. TickTick answers it with 500, the control API with 400. */
final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadInput(String message) {
    super(message, null, false, false);
  }
}
