package dev.tandem.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/**
 * Answers the requests of one operation by writing to the response. Fails with what is to be told
 * as long as nothing is written; may throw a {@link ProblemException} as well.
 */
@FunctionalInterface
interface StreamEndpoint {
  Future<Void> answer(Call call, HttpServerRequest request);
}
