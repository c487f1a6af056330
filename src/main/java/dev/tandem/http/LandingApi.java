package dev.tandem.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;

/** {@code /}: tells a person who looks that Tandem runs, and how a consent ended. */
final class LandingApi {
  void bind(ApiRouter router) {
    router.serve(HttpMethod.GET, "/", call -> Future.succeededFuture(page(call)));
  }

  private static Answer page(Call call) {
    return Answer.page(
        WebPage.landing(
            ConnectOutcome.named(call.queryParameters().get("ticktick")), call.address()));
  }
}
