package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.config.DatabaseUrl;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import org.junit.jupiter.api.Test;

final class PgPoolsTest {
  @Test
  void theUrlSaysWhereAndWho() {
    PgConnectOptions options =
        options("postgresql://me%40x:p%3Aw@db.example:6543/tasks?sslmode=disable");
    assertThat(options.getHost()).isEqualTo("db.example");
    assertThat(options.getPort()).isEqualTo(6543);
    assertThat(options.getDatabase()).isEqualTo("tasks");
    assertThat(options.getUser()).isEqualTo("me@x");
    assertThat(options.getPassword()).isEqualTo("p:w");
    assertThat(options.getSslMode()).isEqualTo(SslMode.DISABLE);
    assertThat(options.getSslOptions()).isNull();
    assertThat(options.getCachePreparedStatements()).isTrue();
    assertThat(options.getPipeliningLimit()).isGreaterThan(1);
  }

  @Test
  void withoutACertificateTheServerIsNotVerified() {
    for (String mode : new String[] {"allow", "prefer", "require"}) {
      PgConnectOptions options = options("postgresql://u:p@h/d?sslmode=" + mode);
      assertThat(options.getSslMode()).isEqualTo(SslMode.of(mode));
      assertThat(options.getSslOptions().isTrustAll()).isTrue();
    }
  }

  @Test
  void withACertificateItIs() {
    for (String mode : new String[] {"require", "verify-ca"}) {
      ClientSSLOptions tls = tls(mode);
      assertThat(tls.isTrustAll()).isFalse();
      assertThat(((PemTrustOptions) tls.getTrustOptions()).getCertPaths())
          .containsExactly("/etc/ca.pem");
      assertThat(tls.getHostnameVerificationAlgorithm()).isEmpty();
    }
    assertThat(tls("verify-full").getHostnameVerificationAlgorithm()).isEqualTo("HTTPS");
  }

  private static ClientSSLOptions tls(String mode) {
    return options("postgresql://u:p@h/d?sslmode=" + mode + "&sslrootcert=/etc/ca.pem")
        .getSslOptions();
  }

  private static PgConnectOptions options(String url) {
    return PgPools.options(DatabaseUrl.parse(url));
  }

  @Test
  void poolsSideBySideShareTheConnections() {
    assertThat(PgPools.sizeOfEach(1)).isEqualTo(32);
    assertThat(PgPools.sizeOfEach(8)).isEqualTo(4);
    assertThat(PgPools.sizeOfEach(64)).isEqualTo(2);
  }
}
