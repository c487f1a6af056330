package dev.tandem.account;

import dev.tandem.bus.LocalMessage;
import dev.tandem.bus.WireName;
import dev.tandem.config.Secret;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked of users and keys. Whether the caller may ask it is the caller's to check,
 * except where said.
 */
public sealed interface UserCommand extends LocalMessage {

  /**
   * Who presents this key? Replies {@link UserReply.Authenticated}, {@link UserReply.Missing}
   * (unknown, expired, revoked).
   */
  @WireName("user.authenticate")
  record Authenticate(Secret apiKey) implements UserCommand {}

  /**
   * Who is this at the OpenID provider? Whoever comes first is made a plain user; however many ask
   * at once on however many nodes, it is one. Replies {@link UserReply.OneUser}, {@link
   * UserReply.Missing} (erased a while ago: not to come back by a token that is still valid).
   *
   * @param issuer the provider; at most 500 characters
   * @param subject whom it means, for ever: at most 255 characters
   * @param name for a new user
   */
  @WireName("user.sign_in")
  record SignIn(String issuer, String subject, String name) implements UserCommand {}

  /**
   * Replies {@link UserReply.OneUser}, {@link UserReply.Conflicted} for an e-mail address that is
   * taken.
   */
  @WireName("user.create")
  record CreateUser(String name, @Nullable String email) implements UserCommand {}

  /** Replies {@link UserReply.Users}, {@link UserReply.Refused} for a bad cursor. */
  @WireName("user.list")
  record ListUsers(int limit, @Nullable String cursor) implements UserCommand {}

  /** Replies {@link UserReply.KeyMade}, {@link UserReply.Missing} if there is no such user. */
  @WireName("user.create_key")
  record CreateKey(long userId, String name, @Nullable Instant expiresAt) implements UserCommand {}

  /** Replies {@link UserReply.Keys}, {@link UserReply.Refused} for a bad cursor. */
  @WireName("user.list_keys")
  record ListKeys(long userId, int limit, @Nullable String cursor) implements UserCommand {}

  /**
   * Revokes at once on every node. Replies {@link UserReply.Revoked}, {@link UserReply.Missing}.
   */
  @WireName("user.revoke_key")
  record RevokeKey(long userId, long keyId) implements UserCommand {}

  /**
   * Sees to it that the process's owner (an admin) exists and has a key. Replies {@link
   * UserReply.Owner}.
   *
   * @param apiKey the configured key, which replaces an earlier configured one; null: a key is made
   *     if the owner has none
   */
  @WireName("user.ensure_owner")
  record EnsureOwner(@Nullable Secret apiKey) implements UserCommand {}
}
