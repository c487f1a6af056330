package dev.tandem.account;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.WireName;
import java.time.Duration;
import java.util.List;

/**
 * What may be asked of a person's data as a whole. Whether the caller may is the caller's to check.
 */
public sealed interface PersonCommand extends BusMessage {

  /**
   * Reads a page of one kind of things, in the order of their keys. Replies {@link
   * PersonReply.Page}, {@link PersonReply.Missing} (no such user, or being erased: what was read
   * before may be incomplete).
   *
   * @param after the key behind which to go on, from the page before; empty: from the beginning
   */
  @WireName("person.read")
  record Read(long userId, PersonPart part, List<String> after, int limit)
      implements PersonCommand {
    public Read {
      after = List.copyOf(after);
    }
  }

  /**
   * Erases a user and all that is theirs. From the reply on no key of theirs works, no list shows
   * them and nothing is sent to TickTick for them, whatever of their data is still being deleted.
   * May be repeated while that goes on. Replies {@link PersonReply.Erased}, {@link
   * PersonReply.Missing} (no such user any more).
   *
   * @param patience how long to wait for the rest
   */
  @WireName("person.erase")
  record Erase(long userId, Duration patience) implements PersonCommand {}
}
