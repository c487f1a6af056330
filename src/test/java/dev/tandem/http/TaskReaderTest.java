package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.task.ChecklistItem;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskKind;
import dev.tandem.task.TaskPatch;
import dev.tandem.task.TaskStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskReaderTest {
  private static final Contract CONTRACT = new Contract(ContractDocument.load());
  private static final RequestReader DRAFTS = reader(HttpMethod.POST, "/api/tasks");
  private static final RequestReader CHANGES = reader(HttpMethod.PATCH, "/api/tasks/{id}");

  private static RequestReader reader(HttpMethod method, String path) {
    return new RequestReader(CONTRACT.operation(method, path).body().orElseThrow());
  }

  @Test
  void readsEveryWritableField() {
    TaskPatch patch =
        draft(
            """
            {"title": "  Finish report ", "description": "d", "status": "completed", "kind": "note",
             "due_date": "2026-12-01T18:00:00+01:00", "start_date": "2026-11-30T00:00:00Z",
             "all_day": true, "time_zone": "Europe/Rome", "ticktick_priority": 3,
             "ticktick_tags": ["a", "B"], "items": [{"id": "i1", "title": "t", "completed": true}],
             "reminders": ["TRIGGER:PT0S"], "repeat_flag": "RRULE:FREQ=MONTHLY", "parent_id": 5,
             "sort_order": -9223372036854775808, "column_id": "c", "project_id": 7,
             "ticktick_project_id": "p7", "time_estimate": 90, "urgency_score": 8.5,
             "importance_score": 7, "manual_priority_override": 5, "manual_order": 1,
             "is_sorted": true}
            """);

    assertThat(patch.fields()).containsExactlyInAnyOrder(TaskField.values());
    assertThat(patch.remoteProjectId()).isEqualTo("p7");
    assertThat(patch.values())
        .isEqualTo(
            new TaskContent(
                "Finish report",
                "d",
                TaskStatus.COMPLETED,
                TaskKind.NOTE,
                Instant.parse("2026-12-01T17:00:00Z"),
                Instant.parse("2026-11-30T00:00:00Z"),
                true,
                "Europe/Rome",
                3,
                List.of("a", "B"),
                List.of(new ChecklistItem("i1", "t", true)),
                List.of("TRIGGER:PT0S"),
                "RRULE:FREQ=MONTHLY",
                5L,
                Long.MIN_VALUE,
                "c",
                7L,
                90,
                8.5,
                7.0,
                5,
                1,
                true));
  }

  @Test
  void clearsWithNull() {
    JsonObject nulls = new JsonObject();
    List<String> clearable =
        Arrays.stream(TaskField.values())
            .map(TaskField::wireName)
            .filter(
                name -> !List.of("title", "status", "kind", "all_day", "is_sorted").contains(name))
            .toList();
    clearable.forEach(nulls::putNull);

    TaskPatch patch = change(nulls.encode());

    assertThat(patch.fields())
        .extracting(TaskField::wireName)
        .containsExactlyInAnyOrderElementsOf(clearable);
    assertThat(patch.applyTo(TaskContent.titled("t"))).isEqualTo(TaskContent.titled("t"));
  }

  @Test
  void namesOnlyTheFieldsGiven() {
    assertThat(change("{\"title\": \"x\"}").fields()).containsExactly(TaskField.TITLE);
    assertThat(change("{}").fields()).isEmpty();
  }

  @Test
  void makesIdsForItemsWithoutOne() {
    List<ChecklistItem> items =
        change("{\"items\": [{\"title\": \"a\"}, {\"id\": null, \"title\": \"b\"}]}")
            .values()
            .items();

    assertThat(items).extracting(ChecklistItem::id).allMatch(id -> id.matches("[0-9a-f]{24}"));
    assertThat(items).extracting(ChecklistItem::id).doesNotHaveDuplicates();
    assertThat(items).extracting(ChecklistItem::completed).containsExactly(false, false);
  }

  @Test
  void clearsTheListByItsRemoteIdUnlessOursIsGiven() {
    assertThat(change("{\"ticktick_project_id\": null}").fields())
        .containsExactly(TaskField.PROJECT);
    TaskPatch both = change("{\"ticktick_project_id\": null, \"project_id\": 4}");
    assertThat(both.values().projectId()).isEqualTo(4);
    assertThat(both.remoteProjectId()).isNull();
  }

  @Test
  void findsAllFaultsAtOnce() {
    JsonArray tags = new JsonArray();
    IntStream.range(0, 101).forEach(i -> tags.add("t" + i));
    JsonObject body =
        new JsonObject()
            .put("title", " ")
            .put("due_date", "2026-12-01T17:00:00")
            .put("time_zone", "Mars/Olympus")
            .put("ticktick_priority", 2)
            .put("ticktick_tags", tags)
            .put("items", new JsonArray().add(new JsonObject().put("titel", "x")))
            .put("urgency_score", "high")
            .put("parent_id", 0)
            .put("a/b~c d+é", 1);

    assertThat(faults(CHANGES, body.encode()))
        .containsExactlyInAnyOrder(
            "/title must not be blank",
            "/due_date needs an offset, such as Z or +01:00",
            "/time_zone must be an IANA time zone such as Europe/Rome",
            "/ticktick_priority must be one of 0, 1, 3, 5",
            "/ticktick_tags must have at most 100 elements",
            "/items/0/title is required",
            "/items/0/titel is no field of a checklist item",
            "/urgency_score must be a number or null",
            "/parent_id must be at least 1",
            "/a~1b~0c d+é is no field of a task");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | /title is required",
        "{\"title\": null} | /title must not be null",
        "{\"title\": 5} | /title must be a text",
        "{\"title\": \"\\u2003\\n\"} | /title must not be blank",
        "{\"title\": \"a\\u0000\"} | /title must not hold the NUL character",
        "{\"title\": \"a\\ud800\"} | /title must not hold half of a surrogate pair",
        "{\"title\": \"x\", \"status\": \"deleted\"} | /status must be one of active, completed, abandoned",
        "{\"title\": \"x\", \"kind\": null} | /kind must not be null",
        "{\"title\": \"x\", \"all_day\": \"yes\"} | /all_day must be true or false",
        "{\"title\": \"x\", \"id\": 5} | /id is no field of a task",
        "{\"title\": \"x\", \"reminders\": {}} | /reminders must be a list or null",
        "{\"title\": \"x\", \"reminders\": [null]} | /reminders/0 must not be null",
        "{\"title\": \"x\", \"ticktick_tags\": [\"a\", \"a\"]} | /ticktick_tags/1 must be distinct",
        "{\"title\": \"x\", \"ticktick_tags\": [\"  \"]} | /ticktick_tags/0 must not be blank",
        "{\"title\": \"x\", \"ticktick_tags\": [\"\"]} | /ticktick_tags/0 must not be blank",
        "{\"title\": \"x\", \"ticktick_tags\": [\"\\u00a0\"]} | /ticktick_tags/0 must not be blank",
        "{\"title\": \"x\", \"ticktick_tags\": [\"a\\n\"]} | /ticktick_tags/0 must not hold control characters",
        "{\"title\": \"x\", \"items\": [{\"title\":\"\\u200b \"}]} | /items/0/title must not be blank",
        "{\"title\": \"\\u00a0\"} | /title must not be blank",
        "{\"title\": \"\\u200b\"} | /title must not be blank",
        "{\"title\": \"\\u0085 \\u2028\\ufeff\\u3000\"} | /title must not be blank",
        "{\"title\": \"a\\nb\"} | /title must not hold control characters",
        "{\"title\": \"a\\u0085b\"} | /title must not hold control characters",
        "{\"title\": \"a\\u001b[31mb\"} | /title must not hold control characters",
        "{\"title\": \"x\", \"description\": \"a\\u0007\"} | /description must not hold control characters",
        "{\"title\": \"x\", \"time_zone\": \"SystemV/EST5\"} | /time_zone must be an IANA time zone such as Europe/Rome",
        "{\"title\": \"x\", \"items\": [[]]} | /items/0 must be an object",
        "{\"title\": \"x\", \"items\": [{\"id\":\"a\",\"title\":\"\"},{\"id\":\"a\",\"title\":\"\"}]} | /items/1/id must be distinct",
        "{\"title\": \"x\", \"sort_order\": 9223372036854775808} | /sort_order must be at most 9223372036854775807",
        "{\"title\": \"x\", \"sort_order\": 1.5} | /sort_order must be a whole number or null",
        "{\"title\": \"x\", \"manual_order\": 1e300} | /manual_order must be at most 2147483647",
        "{\"title\": \"x\", \"manual_order\": 1e999} | /manual_order must be a whole number or null",
        "{\"title\": \"x\", \"importance_score\": 10.1} | /importance_score must be at most 10",
        "{\"title\": \"x\", \"push_to_ticktick\": null} | /push_to_ticktick must not be null"
      })
  void refusesADraft(String body, String fault) {
    assertThat(faults(DRAFTS, body)).containsExactly(fault);
  }

  @Test
  void keepsLinesAndTabsOfADescriptionAndJoinedEmojiOfATitle() {
    String family = "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67";
    JsonObject body = new JsonObject().put("title", family + "\n").put("description", "a\r\n\tb");

    assertThat(draft(body.encode()).values().title()).isEqualTo(family);
    assertThat(draft(body.encode()).values().description()).isEqualTo("a\r\n\tb");
  }

  @Test
  void offersNoStatusThatCannotBeSet() {
    assertThat(faults(CHANGES, "{\"status\": \"done\"}"))
        .containsExactly("/status must be one of active, completed, abandoned");
  }

  @Test
  void measuresTheTitleInCharactersAfterTrimming() {
    String longest = "😀".repeat(500);

    assertThat(draft(new JsonObject().put("title", " " + longest + " ").encode()).values().title())
        .isEqualTo(longest);
    assertThat(faults(DRAFTS, new JsonObject().put("title", longest + "x").encode()))
        .containsExactly("/title must have at most 500 characters");
  }

  @Test
  void measuresTheDescriptionInBytes() {
    JsonObject body = new JsonObject().put("title", "x");

    assertThat(draft(body.put("description", "é".repeat(32_768)).encode()).values().description())
        .hasSize(32_768);
    assertThat(faults(DRAFTS, body.put("description", "é".repeat(32_769)).encode()))
        .containsExactly("/description must have at most 65536 bytes of UTF-8");
  }

  @Test
  void acceptsAWholeNumberWrittenAsAFraction() {
    assertThat(change("{\"ticktick_priority\": 3.0}").values().priority()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "5", "null", "\"title\""})
  void refusesABodyThatIsNoObject(String body) {
    assertThat(faults(DRAFTS, body)).containsExactly(" must be an object");
  }

  private static TaskPatch draft(String body) {
    return read(DRAFTS, body);
  }

  private static TaskPatch change(String body) {
    return read(CHANGES, body);
  }

  private static TaskPatch read(RequestReader reader, String text) {
    RequestBody body = reader.read(Buffer.buffer(text)).orElseThrow();
    TaskPatch patch = TaskReader.read(body);
    body.check();
    return patch;
  }

  private static List<String> faults(RequestReader reader, String text) {
    return catchThrowableOfType(ProblemException.class, () -> read(reader, text))
        .problem()
        .faults()
        .stream()
        .map(fault -> fault.pointer() + " " + fault.detail())
        .toList();
  }
}
