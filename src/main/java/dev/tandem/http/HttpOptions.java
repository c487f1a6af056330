package dev.tandem.http;

import dev.tandem.config.GatewayConfig;
import java.time.Clock;
import java.time.Duration;

/**
 * What the HTTP server is told.
 *
 * @param listen where; any free port is then shared by all instances of a deployment
 * @param pushWait how long a write waits for its push when the client says nothing
 * @param readiness flips when the process begins to drain
 * @param clock dates the answers that are made here
 * @param limits shared by all instances
 */
public record HttpOptions(
    GatewayConfig.Http listen,
    Duration pushWait,
    Readiness readiness,
    Clock clock,
    NodeLimits limits) {
  public HttpOptions(
      GatewayConfig.Http listen, Duration pushWait, Readiness readiness, Clock clock) {
    this(listen, pushWait, readiness, clock, NodeLimits.of(listen.access()));
  }
}
