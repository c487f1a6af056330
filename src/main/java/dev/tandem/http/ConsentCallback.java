package dev.tandem.http;

import dev.tandem.config.GatewayConfig;
import java.net.URI;
import java.util.Set;

/**
 * Where TickTick sends a browser after a consent, as the browser sees it. It comes from the
 * configuration and the port that is served, never from what a request claims about its host.
 */
record ConsentCallback(URI uri) {
  /** Where it arrives here; on the way, a proxy may have cut off a prefix. */
  static final String PATH = "/oauth/ticktick/callback";

  private static final String LOOPBACK = "127.0.0.1";

  /** Listening on these, a process answers on 127.0.0.1. */
  private static final Set<String> HEARD_ON_LOOPBACK =
      Set.of("localhost", "0.0.0.0", "::", "::0", "0:0:0:0:0:0:0:0");

  /**
   * @param port that is served
   */
  static ConsentCallback of(GatewayConfig.Http listen, int port) {
    return new ConsentCallback(
        listen
            .callback()
            .orElseGet(() -> URI.create("http://" + named(listen.host()) + ":" + port + PATH)));
  }

  private static String named(String host) {
    if (HEARD_ON_LOOPBACK.contains(host)) {
      return LOOPBACK;
    }
    return host.contains(":") ? "[" + host + "]" : host;
  }

  boolean isSecure() {
    return "https".equals(uri.getScheme());
  }

  /** The path for which a browser keeps the consent's cookie. */
  String cookiePath() {
    return uri.getRawPath().contains(";") ? "/" : uri.getRawPath();
  }

  /** The path of the page to show afterwards. */
  String home() {
    String path = uri.getRawPath();
    return path.endsWith(PATH) ? path.substring(0, path.length() - PATH.length() + 1) : "/";
  }
}
