package dev.tandem.http;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/** Whom requests have to pass, in their order. */
final class Gatekeepers {
  private final List<Handler<RoutingContext>> all = new ArrayList<>();
  private final Admission admission;

  Gatekeepers(Authenticator authenticator, HttpOptions options) {
    List<String> origins = options.listen().access().corsOrigins();
    if (!origins.isEmpty()) {
      // First: browsers ask whether they may ask without showing a key.
      all.add(new CrossOrigin(origins));
    }
    admission = new Admission(options.limits().requests());
    all.add(admission);
    all.add(authenticator);
    options.limits().rates().ifPresent(limit -> all.add(new RateLimiting(limit)));
  }

  /** Of what is under {@code /api}. */
  List<Handler<RoutingContext>> all() {
    return List.copyOf(all);
  }

  /** Of what is open to those without a key, and costs more than a page. */
  Handler<RoutingContext> admission() {
    return admission;
  }
}
