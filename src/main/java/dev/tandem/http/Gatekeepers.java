package dev.tandem.http;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/** Whom a request under {@code /api} has to pass, in their order. */
final class Gatekeepers {
  private final List<Handler<RoutingContext>> all = new ArrayList<>();

  Gatekeepers(Authenticator authenticator, HttpOptions options) {
    List<String> origins = options.listen().access().corsOrigins();
    if (!origins.isEmpty()) {
      // First: browsers ask whether they may ask without showing a key.
      all.add(new CrossOrigin(origins));
    }
    all.add(authenticator);
    options.limits().rates().ifPresent(limit -> all.add(new RateLimiting(limit)));
  }

  List<Handler<RoutingContext>> all() {
    return List.copyOf(all);
  }
}
