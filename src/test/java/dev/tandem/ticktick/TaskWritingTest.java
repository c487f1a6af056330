package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.sync.Fields;
import dev.tandem.sync.Jobs;
import dev.tandem.sync.SyncField;
import dev.tandem.task.ChecklistItem;
import dev.tandem.task.TaskKind;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskWritingTest {
  private static final Instant NOON = Instant.parse("2026-10-02T12:00:00.000123Z");
  private static final String HEAD =
      "{\"id\":\"" + Jobs.REMOTE_ID + "\",\"projectId\":\"" + Jobs.PROJECT_ID + "\"";

  @Test
  void aCreateCarriesEverythingButAnId() {
    ObjectNode body = TaskWriting.create(full().fields(), null);

    assertThat(body)
        .hasToString(
            "{\"title\":\"New Task\",\"projectId\":\"6ac5b589bed7f77658a9a803\","
                + "\"kind\":\"TEXT\",\"priority\":3,\"content\":\"Task description\","
                + "\"startDate\":\"2026-10-02T12:00:00.000+0000\","
                + "\"dueDate\":\"2026-10-02T12:00:00.000+0000\",\"isAllDay\":false,"
                + "\"timeZone\":\"Europe/Rome\",\"repeatFlag\":\"RRULE:FREQ=DAILY\","
                + "\"tags\":[\"Home\"],\"reminders\":[\"TRIGGER:PT0S\"],\"items\":[],"
                + "\"sortOrder\":-5,\"columnId\":\"c1\",\"parentId\":\"r0\"}");
  }

  @Test
  void aCreateInTheInboxNamesItOnlyIfItIsKnown() {
    Fields inbox = Jobs.inProject(null);

    assertThat(TaskWriting.create(inbox, null).has("projectId")).isFalse();
    assertThat(TaskWriting.create(inbox, "inbox115781412").path("projectId").textValue())
        .isEqualTo("inbox115781412");
  }

  @Test
  void itemsMakeAChecklistWhoseNotesAreInDesc() {
    Draft draft = full();
    draft.items =
        List.of(new ChecklistItem("i1", "first", true), new ChecklistItem("i2", "b", false));

    ObjectNode body = TaskWriting.create(draft.fields(), null);

    assertThat(body.path("kind").textValue()).isEqualTo("CHECKLIST");
    assertThat(body.path("desc").textValue()).isEqualTo("Task description");
    assertThat(body.has("content")).isFalse();
    assertThat(body.path("items"))
        .hasToString(
            "[{\"id\":\"i1\",\"title\":\"first\",\"status\":1,\"sortOrder\":0},"
                + "{\"id\":\"i2\",\"title\":\"b\",\"status\":0,\"sortOrder\":1}]");
  }

  @Test
  void anUpdateCarriesIdListAndTheChangeAlone() {
    assertThat(update(full(), new Draft(), SyncField.PRIORITY))
        .isEqualTo(HEAD + ",\"priority\":3}");
    assertThat(update(full(), new Draft(), SyncField.TITLE))
        .isEqualTo(HEAD + ",\"title\":\"New Task\"}");
  }

  @ParameterizedTest
  @CsvSource({"TAGS, tags", "REMINDERS, reminders"})
  void clearedSetsAreEmptyArrays(SyncField field, String name) {
    assertThat(update(new Draft(), full(), field)).isEqualTo(HEAD + ",\"" + name + "\":[]}");
  }

  @Test
  void clearedItemsAreAnEmptyArray() {
    assertThat(update(new Draft(), full(), SyncField.ITEMS))
        .isEqualTo(HEAD + ",\"items\":[],\"kind\":\"TEXT\"}");
  }

  @Test
  void aClearedParentIsAnEmptyText() {
    assertThat(update(new Draft(), full(), SyncField.PARENT))
        .isEqualTo(HEAD + ",\"parentId\":\"\"}");
  }

  @Test
  void aClearedDescriptionIsClearedInBothPlaces() {
    assertThat(update(new Draft(), full(), SyncField.DESCRIPTION))
        .isEqualTo(HEAD + ",\"content\":\"\",\"desc\":\"\"}");
  }

  @Test
  void clearedDatesAreNullTogetherWithTheRepetition() {
    assertThat(update(new Draft(), full(), SyncField.DATES))
        .isEqualTo(
            HEAD + ",\"startDate\":null,\"dueDate\":null,\"isAllDay\":false,\"repeatFlag\":\"\"}");
  }

  @Test
  void theDateGroupIsSentTogether() {
    assertThat(update(full(), new Draft(), SyncField.DATES))
        .isEqualTo(
            HEAD
                + ",\"startDate\":\"2026-10-02T12:00:00.000+0000\","
                + "\"dueDate\":\"2026-10-02T12:00:00.000+0000\",\"isAllDay\":false,"
                + "\"timeZone\":\"Europe/Rome\",\"repeatFlag\":\"RRULE:FREQ=DAILY\"}");
  }

  @Test
  void anAllDayTaskIsMidnightInItsZone() {
    Draft draft = full();
    draft.allDay = true;

    assertThat(update(draft, new Draft(), SyncField.DATES))
        .contains(
            "\"dueDate\":\"2026-10-01T22:00:00.000+0000\"",
            "\"isAllDay\":true",
            "\"timeZone\":\"Europe/Rome\"");
  }

  @Test
  void anAllDayTaskAlwaysNamesAZone() {
    Draft draft = full();
    draft.allDay = true;
    draft.timeZone = null;
    Draft base = new Draft();
    base.timeZone = "Asia/Tokyo";

    assertThat(update(draft, base, SyncField.DATES)).contains("\"timeZone\":\"Asia/Tokyo\"");
    assertThat(update(draft, new Draft(), SyncField.DATES)).contains("\"timeZone\":\"UTC\"");
  }

  @Test
  void aStartAloneClearsADueDateOnlyIfThereWasOne() {
    Draft draft = full();
    draft.start = NOON;
    draft.due = null;

    assertThat(update(draft, new Draft(), SyncField.DATES)).doesNotContain("dueDate");
    assertThat(update(draft, full(), SyncField.DATES)).contains("\"dueDate\":null");
  }

  @ParameterizedTest
  @CsvSource({"ACTIVE, 0", "ABANDONED, -1"})
  void writesStatus(TaskStatus status, int expected) {
    Draft draft = new Draft();
    draft.status = status;

    assertThat(update(draft, new Draft(), SyncField.STATUS))
        .isEqualTo(HEAD + ",\"status\":" + expected + "}");
  }

  @Test
  void aChecklistsDescriptionIsInDesc() {
    Draft base = new Draft();
    base.kind = TaskKind.CHECKLIST;

    assertThat(update(full(), base, SyncField.DESCRIPTION))
        .isEqualTo(HEAD + ",\"desc\":\"Task description\"}");
  }

  @Test
  void aColumnIsSentWithoutThePlaceInIt() {
    assertThat(update(full(), new Draft(), SyncField.COLUMN))
        .isEqualTo(HEAD + ",\"columnId\":\"c1\"}");
    assertThat(update(full(), new Draft(), SyncField.SORT_ORDER))
        .isEqualTo(HEAD + ",\"sortOrder\":-5}");
  }

  @Test
  void anUpdateNeverMoves() {
    assertThatThrownBy(() -> update(full(), new Draft(), SyncField.PROJECT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String update(Draft local, Draft base, SyncField field) {
    return TaskWriting.update(Jobs.linked(base.fields()), local.fields(), Set.of(field)).toString();
  }

  private static Draft full() {
    Draft draft = new Draft();
    draft.title = "New Task";
    draft.description = "Task description";
    draft.priority = 3;
    draft.due = NOON;
    draft.timeZone = "Europe/Rome";
    draft.repeatFlag = "RRULE:FREQ=DAILY";
    draft.tags = List.of("Home");
    draft.reminders = List.of("TRIGGER:PT0S");
    draft.parentId = "r0";
    draft.sortOrder = -5L;
    draft.columnId = "c1";
    return draft;
  }

  private static final class Draft {
    private String title = "Water the plants";
    private String description = "";
    private int priority;
    private Instant start;
    private Instant due;
    private boolean allDay;
    private String timeZone;
    private String repeatFlag;
    private List<String> tags = List.of();
    private List<String> reminders = List.of();
    private TaskStatus status = TaskStatus.ACTIVE;
    private List<ChecklistItem> items = List.of();
    private String parentId = "";
    private Long sortOrder;
    private String columnId;
    private TaskKind kind = TaskKind.TEXT;

    Fields fields() {
      return new Fields(
          title,
          description,
          priority,
          start,
          due,
          allDay,
          timeZone,
          repeatFlag,
          tags,
          reminders,
          Jobs.PROJECT_ID,
          status,
          items,
          parentId,
          sortOrder,
          columnId,
          kind);
    }
  }
}
