package dev.tandem.ticktick;

import dev.tandem.account.TickTickAccount;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that a token's end is told of in time, at the start and every hour. */
final class ExpiryNotices {
  private static final Logger log = LoggerFactory.getLogger(ExpiryNotices.class);

  private final Pulse pulse;
  private final Accounts accounts;

  ExpiryNotices(Pulse pulse, Accounts accounts) {
    this.pulse = pulse;
    this.accounts = accounts;
  }

  void start() {
    pulse.start(
        () ->
            accounts
                .announceExpiry(TickTickAccount.EXPIRY_NOTICE)
                .map(Pulse.LONG)
                .onFailure(
                    failure ->
                        log.warn(
                            "Tokens that end soon were not looked for: {}", failure.getMessage())));
  }

  void nudge() {
    pulse.nudge();
  }

  Future<Void> stop() {
    return pulse.stop();
  }
}
