package dev.tandem.sandbox;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Where effects are kept over a restart. An answer waits for {@link #settled()}. */
interface Journal {
  /** For a sandbox that may forget. */
  Journal NONE =
      new Journal() {
        @Override
        public Future<Void> append(JsonObject line) {
          return Future.succeededFuture();
        }

        @Override
        public Future<Void> settled() {
          return Future.succeededFuture();
        }

        @Override
        public Future<Void> close() {
          return Future.succeededFuture();
        }
      };

  /**
   * Completes when the line is with the operating system, so that killing this process keeps it.
   */
  Future<Void> append(JsonObject line);

  /** Completes when all lines so far are. */
  Future<Void> settled();

  Future<Void> close();
}
