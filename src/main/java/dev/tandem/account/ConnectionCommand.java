package dev.tandem.account;

import dev.tandem.bus.LocalMessage;
import dev.tandem.bus.WireName;
import dev.tandem.config.Secret;
import java.net.URI;

/**
 * What may be asked about a person's connection to TickTick where TickTick itself has to be asked.
 */
public sealed interface ConnectionCommand extends LocalMessage {

  /**
   * Begins a consent. Replies {@link ConnectionReply.Authorization}, {@link
   * ConnectionReply.NoApplication}.
   *
   * @param callback where TickTick sends the browser afterwards; the one that is registered there
   */
  @WireName("connection.authorize")
  record Authorize(long userId, URI callback) implements ConnectionCommand {}

  /**
   * The person consented. Uses the state up, whatever comes of the rest. Replies {@link
   * ConnectionReply.Connected}, {@link ConnectionReply.StateRefused}, {@link
   * ConnectionReply.GrantRefused}, {@link ConnectionReply.Unreachable}, {@link
   * ConnectionReply.NoApplication}.
   *
   * @param browser the secret that {@link ConnectionReply.Authorization} left with the browser
   * @param callback the same as at the beginning
   */
  @WireName("connection.finish")
  record Finish(String state, Secret browser, Secret code, URI callback)
      implements ConnectionCommand {}

  /**
   * The person declined, or TickTick did. Uses the state up. Replies {@link
   * ConnectionReply.Declined}, {@link ConnectionReply.StateRefused}.
   */
  @WireName("connection.decline")
  record Decline(String state, Secret browser) implements ConnectionCommand {}

  /**
   * Connects with a token that the person brought. Replies {@link ConnectionReply.Connected}, also
   * when TickTick could not be asked about it, unless another works here: then {@link
   * ConnectionReply.NotReplaced}. {@link ConnectionReply.GrantRefused} when TickTick refuses it:
   * what was stored before still holds.
   */
  @WireName("connection.use_token")
  record UseToken(long userId, TokenGrant grant) implements ConnectionCommand {}

  /**
   * Erases the tokens and revokes there what a consent had given and nobody else here uses. Tasks
   * and queue are kept. Replies {@link ConnectionReply.Disconnected}.
   */
  @WireName("connection.disconnect")
  record Disconnect(long userId) implements ConnectionCommand {}
}
