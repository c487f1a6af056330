package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.sandbox.TaskStorage;
import dev.tandem.sync.Base;
import dev.tandem.sync.Fields;
import dev.tandem.sync.Link;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.sync.StoredForm;
import dev.tandem.sync.SyncField;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.ChecklistItem;
import dev.tandem.task.TaskKind;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever TickTick's known rules make of a value, it is recognised as the value that was sent. */
final class StoredFormPropertyTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant DAY = Instant.parse("2026-12-01T08:30:00.123456Z");
  private static final Set<SyncField> FORMED =
      EnumSet.of(SyncField.TAGS, SyncField.DATES, SyncField.ITEMS, SyncField.REMINDERS);

  /** A task as a person writes it, twice. */
  record Edits(Fields first, Fields second, boolean collapsing) {}

  @Provide
  Arbitrary<Edits> edits() {
    return Arbitraries.randomValue(
        random -> new Edits(task(random), task(random), random.nextBoolean()));
  }

  @Property(tries = 3_000)
  void aCreateIsRecognised(@ForAll("edits") Edits edits) {
    JsonObject stored = create(edits);

    assertThat(StoredForm.holds(carrying(Operation.CREATE, edits.first), read(stored).fields()))
        .as("%s stored as %s", edits.first, stored)
        .isTrue();
  }

  @Property(tries = 3_000)
  void anUpdateIsRecognised(@ForAll("edits") Edits edits) {
    JsonObject before = create(edits);
    JsonObject stored = update(before, edits);
    if (clearsRepetition(read(before).fields(), edits.second)) {
      stored = update(stored, edits);
    }

    assertThat(StoredForm.holds(carrying(Operation.UPDATE, edits.second), read(stored).fields()))
        .as("%s stored as %s", edits.second, stored)
        .isTrue();
  }

  /** What somebody else then does to it, is not. */
  @Property(tries = 1_000)
  void anotherDueDateIsNot(@ForAll("edits") Edits edits) {
    JsonObject stored = create(edits);
    Fields theirs = read(stored).fields().but().dueDate(DAY.plus(Duration.ofDays(400))).build();

    assertThat(StoredForm.holds(carrying(Operation.CREATE, edits.first), theirs)).isFalse();
  }

  /** With the due date TickTick clears the repetition, which is sent once more. */
  private static boolean clearsRepetition(Fields before, Fields sent) {
    return before.dueDate() != null
        && sent.dueDate() == null
        && sent.startDate() != null
        && sent.repeatFlag() != null;
  }

  private static JsonObject update(JsonObject before, Edits edits) {
    ObjectNode body = TaskWriting.update(link(read(before)), edits.second, FORMED);
    return storage(edits).update(before, new JsonObject(body.toString()));
  }

  private static JsonObject create(Edits edits) {
    return storage(edits)
        .create(new JsonObject(TaskWriting.create(edits.first, "inbox7").toString()));
  }

  private static TaskStorage storage(Edits edits) {
    return new TaskStorage(edits.collapsing);
  }

  private static PushStep carrying(Operation operation, Fields sent) {
    return new PushStep(operation, sent, FORMED);
  }

  private static Link link(RemoteSnapshot stored) {
    return new Link(
        stored.id(),
        stored.projectId(),
        Base.of(stored.fields()),
        new Link.Sight(null, null, true, DAY, DAY),
        Set.of(),
        null,
        Link.State.LINKED);
  }

  private static RemoteSnapshot read(JsonObject stored) {
    try {
      JsonNode node = JSON.readTree(stored.encode());
      return TaskReading.read(node, Duration.ZERO).orElseThrow();
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static Fields task(Random random) {
    boolean dated = random.nextInt(4) > 0;
    Instant due = dated && random.nextInt(4) > 0 ? at(random) : null;
    Instant start = dated && (due == null || random.nextBoolean()) ? at(random) : null;
    return Fields.BLANK
        .but()
        .title("t")
        .dueDate(due)
        .startDate(start)
        .allDay(dated && random.nextInt(3) == 0)
        .timeZone(one(random, null, "Europe/Rome", "Asia/Kathmandu", "America/New_York"))
        .repeatFlag(
            dated ? one(random, null, "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY;BYDAY=MO") : null)
        .tags(some(random, "Home", "home", "WORK", "Über", "garden"))
        .reminders(some(random, "TRIGGER:PT0S", "TRIGGER:-PT15M"))
        .items(items(random))
        .kind(one(random, TaskKind.TEXT, TaskKind.NOTE, TaskKind.CHECKLIST))
        .build();
  }

  private static Instant at(Random random) {
    return DAY.plus(Duration.ofHours(random.nextInt(200)));
  }

  private static List<ChecklistItem> items(Random random) {
    List<ChecklistItem> items = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      items.add(new ChecklistItem("mine-" + i, "item " + i, random.nextBoolean()));
    }
    return items;
  }

  @SafeVarargs
  private static <T> T one(Random random, T... values) {
    return values[random.nextInt(values.length)];
  }

  private static List<String> some(Random random, String... values) {
    List<String> some = new ArrayList<>();
    for (String value : values) {
      if (random.nextBoolean()) {
        some.add(value);
      }
    }
    return some;
  }
}
