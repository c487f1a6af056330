package dev.tandem.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A person who has tasks here. */
public record User(long id, String name, @Nullable String email, Role role, Instant createdAt) {
  /** What a person may do beyond their own tasks. */
  public enum Role {
    USER,
    /** May make users and keys for them. */
    ADMIN
  }
}
