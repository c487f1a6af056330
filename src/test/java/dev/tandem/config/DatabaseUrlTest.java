package dev.tandem.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseUrlTest {
  @ParameterizedTest
  @CsvSource({
    "postgresql://me:x@my_db:6000/tandem, my_db, 6000",
    "postgresql://me:x@tandem_db_1.net/tandem, tandem_db_1.net, 5432",
    "postgresql://me:x@127.0.0.1:1/tandem, 127.0.0.1, 1",
    "postgres://me@[::1]:65535/tandem, ::1, 65535",
    "postgresql://me:a:b@db:/tandem, db, 5432"
  })
  void readsHostAndPort(String text, String host, int port) {
    DatabaseUrl url = DatabaseUrl.parse(text);
    assertThat(url.host()).isEqualTo(host);
    assertThat(url.port()).isEqualTo(port);
    assertThat(url.user()).isEqualTo("me");
  }

  @Test
  void readsWhatIsEncoded() {
    DatabaseUrl url = DatabaseUrl.parse("postgresql://a%40b:c%3A%40%2F+d@db/my%20tasks");
    assertThat(url.user()).isEqualTo("a@b");
    assertThat(url.password().reveal()).isEqualTo("c:@/+d");
    assertThat(url.database()).isEqualTo("my tasks");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "99999", "123456789012345"})
  void refusesAPortThatIsNone(String port) {
    assertThatThrownBy(() -> DatabaseUrl.parse("postgresql://me:hidden@db:" + port + "/tandem"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("has the port " + port + ", takes one from 1 to 65535");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://:hidden@db/tandem",
        "postgresql://@db/tandem",
        "postgresql://db/tandem",
        "postgresql://me:hidden@db:port/tandem",
        "postgresql://me:hidden@db:-1/tandem",
        "postgresql://me:hid@den@db/tandem",
        "postgresql://me:hidden@a,b/tandem",
        "postgresql://me:hidden@/tandem",
        "postgresql:///tandem",
        "postgresql://me:hidden@db/"
      })
  void refusesWhatLacksAPartWithoutTellingThePassword(String text) {
    assertThatThrownBy(() -> DatabaseUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("form postgresql://user:password@host")
        .hasMessageNotContaining("hidden");
  }
}
