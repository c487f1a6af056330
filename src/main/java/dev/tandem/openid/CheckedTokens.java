package dev.tandem.openid;

import dev.tandem.config.Sha256;
import dev.tandem.openid.TokenRules.Bearer;
import java.time.Clock;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens that were found good, so that the costly part is done once for each: a signature on a
 * curve takes milliseconds to check, and clients send their token with every request. One holds as
 * long as it would if it were checked again: until its end, and until the provider publishes other
 * keys. Tokens are known by their hash only. For one event loop.
 */
final class CheckedTokens {
  private static final int MOST = 10_000;

  private final Clock clock;
  private final Map<String, Checked> tokens =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Checked> eldest) {
          return size() > MOST;
        }
      };

  CheckedTokens(Clock clock) {
    this.clock = clock;
  }

  private record Checked(ProviderKeySet keys, Bearer bearer) {}

  /**
   * @param keys the provider's as they are now
   */
  Optional<Bearer> find(String token, ProviderKeySet keys) {
    String name = nameOf(token);
    Checked checked = tokens.get(name);
    if (checked == null) {
      return Optional.empty();
    }
    if (checked.keys() != keys || !clock.instant().isBefore(checked.bearer().until())) {
      tokens.remove(name);
      return Optional.empty();
    }
    return Optional.of(checked.bearer());
  }

  /**
   * @param keys that it was checked with
   */
  void keep(String token, ProviderKeySet keys, Bearer bearer) {
    tokens.put(nameOf(token), new Checked(keys, bearer));
  }

  private static String nameOf(String token) {
    return HexFormat.of().formatHex(Sha256.of(token));
  }
}
