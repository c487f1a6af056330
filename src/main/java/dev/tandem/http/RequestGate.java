package dev.tandem.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every request passes before the router: the connection's limits and the head's form. */
final class RequestGate implements Handler<HttpServerRequest> {
  private static final Logger log = LoggerFactory.getLogger(RequestGate.class);

  private final Connections connections;
  private final ConnectionLimits limits;
  private final Handler<HttpServerRequest> router;

  RequestGate(Connections connections, ConnectionLimits limits, Handler<HttpServerRequest> router) {
    this.connections = connections;
    this.limits = limits;
    this.router = router;
  }

  @Override
  public void handle(HttpServerRequest request) {
    connections.began(request);
    Problem fault = RequestShape.faultOf(request);
    if (fault != null) {
      FailureHandler.refuseAndClose(request, fault);
      return;
    }
    if (RequestShape.isChunked(request)) {
      lastOfItsConnection(request);
    }
    router.handle(request);
  }

  /**
   * What follows a chunked body may be what somebody on the way took for a part of it (RFC 9112,
   * 6.3): nothing more is read from the connection, which ends with the answer.
   */
  private void lastOfItsConnection(HttpServerRequest request) {
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    request
        .connection()
        .shutdown(limits.unread().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(gone -> log.debug("the client left first", gone));
  }
}
