package dev.tandem.http;

import java.time.Clock;
import java.time.Duration;

/**
 * What the HTTP server is told.
 *
 * @param host the address to listen on
 * @param port 0 for any free one, which all instances of a deployment then share
 * @param pushWait how long a write waits for its push when the client says nothing
 * @param readiness flips when the process begins to drain
 * @param clock dates the answers that are made here
 */
public record HttpOptions(
    String host, int port, Duration pushWait, Readiness readiness, Clock clock) {}
