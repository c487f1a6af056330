package dev.tandem.http;

import io.vertx.core.Future;

/** Answers the requests of one operation; may throw a {@link ProblemException} as well. */
@FunctionalInterface
interface Endpoint {
  Future<Answer> answer(Call call);
}
