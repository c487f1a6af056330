package dev.tandem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.config.DatabaseUrl;
import dev.tandem.persistence.ExternalServer;
import dev.tandem.persistence.TestDatabase;
import dev.tandem.sandbox.RunningSandbox;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One role owns the schema, another one serves, with the grants that the documentation gives. */
final class LeastPrivilegesIT {
  private static final String KEY = "a-key-for-least-privileges-of-32-characters";
  private static final String RING = "test:" + "A".repeat(43) + "=";
  private static final Pattern BLOCK = Pattern.compile("(?s)```sql\\n(.*?)```");

  @RegisterExtension static final RunningSandbox SANDBOX = new RunningSandbox();

  private static ExternalServer server;

  @TempDir private Path directory;

  @BeforeAll
  static void prepare() throws Exception {
    server = ExternalServer.make().start();
    List<String> documented = documentedSql();
    assertThat(documented).as("blocks of SQL").hasSize(3);
    server.run("postgres", statements(documented.get(0)));
    server.run("tandem_own", statements(documented.get(1)));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void theOwnerMigratesAndTheOtherRoleServes() throws Exception {
    assertThat(runToItsEnd("tandem_app", "off"))
        .contains("is empty, this Tandem needs version", "TANDEM_DATABASE_MIGRATE=only");

    try (GatewayProcess migration = start("tandem_owner", "only")) {
      assertThat(migration.awaitExit()).as("%s", migration.err()).isZero();
      assertThat(migration.out()).hasSize(1);
      assertThat(migration.out().get(0))
          .startsWith("The schema of tandem_owner@")
          .contains("is up to date now; applied: 1 (model), 2 (");
    }
    server.run("tandem_own", statements(documentedSql().get(2)));
    try (GatewayProcess again = start("tandem_owner", "only")) {
      assertThat(again.awaitExit()).isZero();
      assertThat(again.out().get(0)).endsWith(" was up to date");
    }

    try (GatewayProcess gateway = start("tandem_app", "off").awaitReady()) {
      useAll(new ApiClient(gateway.url(), KEY));
      gateway.terminate();
      assertThat(gateway.awaitExit()).isIn(0, 143);
      assertThat(gateway.err()).noneMatch(line -> line.contains("ERROR"));
    }

    server.run(
        "tandem_own",
        "REVOKE DELETE ON tasks FROM tandem_app",
        "REVOKE ALL ON push_fence FROM tandem_app");
    assertThat(runToItsEnd("tandem_app", "off"))
        .endsWith("for its owner to grant: usage on push_fence, delete on tasks");
    server.run(
        "tandem_own",
        "GRANT DELETE ON tasks TO tandem_app",
        "GRANT USAGE ON push_fence TO tandem_app");
  }

  private static void useAll(ApiClient client) {
    String token = new JsonObject().put("access_token", RunningSandbox.ANNA.accessToken()).encode();
    assertThat(client.put("/api/ticktick/token", token).status()).isEqualTo(200);
    SANDBOX.probe().personCreatesProject(RunningSandbox.ANNA.name(), "Work");
    assertThat(client.post("/api/sync", "{}").status()).isEqualTo(200);
    assertThat(client.get("/api/projects").body().get("projects").size()).isPositive();

    ApiClient.Answer made = client.post("/api/tasks", "{\"title\":\"Buy milk\"}");
    assertThat(made.body().at("/sync/state").asText()).isEqualTo("synced");
    String task = "/api/tasks/" + made.body().get("id").asLong();
    assertThat(client.patch(task, "{\"title\":\"Buy oat milk\"}").status()).isEqualTo(200);
    assertThat(client.get(task + "/sync").status()).isEqualTo(200);
    assertThat(client.get("/api/tasks?search=oat").body().get("tasks").size()).isEqualTo(1);
    assertThat(client.get("/api/tasks/summary").status()).isEqualTo(200);
    assertThat(client.get("/api/sync/status").status()).isEqualTo(200);
    assertThat(client.delete(task).status()).isLessThan(300);
    assertThat(client.post(task + "/restore", "{}").status()).isEqualTo(200);
    assertThat(client.delete(task + "?soft_delete=false").status()).isLessThan(300);
    assertThat(client.get(task).status()).isEqualTo(404);

    assertThat(client.post("/api/keys", "{\"name\":\"other\"}").status()).isEqualTo(201);
    assertThat(client.get("/api/export").body().get("type").asText()).isEqualTo("export");
    assertThat(client.put("/api/ticktick/token", token).status()).isEqualTo(200);
    String other = new JsonObject().put("access_token", RunningSandbox.BEN.accessToken()).encode();
    assertThat(client.put("/api/ticktick/token", other).status()).isEqualTo(200);
    assertThat(client.delete("/api/ticktick").status()).isLessThan(300);

    ApiClient.Answer ben =
        client.post("/api/users", "{\"name\":\"Ben\",\"email\":\"ben@example.org\"}");
    assertThat(ben.status()).isEqualTo(201);
    String erased = "/api/users/" + ben.body().get("id").asLong();
    assertThat(client.delete(erased).status()).isEqualTo(204);
    assertThat(client.delete(erased).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE mine (a int)",
        "CREATE TEMP TABLE mine (a int)",
        "CREATE SCHEMA mine",
        "ALTER DATABASE tandem_own SET work_mem TO '1GB'",
        "SET ROLE tandem_owner",
        "SELECT pg_read_file('/etc/passwd')"
      })
  void theServingRoleMayDoNothingElse(String statement) {
    assertThatThrownBy(() -> execute(server.as("tandem_app", "tandem_own"), statement))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
  }

  private static void execute(DatabaseUrl login, String sql) throws SQLException {
    try (Connection connection = TestDatabase.connect(login);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String runToItsEnd(String role, String migrate) throws Exception {
    try (GatewayProcess process = start(role, migrate)) {
      assertThat(process.awaitExit()).isPositive();
      return process.err().stream()
          .filter(line -> line.startsWith("tandem: "))
          .reduce("", (before, line) -> before + line);
    }
  }

  private GatewayProcess start(String role, String migrate) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("TANDEM_DATABASE_URL", server.urlOf(role, "tandem_own", "127.0.0.1", ""));
    environment.put("TANDEM_DATABASE_MIGRATE", migrate);
    if (!"only".equals(migrate)) {
      environment.put("TANDEM_ENCRYPTION_KEYS", RING);
      environment.put("TANDEM_API_KEY", KEY);
      environment.put("TICKTICK_API_URL", SANDBOX.probe().root().toString());
      environment.put("TANDEM_TICKTICK_RATE_PER_MINUTE", "100000");
    }
    return GatewayProcess.start(directory, environment);
  }

  /** The blocks of the documentation's section, for a database and passwords of this test's own. */
  private static List<String> documentedSql() throws Exception {
    String page = Files.readString(Path.of("docs", "database.md"));
    String section = page.substring(page.indexOf("## An external PostgreSQL"));
    return BLOCK
        .matcher(section)
        .results()
        .map(block -> block.group(1))
        .map(sql -> sql.replace("'…'", "'" + server.password() + "'"))
        .map(sql -> sql.replace("DATABASE tandem", "DATABASE tandem_own"))
        .toList();
  }

  private static String[] statements(String sql) {
    return Stream.of(sql.replaceAll("--.*", "").split(";"))
        .map(String::strip)
        .filter(statement -> !statement.isEmpty())
        .toArray(String[]::new);
  }
}
