package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.sync.Fields;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.task.ChecklistItem;
import dev.tandem.task.TaskKind;
import dev.tandem.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskReadingTest {
  /** As recorded from the real service, with the fields that it leaves out when they are unset. */
  private static final String RECORDED =
      """
      {"id":"6ac94fb88f084dbfaa69fc64","projectId":"6ac5b589bed7f77658a9a803",
       "sortOrder":-6597069766656,"title":"Nango Create Task Test","content":"Created by",
       "timeZone":"Africa/Nairobi","isAllDay":false,"priority":3,"isFloating":false,"status":0,
       "items":[{"id":"6ac94fb88f084dbfaa69fc65","status":0,"title":"Subtask one","sortOrder":0,
                 "timeZone":"Africa/Nairobi"}],
       "tags":["nango-test"],"etag":"u4u1oh9a","etimestamp":1791578040763,"kind":"CHECKLIST",
       "modifiedTime":"2026-10-09T20:34:00.761+0000","createdTime":"2026-10-09T20:34:00.761+0000"}
      """;

  @Test
  void readsARecordedTask() {
    RemoteSnapshot task = read(RECORDED).orElseThrow();

    assertThat(task.id()).isEqualTo("6ac94fb88f084dbfaa69fc64");
    assertThat(task.projectId()).isEqualTo("6ac5b589bed7f77658a9a803");
    assertThat(task.etag()).isEqualTo("u4u1oh9a");
    assertThat(task.etimestamp()).isEqualTo(1791578040763L);
    assertThat(task.raw()).contains("\"isFloating\":false");
    assertThat(task.fields())
        .isEqualTo(
            new Fields(
                "Nango Create Task Test",
                "Created by",
                3,
                null,
                null,
                false,
                "Africa/Nairobi",
                null,
                List.of("nango-test"),
                List.of(),
                "6ac5b589bed7f77658a9a803",
                TaskStatus.ACTIVE,
                List.of(new ChecklistItem("6ac94fb88f084dbfaa69fc65", "Subtask one", false)),
                "",
                -6597069766656L,
                null,
                TaskKind.CHECKLIST));
  }

  @Test
  void itemsComeInTheOrderThatAPersonGaveThem() {
    assertThat(titles("{'title':'b','sortOrder':2},{'title':'a','sortOrder':-5}"))
        .containsExactly("a", "b");
    assertThat(titles("{'title':'b','sortOrder':0},{'title':'a','sortOrder':0}"))
        .containsExactly("b", "a");
    assertThat(titles("{'title':'b','sortOrder':2},{'title':'a'}")).containsExactly("b", "a");
  }

  private static List<String> titles(String items) {
    String json = "{'id':'1','projectId':'2','items':[" + items + "]}";
    return read(json.replace('\'', '"')).orElseThrow().fields().items().stream()
        .map(ChecklistItem::title)
        .toList();
  }

  @Test
  void missingNullAndEmptyAreOne() {
    Fields missing = fields("");
    Fields nulls =
        fields(
            """
            ,"title":null,"content":null,"desc":null,"priority":null,"startDate":null,
            "dueDate":null,"isAllDay":null,"timeZone":null,"repeatFlag":null,"tags":null,
            "reminders":null,"items":null,"parentId":null,"sortOrder":null,"columnId":null,
            "kind":null,"status":null,"etag":null,"etimestamp":null
            """);
    Fields empty =
        fields(
            """
            ,"title":"","content":"","desc":"","startDate":"","dueDate":"","timeZone":"",
            "repeatFlag":"","tags":[],"reminders":[],"items":[],"parentId":"","columnId":""
            """);

    assertThat(nulls).isEqualTo(missing).isEqualTo(empty);
  }

  @ParameterizedTest
  @CsvSource({
    "TEXT, a, '', a",
    "TEXT, '', b, b",
    "TEXT, a, b, a",
    "NOTE, a, b, a",
    "CHECKLIST, a, '', a",
    "CHECKLIST, '', b, b",
    "CHECKLIST, a, b, b"
  })
  void theDescriptionIsWhereItsKindKeepsIt(
      String kind, String content, String desc, String expected) {
    assertThat(
            fields(
                    ",\"kind\":\"%s\",\"content\":\"%s\",\"desc\":\"%s\""
                        .formatted(kind, content, desc))
                .description())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0, ACTIVE", "2, COMPLETED", "-1, ABANDONED", "7, ACTIVE"})
  void readsStatus(int status, TaskStatus expected) {
    assertThat(fields(",\"status\":" + status).status()).isEqualTo(expected);
  }

  @Test
  void whatCannotBeReadIsAbsent() {
    Fields odd =
        fields(
            """
            ,"priority":4,"dueDate":"2026-10-09","startDate":17,"timeZone":"Mars/Olympus",
            "tags":["a",1,null,{}],"reminders":"TRIGGER:PT0S","items":["x",{"title":"y"}],
            "sortOrder":"first","kind":"DANCE","repeatFlag":{}
            """);

    assertThat(odd.priority()).isZero();
    assertThat(odd.dueDate()).isNull();
    assertThat(odd.startDate()).isNull();
    assertThat(odd.timeZone()).isNull();
    assertThat(odd.tags()).containsExactly("a");
    assertThat(odd.reminders()).isEmpty();
    assertThat(odd.items()).containsExactly(new ChecklistItem("", "y", false));
    assertThat(odd.sortOrder()).isNull();
    assertThat(odd.kind()).isEqualTo(TaskKind.TEXT);
    assertThat(odd.repeatFlag()).isNull();
  }

  @Test
  void readsDates() {
    Fields dated =
        fields(
            """
            ,"startDate":"2026-10-01T22:00:00.000+0000","dueDate":"2026-10-02T22:00:00+0000",
            "isAllDay":true,"timeZone":"Europe/Rome","repeatFlag":"RRULE:FREQ=DAILY"
            """);

    assertThat(dated.startDate()).isEqualTo(Instant.parse("2026-10-01T22:00:00Z"));
    assertThat(dated.dueDate()).isEqualTo(Instant.parse("2026-10-02T22:00:00Z"));
    assertThat(dated.allDay()).isTrue();
    assertThat(dated.repeatFlag()).isEqualTo("RRULE:FREQ=DAILY");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"id\":\"x\"}",
        "{\"projectId\":\"x\"}",
        "{\"id\":1,\"projectId\":2}"
      })
  void whatHasNoIdAndListIsNoTask(String json) {
    assertThat(read(json)).isEmpty();
  }

  @Test
  void noNulReachesTheDatabase() {
    RemoteSnapshot task =
        read("{\"id\":\"i\",\"projectId\":\"p\",\"title\":\"a\\u0000b\",\"x\":\"\\\\u0000\"}")
            .orElseThrow();

    assertThat(task.fields().title()).isEqualTo("ab");
    assertThat(task.raw())
        .isEqualTo("{\"id\":\"i\",\"projectId\":\"p\",\"title\":\"ab\",\"x\":\"\\\\u0000\"}");
  }

  private static Fields fields(String more) {
    return read("{\"id\":\"i\",\"projectId\":\"p\"" + more + "}").orElseThrow().fields();
  }

  private static Optional<RemoteSnapshot> read(String json) {
    try {
      return TaskReading.read(new ObjectMapper().readTree(json), Duration.ZERO);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
