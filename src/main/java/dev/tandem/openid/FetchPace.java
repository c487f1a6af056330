package dev.tandem.openid;

import java.time.Duration;

/**
 * How often a provider is asked for its keys.
 *
 * @param refresh after a success: a key that was withdrawn holds no longer than that
 * @param retry after a failure
 * @param onDemand at least so long between two askings for a key that is not known: anybody can
 *     name one
 * @param whileNone the same while there is no key at all, so that nobody can come
 * @param limit of one asking, to the last byte
 */
public record FetchPace(
    Duration refresh, Duration retry, Duration onDemand, Duration whileNone, Duration limit) {
  public static final FetchPace STANDARD =
      new FetchPace(
          Duration.ofMinutes(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5));
}
