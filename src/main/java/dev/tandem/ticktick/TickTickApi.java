package dev.tandem.ticktick;

import dev.tandem.config.Secret;
import dev.tandem.sync.RemoteAnswer;
import io.vertx.core.Future;

/** TickTick's Open API, one request at a time. */
interface TickTickApi {
  /**
   * Never fails: that no answer came is an answer too. A task in the body comes as {@code Body}.
   */
  Future<RemoteAnswer> call(Secret accessToken, TickTickRequest request);

  /** Asks for nothing, on nobody's behalf: whatever TickTick answers, it is there. Never fails. */
  Future<RemoteAnswer> knock();
}
