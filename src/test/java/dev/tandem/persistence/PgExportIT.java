package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.PersonCommand;
import dev.tandem.account.PersonPart;
import dev.tandem.account.PersonReply;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PgExportIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  /** Tables that are no part, and why not. */
  private static final Map<String, String> NOT_EXPORTED =
      Map.of(
          "tasks", "listed in the API's shape",
          "sessions", "opens doors",
          "oauth_states", "opens doors",
          "budgets", "how fast TickTick may be asked, of a remote account that users may share");

  /** Columns of exported tables that stay here, and why. */
  private static final Map<String, String> KEPT_HERE =
      Map.ofEntries(
          Map.entry("ticktick_accounts.access_token", "secret"),
          Map.entry("ticktick_accounts.refresh_token", "secret"),
          Map.entry("ticktick_accounts.key_id", "names a key of ours"),
          Map.entry("ticktick_accounts.token_hash", "of a secret"),
          Map.entry("ticktick_accounts.refresh_owner", "a process of ours"),
          Map.entry("ticktick_accounts.refresh_until", "a process of ours"),
          Map.entry("ticktick_accounts.refresh_failures", "a number of ours"),
          Map.entry("ticktick_accounts.granted_generation", "a number of ours"),
          Map.entry("ticktick_accounts.poll_owner", "a process of ours"),
          Map.entry("ticktick_accounts.poll_until", "a process of ours"),
          Map.entry("ticktick_accounts.claim", "a number of ours"),
          Map.entry("ticktick_accounts.run", "a number of ours"),
          Map.entry("api_keys.key_hash", "of a secret"),
          Map.entry("push_queue.lease_owner", "a process of ours"),
          Map.entry("push_queue.interactive", "how a process of ours works"),
          Map.entry("push_queue.fence", "a number of ours"),
          Map.entry("push_queue.traceparent", "a trace of ours"),
          Map.entry("sends.fence", "a number of ours"),
          Map.entry("create_intents.fence", "a number of ours"),
          Map.entry("idempotency_keys.request_hash", "of what tasks say"),
          Map.entry("idempotency_keys.body", "repeats what tasks say, or a key shown once"),
          Map.entry("idempotency_keys.headers", "repeats what tasks say"),
          Map.entry("idempotency_keys.claim_owner", "a process of ours"),
          Map.entry("idempotency_keys.claim_until", "a process of ours"),
          Map.entry("task_tombstones.revision", "a number of ours"),
          Map.entry("users.feed_floor", "a number of ours"),
          Map.entry("users.erasing_at", "then there is no export"));

  private final PersonFixture persons = new PersonFixture(db);
  private final PgExport export = new PgExport(db.pool());
  private long ada;

  @BeforeEach
  void begin() {
    db.rows("TRUNCATE users, budgets RESTART IDENTITY CASCADE");
    ada = persons.person("ada");
    persons.person("ben");
  }

  @Test
  void everyTableIsExportedOrNamedWithAReason() {
    Set<String> exported = new TreeSet<>(NOT_EXPORTED.keySet());
    Arrays.stream(PersonPart.values()).map(ExportSql::table).forEach(exported::add);
    assertThat(persons.tables()).containsExactlyInAnyOrderElementsOf(exported);
  }

  @Test
  void everyColumnIsExportedOrNamedWithAReason() {
    for (PersonPart part : PersonPart.values()) {
      String table = ExportSql.table(part);
      Set<String> known = new TreeSet<>(new JsonObject(all(part, 100).get(0)).fieldNames());
      KEPT_HERE.keySet().stream()
          .filter(column -> column.startsWith(table + "."))
          .forEach(column -> known.add(column.substring(table.length() + 1)));
      List<String> columns =
          db
              .rows(
                  "SELECT column_name::text FROM information_schema.columns"
                      + " WHERE table_schema = 'public' AND table_name = $1"
                      + " AND column_name NOT IN ('user_id')",
                  table)
              .stream()
              .map(row -> row.getString(0))
              .toList();
      assertThat(columns).as(table).containsExactlyInAnyOrderElementsOf(known);
    }
  }

  @Test
  void tellsAllOfOnePersonNothingOfAnotherAndNoSecret() {
    for (PersonPart part : PersonPart.values()) {
      String table = ExportSql.table(part);
      String owned =
          switch (part) {
            case USER -> "id = $1";
            case LIST_READ -> "account_id = (SELECT id FROM ticktick_accounts WHERE user_id = $1)";
            default -> "user_id = $1";
          };
      List<String> things = all(part, 100);
      assertThat(things)
          .hasSize((int) db.number("SELECT count(*) FROM " + table + " WHERE " + owned, ada))
          .isNotEmpty()
          .allSatisfy(thing -> assertThat(thing).doesNotContain("c0ffee").doesNotContain("ben"));
    }
  }

  @Test
  void pagesOfOneSayTheSameAsOnePage() {
    for (PersonPart part : PersonPart.values()) {
      assertThat(all(part, 1)).as(part.wireName()).isEqualTo(all(part, 100));
    }
  }

  /** As texts, 10 would stand before 8. */
  @Test
  void ordersNumbersAsNumbersOnEveryPage() {
    db.rows("DELETE FROM task_tombstones");
    db.rows(
        "INSERT INTO task_tombstones (user_id, task_id) SELECT $1, generate_series(8, 12)", ada);
    db.rows("DELETE FROM sends");
    db.rows(
        "INSERT INTO sends (user_id, task_id, fence, operation, outcome)"
            + " SELECT $1, task, 1, 'create', 'applied'"
            + " FROM generate_series(8, 12) task, generate_series(1, 4)",
        ada);
    assertThat(numbers(PersonPart.TOMBSTONE, "task_id")).containsExactly(8L, 9L, 10L, 11L, 12L);
    assertThat(numbers(PersonPart.SEND, "id"))
        .containsExactlyElementsOf(
            db.rows("SELECT id FROM sends WHERE user_id = $1 ORDER BY task_id, id", ada).stream()
                .map(row -> row.getLong(0))
                .toList())
        .hasSize(20);
  }

  private List<Long> numbers(PersonPart part, String member) {
    return all(part, 3).stream().map(thing -> new JsonObject(thing).getLong(member)).toList();
  }

  @Test
  void endsAPageOfHeavyThingsEarlyAndLosesNone() {
    db.rows("DELETE FROM conflicts");
    db.rows(
        "INSERT INTO conflicts (user_id, task_id, field, winner, rule, local)"
            + " SELECT $1, 1, 'description', 'local', 'newer', to_jsonb(n || repeat('x', 400000))"
            + " FROM generate_series(1, 10) n",
        ada);
    PersonReply.Page first = (PersonReply.Page) read(ada, PersonPart.CONFLICT, List.of(), 100);
    assertThat(first.things()).hasSize(3);
    assertThat(all(PersonPart.CONFLICT, 100)).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  void writesTimesAsTheApiDoes() {
    db.rows("UPDATE users SET created_at = '2026-06-01 12:00:00.123987+02' WHERE id = $1", ada);
    assertThat(new JsonObject(all(PersonPart.USER, 1).get(0)).getString("created_at"))
        .isEqualTo("2026-06-01T10:00:00.123Z");
  }

  @Test
  void missesAPersonWhoIsUnknownOrBeingErased() {
    result(new PgErasure(db.pool()).mark(ada));
    for (PersonPart part : PersonPart.values()) {
      assertThat(read(ada, part, List.of(), 10)).isInstanceOf(PersonReply.Missing.class);
      assertThat(read(-1, part, List.of(), 10)).isInstanceOf(PersonReply.Missing.class);
    }
  }

  private List<String> all(PersonPart part, int limit) {
    List<String> things = new ArrayList<>();
    List<String> after = List.of();
    do {
      PersonReply.Page page = (PersonReply.Page) read(ada, part, after, limit);
      assertThat(page.things()).hasSizeLessThanOrEqualTo(limit);
      things.addAll(page.things());
      after = page.next();
    } while (!after.isEmpty());
    return things;
  }

  private PersonReply read(long user, PersonPart part, List<String> after, int limit) {
    return result(export.page(new PersonCommand.Read(user, part, after, limit)));
  }
}
