package dev.tandem.account;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.WireName;
import java.util.List;

/** The expected outcomes of a {@link PersonCommand}. */
public sealed interface PersonReply extends BusMessage {
  /**
   * @param things each as a JSON object on one line
   * @param next the key behind which the next page begins; empty: this was the last
   */
  @WireName("person.reply.page")
  record Page(List<String> things, List<String> next) implements PersonReply {
    public Page {
      things = List.copyOf(things);
      next = List.copyOf(next);
    }
  }

  /**
   * @param complete false: the rest goes on in the background, over restarts if need be
   */
  @WireName("person.reply.erased")
  record Erased(boolean complete) implements PersonReply {}

  @WireName("person.reply.missing")
  record Missing() implements PersonReply {}
}
