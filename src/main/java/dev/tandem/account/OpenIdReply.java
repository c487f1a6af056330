package dev.tandem.account;

import dev.tandem.bus.LocalMessage;
import dev.tandem.bus.WireName;
import java.time.Instant;

/** The expected outcomes of an {@link OpenIdQuery}. */
public sealed interface OpenIdReply extends LocalMessage {
  /**
   * @param until from when on the token is taken no more
   */
  @WireName("openid.reply.identified")
  record Identified(User user, Instant until) implements OpenIdReply {}

  /**
   * @param detail why, for people: nothing that the token says
   */
  @WireName("openid.reply.refused")
  record Refused(String detail) implements OpenIdReply {}

  /** The provider's keys are not known yet, so that nobody can tell. */
  @WireName("openid.reply.undecided")
  record Undecided() implements OpenIdReply {}
}
