package dev.tandem.account;

import dev.tandem.bus.Route;

/** Where users, keys and accounts are asked for; they carry secrets and so stay inside a node. */
public final class AccountRoutes {
  public static final Route<UserCommand, UserReply> USERS =
      Route.local("tandem.user.command", UserCommand.class, UserReply.class);

  /** Served if an OpenID provider is configured. */
  public static final Route<OpenIdQuery, OpenIdReply> OPENID =
      Route.local("tandem.openid.query", OpenIdQuery.class, OpenIdReply.class);

  public static final Route<AccountCommand, AccountReply> ACCOUNTS =
      Route.local("tandem.account.command", AccountCommand.class, AccountReply.class);

  public static final Route<ConnectionCommand, ConnectionReply> CONNECTION =
      Route.local("tandem.account.connection", ConnectionCommand.class, ConnectionReply.class);

  /** All that is kept of one person: to be handed out, or to go. */
  public static final Route<PersonCommand, PersonReply> PERSON =
      Route.local("tandem.account.person", PersonCommand.class, PersonReply.class);

  /** What takes effect once, however often it is asked. */
  public static final Route<KeyedCommand, KeyedReply> KEYED =
      Route.local("tandem.account.keyed", KeyedCommand.class, KeyedReply.class);

  private AccountRoutes() {}
}
