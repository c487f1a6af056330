package dev.tandem.bus;

/** Why an {@link Bus#ask} got no reply. Expected outcomes never arrive as this. */
public final class BusException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it was; the ordinal is never used, {@link #code} travels. */
  public enum Kind {
    /**
     * Nobody serves the route (not started yet, or draining), or what it needs is out of service.
     */
    UNAVAILABLE(1),
    /** The reply did not come in time; the effect may have happened. */
    TIMEOUT(2),
    /** The server has no room; nothing was done. */
    OVERLOADED(3),
    /** The server failed; the reason is in its log. */
    FAILED(4);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    static Kind of(int code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      return FAILED;
    }
  }

  private final Kind kind;

  public BusException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
