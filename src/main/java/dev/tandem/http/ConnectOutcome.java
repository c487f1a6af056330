package dev.tandem.http;

import dev.tandem.account.AccountState;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a consent ended, as the page shows it: words of ours, nothing of the address is repeated. */
enum ConnectOutcome {
  CONNECTED("TickTick is connected. What was waiting is on its way."),
  CHECKING(
      "The token is stored, but TickTick could not be asked yet whose account it is. Changes wait"
          + " here until it answers; there is nothing to do."),
  ACCOUNT_MISMATCH(
      "This is another TickTick account than the one your tasks are linked with, so nothing is"
          + " pushed. Connect the right account; or go on with this one, which unlinks all tasks"
          + " from the old one: PATCH /api/ticktick with {\"accept_account\": true}."),
  NEEDS_REAUTHORIZATION("TickTick refused the new token at once. Begin again."),
  DISCONNECTED("TickTick was disconnected again meanwhile. Begin again to connect it."),
  DECLINED("Access was declined. Nothing was changed.");

  private final String words;

  ConnectOutcome(String words) {
    this.words = words;
  }

  static ConnectOutcome of(AccountState state) {
    return switch (state) {
      case CONNECTED -> CONNECTED;
      case CHECKING -> CHECKING;
      case ACCOUNT_MISMATCH -> ACCOUNT_MISMATCH;
      case NEEDS_REAUTHORIZATION -> NEEDS_REAUTHORIZATION;
      case DISCONNECTED -> DISCONNECTED;
    };
  }

  /** Empty for a name that is none of these. */
  static Optional<ConnectOutcome> named(@Nullable String wireName) {
    return Arrays.stream(values())
        .filter(outcome -> outcome.wireName().equals(wireName))
        .findFirst();
  }

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  String words() {
    return words;
  }

  /** Whether all is as the person wanted it. */
  boolean isGood() {
    return this == CONNECTED;
  }
}
