package dev.tandem;

/** The process was told to end before it was ready. */
final class StartEndedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartEndedException() {
    super("ended during the start, as asked");
  }
}
