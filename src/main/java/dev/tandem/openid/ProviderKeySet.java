package dev.tandem.openid;

import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.jwt.JwkSetConverter;
import com.google.crypto.tink.jwt.JwtPublicKeyVerify;
import com.google.crypto.tink.jwt.JwtSignatureConfig;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys that a provider published at one time, each for one algorithm. Immutable. */
final class ProviderKeySet {
  static final ProviderKeySet NONE = new ProviderKeySet(Map.of());

  private static final Logger log = LoggerFactory.getLogger(ProviderKeySet.class);

  /** Providers have two or three. */
  private static final int MOST_KEYS = 100;

  static {
    try {
      JwtSignatureConfig.register();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Tink cannot check JWTs", e);
    }
  }

  private final Map<KeyName, JwtPublicKeyVerify> keys;

  private ProviderKeySet(Map<KeyName, JwtPublicKeyVerify> keys) {
    this.keys = Map.copyOf(keys);
  }

  /**
   * Reads a JWK set (RFC 7517). A key that is not for us, or that we would not trust, is left out;
   * of two with the same name the first counts. Takes a while: not for an event loop.
   *
   * @throws IllegalArgumentException if it is none
   */
  static ProviderKeySet read(Buffer document) {
    JsonArray published = published(document);
    Map<KeyName, JwtPublicKeyVerify> keys = new HashMap<>();
    int unused = Math.max(0, published.size() - MOST_KEYS);
    for (Object entry : published.stream().limit(MOST_KEYS).toList()) {
      List<PublishedKey> usable =
          entry instanceof JsonObject jwk ? PublishedKey.of(jwk) : List.of();
      boolean used = false;
      for (PublishedKey key : usable) {
        Optional<JwtPublicKeyVerify> verifier = verifier(key);
        verifier.ifPresent(made -> keys.putIfAbsent(key.name(), made));
        used |= verifier.isPresent();
      }
      unused += used ? 0 : 1;
    }
    if (unused > 0) {
      log.info("{} of the OpenID provider's {} keys are not used here", unused, published.size());
    }
    return new ProviderKeySet(keys);
  }

  private static JsonArray published(Buffer document) {
    try {
      if (Json.decodeValue(document) instanceof JsonObject set
          && set.getValue("keys") instanceof JsonArray published) {
        return published;
      }
    } catch (DecodeException e) {
      // Told below, without what it holds.
    }
    throw new IllegalArgumentException("the answer is no JWK set");
  }

  private static Optional<JwtPublicKeyVerify> verifier(PublishedKey key) {
    String set = new JsonObject().put("keys", new JsonArray().add(key.members())).encode();
    try {
      return Optional.of(
          JwkSetConverter.toPublicKeysetHandle(set)
              .getPrimitive(RegistryConfiguration.get(), JwtPublicKeyVerify.class));
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      // Unchecked too: what a provider publishes must not end the others of its keys.
      log.debug("a key of the OpenID provider cannot be used", e);
      return Optional.empty();
    }
  }

  boolean isEmpty() {
    return keys.isEmpty();
  }

  /** For a token that names no key there must be just one that it can mean. */
  Optional<JwtPublicKeyVerify> find(KeyName name) {
    if (name.kid() != null) {
      return Optional.ofNullable(keys.get(name));
    }
    List<JwtPublicKeyVerify> possible =
        keys.entrySet().stream()
            .filter(entry -> entry.getKey().alg().equals(name.alg()))
            .map(Map.Entry::getValue)
            .toList();
    return possible.size() == 1 ? Optional.of(possible.get(0)) : Optional.empty();
  }
}
