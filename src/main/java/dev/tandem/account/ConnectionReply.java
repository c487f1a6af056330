package dev.tandem.account;

import dev.tandem.bus.LocalMessage;
import dev.tandem.bus.WireName;
import dev.tandem.config.Secret;
import java.net.URI;

/** The expected outcomes of a {@link ConnectionCommand}. */
public sealed interface ConnectionReply extends LocalMessage {
  /**
   * @param url TickTick's consent page, the state in it
   * @param state good once, for ten minutes, with this browser secret only
   * @param browser to be left with the browser that asked, and to be shown again by it
   */
  @WireName("connection.reply.authorization")
  record Authorization(URI url, String state, Secret browser) implements ConnectionReply {
    @Override
    public String toString() {
      return "Authorization[***]";
    }
  }

  /**
   * A token is stored. Its account's state tells whether it may be used: it may have to be checked
   * first, or belong to another TickTick account than the tasks.
   */
  @WireName("connection.reply.connected")
  record Connected(AccountReply.Settings settings) implements ConnectionReply {}

  /** The state is unknown, used, too old, or another browser's. Nothing is stored. */
  @WireName("connection.reply.state_refused")
  record StateRefused() implements ConnectionReply {}

  /**
   * TickTick does not accept the code or the token, or gave less than it takes to keep tasks in
   * step. Nothing is stored.
   *
   * @param detail why, for the person
   */
  @WireName("connection.reply.grant_refused")
  record GrantRefused(String detail) implements ConnectionReply {}

  /**
   * TickTick could not be asked for the token. Nothing is stored; the consent has to be repeated.
   */
  @WireName("connection.reply.unreachable")
  record Unreachable() implements ConnectionReply {}

  /**
   * TickTick could not be asked whose token the person brought, while another works here. Nothing
   * is stored.
   */
  @WireName("connection.reply.not_replaced")
  record NotReplaced() implements ConnectionReply {}

  @WireName("connection.reply.declined")
  record Declined() implements ConnectionReply {}

  /** There is no OAuth application to consent to. */
  @WireName("connection.reply.no_application")
  record NoApplication() implements ConnectionReply {}

  /** What became of the token at TickTick; here it is erased in any case. */
  enum Revocation {
    REVOKED,
    /** A personal token is the person's own; one that another user here works with goes on. */
    KEPT,
    /** There was none. */
    NONE,
    /** TickTick could not be told: the person may revoke it in TickTick's settings. */
    FAILED
  }

  @WireName("connection.reply.disconnected")
  record Disconnected(Revocation revocation) implements ConnectionReply {}
}
