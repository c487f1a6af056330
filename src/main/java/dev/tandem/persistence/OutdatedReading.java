package dev.tandem.persistence;

/** Undoes a transaction: the account got other tokens while it wrote what others had read. */
final class OutdatedReading extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutdatedReading() {
    super("the account is connected with other tokens", null, false, false);
  }
}
