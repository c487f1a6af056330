package dev.tandem.openid;

import com.google.crypto.tink.jwt.JwtInvalidException;
import com.google.crypto.tink.jwt.JwtPublicKeyVerify;
import com.google.crypto.tink.jwt.JwtValidator;
import com.google.crypto.tink.jwt.VerifiedJwt;
import dev.tandem.config.GatewayConfig.OpenId;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** What a token must say, once its key is found (RFC 7519, RFC 8725, OpenID Connect Core 2). */
final class TokenRules {
  /** By so much the provider's clock and ours may differ. */
  static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

  private static final int LONGEST_SUBJECT = 255;

  private final OpenId provider;
  private final JwtValidator times;

  TokenRules(OpenId provider, Clock clock) {
    this.provider = provider;
    // Issuer and audience are checked below, so that a person learns which of them it was.
    this.times =
        JwtValidator.newBuilder()
            .ignoreTypeHeader()
            .ignoreIssuer()
            .ignoreAudiences()
            .setClock(clock)
            .setClockSkew(CLOCK_SKEW)
            .build();
  }

  /**
   * Who a token says it is of.
   *
   * @param name for a new user
   * @param until from when on it is taken no more
   */
  record Bearer(String subject, String name, Instant until) {}

  /**
   * @throws TokenRefusedException if it is no good
   */
  Bearer check(String token, JwtPublicKeyVerify key) {
    try {
      VerifiedJwt jwt = verified(token, key);
      if (!jwt.hasIssuer() || !jwt.getIssuer().equals(provider.issuer())) {
        throw new TokenRefusedException("the token is of another issuer");
      }
      if (!jwt.hasAudiences() || !jwt.getAudiences().contains(provider.audience())) {
        throw new TokenRefusedException("the token is for another audience");
      }
      if (!jwt.hasSubject() || !isSubject(jwt.getSubject())) {
        throw new TokenRefusedException("the token names no subject that is taken here");
      }
      String name = jwt.hasStringClaim("name") ? jwt.getStringClaim("name") : "";
      return new Bearer(
          jwt.getSubject(),
          PersonName.of(name, jwt.getSubject()),
          jwt.getExpiration().plus(CLOCK_SKEW));
    } catch (JwtInvalidException e) {
      throw malformed();
    }
  }

  private VerifiedJwt verified(String token, JwtPublicKeyVerify key) {
    try {
      return key.verifyAndDecode(token, times);
    } catch (JwtInvalidException e) {
      throw new TokenRefusedException(
          "the token has expired, or is not valid yet, or says so in another form than JWTs do");
    } catch (GeneralSecurityException e) {
      throw new TokenRefusedException("the token's signature is not the provider's");
    } catch (RuntimeException e) {
      // Whatever a library stumbles over in a stranger's text, it is the text's fault.
      throw malformed();
    }
  }

  private static TokenRefusedException malformed() {
    return new TokenRefusedException("the token is malformed");
  }

  /** Any text that can be kept and told apart by people, as OpenID Connect bounds it. */
  private static boolean isSubject(String subject) {
    return !subject.isBlank()
        && subject.length() <= LONGEST_SUBJECT
        && !PersonName.cannotBeKept(subject);
  }
}
