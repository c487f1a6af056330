package dev.tandem.suggestion;

import java.util.Locale;
import java.util.Optional;

/** Where a suggestion stands. Only a pending one can go anywhere from there. */
public enum SuggestionStatus {
  /** Nobody has decided; at most one of a type for each task. */
  PENDING,
  APPROVED,
  REJECTED,
  /** A newer one of its type came before anybody decided. */
  SUPERSEDED;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<SuggestionStatus> of(String wireName) {
    for (SuggestionStatus status : values()) {
      if (status.wireName().equals(wireName)) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }
}
