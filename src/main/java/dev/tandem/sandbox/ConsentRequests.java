package dev.tandem.sandbox;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Consent pages that are open, and the codes that were given out; each is good once. */
final class ConsentRequests {
  private static final Duration LIFETIME = Duration.ofMinutes(10);
  private static final int CAPACITY = 1_000;
  private static final String CODE_LETTERS =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  private static final int CODE_LENGTH = 6;

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Open> pages = new LinkedHashMap<>();
  private final Map<String, Open> codes = new LinkedHashMap<>();

  ConsentRequests(Clock clock) {
    this.clock = clock;
  }

  /**
   * What an application asked for.
   *
   * @param redirectUri empty if the request named none
   * @param challenge of PKCE, S256; empty for none
   */
  record Asked(
      Optional<String> redirectUri, String scope, String state, Optional<String> challenge) {}

  /** What a person agreed to. */
  record Agreed(Asked asked, String account) {}

  private record Open(Agreed agreed, Instant until) {}

  /** Opens a page; the id in its form keeps other sites from approving for the person. */
  String open(Asked asked) {
    return keep(pages, UUID.randomUUID().toString(), new Agreed(asked, ""));
  }

  Optional<Asked> close(String page) {
    return take(pages, page).map(Agreed::asked);
  }

  String issueCode(Agreed agreed) {
    var code = new StringBuilder(CODE_LENGTH);
    for (var i = 0; i < CODE_LENGTH; i++) {
      code.append(CODE_LETTERS.charAt(random.nextInt(CODE_LETTERS.length())));
    }
    return keep(codes, code.toString(), agreed);
  }

  /** Even a failed attempt uses the code up. */
  Optional<Agreed> redeem(String code) {
    return take(codes, code);
  }

  void clear() {
    pages.clear();
    codes.clear();
  }

  private String keep(Map<String, Open> where, String key, Agreed agreed) {
    var oldest = where.keySet().iterator();
    if (where.size() >= CAPACITY && oldest.hasNext()) {
      where.remove(oldest.next());
    }
    where.put(key, new Open(agreed, clock.instant().plus(LIFETIME)));
    return key;
  }

  private Optional<Agreed> take(Map<String, Open> where, String key) {
    return Optional.ofNullable(where.remove(key))
        .filter(open -> clock.instant().isBefore(open.until()))
        .map(Open::agreed);
  }
}
