package dev.tandem.http;

import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how often an address may present keys that are none, as each costs a look-up. Whoever's
 * key was right before is let through, whatever others do behind the same address. Shared by event
 * loops.
 */
final class WrongKeys {
  static final int PER_MINUTE = 120;

  private static final int MOST_ADDRESSES = 50_000;
  private static final int MOST_RIGHT_KEYS = 10_000;

  /** Of an IPv6 address, the part that a provider gives away: the rest is its owner's to choose. */
  private static final int NETWORK_BYTES = 8;

  private final RateLimit limit;
  private final Map<String, Boolean> right =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > MOST_RIGHT_KEYS;
        }
      };

  /**
   * @param nanoTime a monotonic clock: {@code System::nanoTime}
   */
  WrongKeys(LongSupplier nanoTime) {
    limit = new RateLimit(PER_MINUTE, MOST_ADDRESSES, nanoTime);
  }

  /** A key that is about to be looked up. It counts as wrong until it is told to be no such. */
  final class Attempt {
    private final @Nullable String address;
    private final String hash;

    private Attempt(@Nullable String address, String hash) {
      this.address = address;
      this.hash = hash;
    }

    void isRight() {
      remember(hash);
      isUndecided();
    }

    void isWrong() {
      forget(hash);
    }

    /** Nobody could tell. */
    void isUndecided() {
      if (address != null) {
        limit.giveBack(address);
      }
    }
  }

  /**
   * @param hash the name under which the key is known
   * @throws ProblemException rate-limited
   */
  Attempt begin(@Nullable SocketAddress remote, String hash) {
    if (isKnown(hash)) {
      return new Attempt(null, hash);
    }
    String address = nameOf(remote == null ? null : remote.hostAddress());
    RateLimit.Verdict verdict = limit.take(address);
    if (!verdict.passes()) {
      throw verdict.refusal("too many wrong keys came from this address");
    }
    return new Attempt(address, hash);
  }

  private synchronized boolean isKnown(String hash) {
    return right.get(hash) != null;
  }

  private synchronized void remember(String hash) {
    right.put(hash, true);
  }

  private synchronized void forget(String hash) {
    right.remove(hash);
  }

  /**
   * @param address numbers, never a name; null: of no network
   */
  static String nameOf(@Nullable String address) {
    if (address == null) {
      return "local";
    }
    try {
      InetAddress parsed = InetAddress.getByName(address);
      return parsed instanceof Inet6Address
          ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), NETWORK_BYTES))
          : parsed.getHostAddress();
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
