package dev.tandem;

import dev.tandem.config.GatewayConfig;

/** The gateway cannot listen where it is told to. */
final class ListenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ListenException(GatewayConfig.Http http, Throwable cause) {
    super(
        "TANDEM_HTTP_HOST, TANDEM_HTTP_PORT: cannot listen on "
            + http.host()
            + ':'
            + http.port()
            + " ("
            + cause.getMessage()
            + "); port 0 takes any free one",
        cause);
  }
}
