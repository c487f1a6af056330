package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.config.GatewayConfig;
import dev.tandem.config.Secret;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConsentCallbackTest {
  private static final Secret BROWSER = new Secret("s3cret_-");

  private static ConsentCallback at(String host, String configured) {
    return ConsentCallback.of(
        new GatewayConfig.Http(host, 0, Optional.ofNullable(configured).map(URI::create)), 9999);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "localhost, 127.0.0.1",
    "0.0.0.0, 127.0.0.1",
    "::, 127.0.0.1",
    "0:0:0:0:0:0:0:0, 127.0.0.1",
    "::1, [::1]",
    "fd00::5, [fd00::5]",
    "192.168.1.7, 192.168.1.7",
    "tandem.lan, tandem.lan"
  })
  void isAtTheAddressThatABrowserCanReach(String host, String named) {
    assertThat(at(host, null).uri())
        .isEqualTo(URI.create("http://" + named + ":9999/oauth/ticktick/callback"));
  }

  @ParameterizedTest
  @CsvSource({
    "https://tandem.example/oauth/ticktick/callback, /, /oauth/ticktick/callback",
    "https://example.org/tandem/oauth/ticktick/callback, /tandem/, /tandem/oauth/ticktick/callback",
    "https://example.org/elsewhere?x=1, /, /elsewhere",
    "https://example.org/a;b/back, /, /"
  })
  void isWhereTheConfigurationSaysWordForWord(String configured, String home, String cookiePath) {
    ConsentCallback callback = at("0.0.0.0", configured);

    assertThat(callback.uri()).hasToString(configured);
    assertThat(callback.home()).isEqualTo(home);
    assertThat(callback.cookiePath()).isEqualTo(cookiePath);
    assertThat(new ConsentCookie("state", callback).holding(BROWSER))
        .isEqualTo(
            ConsentWalk.cookieName("state")
                + "=s3cret_-; Path="
                + cookiePath
                + "; Max-Age=600; HttpOnly; SameSite=Lax; Secure");
  }

  @Test
  void findsTheSecretAmongOtherCookies() {
    ConsentCookie cookie = new ConsentCookie("state", at("::1", null));
    String mine = ConsentWalk.cookieName("state") + "=s3cret_-";

    assertThat(cookie.in(List.of("a=b; " + mine + "; c"))).contains(BROWSER);
    assertThat(cookie.in(List.of("a=b", mine))).contains(BROWSER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "x; x", "\"x\"", "a,b", "a b", "é", "a\\b"})
  void takesNothingForASecretThatIsNone(String value) {
    ConsentCookie cookie = new ConsentCookie("state", at("::1", null));
    String name = ConsentWalk.cookieName("state");

    assertThat(cookie.in(List.of(name + "=" + value + "; " + name + "=y"))).isEmpty();
    if (!value.startsWith("x")) {
      assertThat(cookie.in(List.of(name + "=" + value))).isEmpty();
    }
    assertThat(cookie.in(List.of(name + "2=" + value, name))).isEmpty();
  }
}
