package dev.tandem.account;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.LocalMessage;
import dev.tandem.bus.WireName;

/** The expected outcomes of a {@link KeyedCommand}. */
public sealed interface KeyedReply extends LocalMessage {
  /**
   * @param reply of the command that was run
   * @param replayed whether it was run earlier, and this is what it replied then
   */
  @WireName("keyed.reply.answered")
  record Answered(BusMessage reply, boolean replayed) implements KeyedReply {}

  @WireName("keyed.reply.claimed")
  record Claimed() implements KeyedReply {}

  /** It was done earlier. */
  @WireName("keyed.reply.kept")
  record Kept(KeptAnswer answer) implements KeyedReply {}

  @WireName("keyed.reply.noted")
  record Noted() implements KeyedReply {}

  /** The first request with this key is still being worked on. */
  @WireName("keyed.reply.busy")
  record Busy() implements KeyedReply {}

  /** The key came with another request. */
  @WireName("keyed.reply.mismatch")
  record Mismatch() implements KeyedReply {}
}
