package dev.tandem.account;

import dev.tandem.bus.LocalMessage;
import dev.tandem.bus.WireName;
import dev.tandem.config.Secret;
import dev.tandem.task.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The expected outcomes of a {@link UserCommand}. */
public sealed interface UserReply extends LocalMessage {
  /**
   * @param keyId the key that was presented
   */
  @WireName("user.reply.authenticated")
  record Authenticated(User user, long keyId) implements UserReply {}

  @WireName("user.reply.user")
  record OneUser(User user) implements UserReply {}

  @WireName("user.reply.users")
  record Users(List<User> users, @Nullable String nextCursor) implements UserReply {
    public Users {
      users = List.copyOf(users);
    }
  }

  /** A key was made. */
  sealed interface OfKey extends UserReply {
    ApiKey key();
  }

  /**
   * @param text the key itself, never to be seen again
   */
  @WireName("user.reply.key_made")
  record KeyMade(ApiKey key, Secret text) implements OfKey {}

  /** It was made when this was asked first, and shown then. */
  @WireName("user.reply.key_known")
  record KeyKnown(ApiKey key) implements OfKey {}

  @WireName("user.reply.keys")
  record Keys(List<ApiKey> keys, @Nullable String nextCursor) implements UserReply {
    public Keys {
      keys = List.copyOf(keys);
    }
  }

  @WireName("user.reply.revoked")
  record Revoked(long keyId) implements UserReply {}

  @WireName("user.reply.missing")
  record Missing() implements UserReply {}

  /** The request cannot be carried out as it stands (a bad cursor). */
  @WireName("user.reply.refused")
  record Refused(List<Fault> faults) implements UserReply {
    public Refused {
      faults = List.copyOf(faults);
    }
  }

  @WireName("user.reply.conflicted")
  record Conflicted(String detail) implements UserReply {}

  /**
   * @param madeKey the key that was made just now, never to be seen again; null if none was
   */
  @WireName("user.reply.owner")
  record Owner(User owner, @Nullable Secret madeKey) implements UserReply {}
}
