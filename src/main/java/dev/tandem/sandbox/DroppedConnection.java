package dev.tandem.sandbox;

/** The request gets no answer: its connection is closed. */
final class DroppedConnection extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DroppedConnection() {
    super("dropped", null, false, false);
  }
}
