package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.config.ConfigReader;
import dev.tandem.config.GatewayConfig;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is damaged is told in one line with what to do, and left as it is. */
class EmbeddedPostgresDamageIT extends InDataDirectory {
  private record Damage(String name, ToCluster act, List<String> told) {
    @Override
    public String toString() {
      return name;
    }
  }

  private interface ToCluster {
    void damage(Path cluster) throws IOException;
  }

  static Stream<Damage> damages() {
    String backup = "bring back a backup (docs/database.md)";
    return Stream.of(
        new Damage(
            "control file cut short",
            cluster -> Files.write(cluster.resolve("global/pg_control"), new byte[100]),
            List.of("pg_control", "nothing was deleted", backup)),
        new Damage(
            "control file of noise",
            cluster -> Files.writeString(cluster.resolve("global/pg_control"), "x".repeat(8192)),
            List.of("global/pg_control is damaged", "nothing was deleted", backup)),
        new Damage(
            "no write-ahead log",
            cluster -> FileTree.delete(cluster.resolve("pg_wal")),
            List.of("pg_wal", "nothing was deleted", backup)),
        new Damage(
            "version of noise",
            cluster -> Files.write(cluster.resolve("PG_VERSION"), new byte[] {-1, 0, -128, 10}),
            List.of("PG_VERSION is missing or damaged", "nothing was changed", backup)),
        new Damage(
            "version empty",
            cluster -> Files.writeString(cluster.resolve("PG_VERSION"), ""),
            List.of("PG_VERSION is missing or damaged", "nothing was changed", backup)));
  }

  @ParameterizedTest
  @MethodSource("damages")
  void tellsOfDamageAndLeavesItAlone(Damage damage) throws Exception {
    EmbeddedPostgres.start(dataDir).stop();
    Path cluster = dataDir.resolve("pgdata");
    damage.act().damage(cluster);
    List<Path> before = content(cluster);
    assertThatThrownBy(() -> EmbeddedPostgres.start(dataDir))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContainingAll(damage.told().toArray(String[]::new))
        .hasMessageNotContaining("\n");
    assertThat(content(cluster)).isEqualTo(before);
  }

  /** As a volume's group is given to it at each mount of some container platforms. */
  @Test
  void takesTheRightsOfOthersOffTheClusterAndTheSecrets() throws Exception {
    EmbeddedPostgres.start(dataDir).stop();
    EncryptionKeys.loadOrGenerate(dataDir);
    Path cluster = dataDir.resolve("pgdata");
    Path password = dataDir.resolve("postgres.password");
    Path keys = dataDir.resolve("encryption.keys");
    Files.setPosixFilePermissions(cluster, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-rw----"));
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-rw-r--"));
    EmbeddedPostgres.start(dataDir).stop();
    EncryptionKeys.loadOrGenerate(dataDir);
    assertThat(mode(cluster)).isEqualTo("rwx------");
    assertThat(mode(password)).isEqualTo("rw-------");
    assertThat(mode(keys)).isEqualTo("rw-------");
  }

  /** Whoever may write the directory could otherwise have root change any file. */
  @Test
  void leavesALinkInThePlaceOfASecretAlone() throws Exception {
    Path other = Files.writeString(open.resolve("other"), "a".repeat(43));
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-rw-rw-"));
    Files.createSymbolicLink(dataDir.resolve("postgres.password"), other);
    EmbeddedPostgres.start(dataDir).stop();
    assertThat(mode(other)).isEqualTo("rw-rw-rw-");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void refusesAClusterThatIsAFile() throws Exception {
    Files.writeString(dataDir.resolve("pgdata"), "");
    assertThatThrownBy(() -> EmbeddedPostgres.start(dataDir))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContainingAll("pgdata is not a directory", "nothing was changed");
  }

  @Test
  void startsOverAPidFileOfNoise() throws Exception {
    EmbeddedPostgres.start(dataDir).stop();
    Files.write(dataDir.resolve("pgdata/postmaster.pid"), new byte[] {-1, 0, 7});
    EmbeddedPostgres.start(dataDir).stop();
  }

  @Test
  void saysHowToGoOnWithAnotherPasswordThanTheServers() throws Exception {
    EmbeddedPostgres.start(dataDir).stop();
    Path file = dataDir.resolve("postgres.password");
    Files.writeString(file, "x".repeat(43));
    GatewayConfig.Storage storage =
        ConfigReader.read(Map.of("TANDEM_DATA_DIR", dataDir.toString())).storage();
    Vertx vertx = Vertx.vertx();
    try {
      assertThatThrownBy(() -> vertx.deployVerticle(new DatabaseVerticle(storage)).await())
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessageContainingAll(file.toString(), "delete that file", "nothing is lost");
      Files.delete(file);
      vertx.deployVerticle(new DatabaseVerticle(storage)).await();
    } finally {
      vertx.close().await();
    }
  }

  @Test
  void setsANewPasswordWhenTheFileIsEmpty() throws Exception {
    EmbeddedPostgres.start(dataDir).stop();
    Files.writeString(dataDir.resolve("postgres.password"), "");
    EmbeddedPostgres server = EmbeddedPostgres.start(dataDir);
    try {
      write(server.url(), "in");
    } finally {
      server.stop();
    }
  }

  private static List<Path> content(Path cluster) throws IOException {
    try (Stream<Path> all = Files.walk(cluster)) {
      return all.map(cluster::relativize).sorted().toList();
    }
  }
}
