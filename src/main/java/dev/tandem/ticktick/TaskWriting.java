package dev.tandem.ticktick;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.sync.Fields;
import dev.tandem.sync.Link;
import dev.tandem.sync.SyncField;
import dev.tandem.task.TaskKind;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the bodies that create and change a task of TickTick's (ticktick-api.md, 3 to 5). */
final class TaskWriting {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private TaskWriting() {}

  /**
   * A new task. TickTick chooses its id, ignores its status and takes a missing list for the Inbox.
   *
   * @param inboxId {@code inbox<uid>}, if it is known
   */
  static ObjectNode create(Fields fields, @Nullable String inboxId) {
    ObjectNode body = JSON.objectNode().put("title", fields.title());
    String projectId = fields.projectId() == null ? inboxId : fields.projectId();
    if (projectId != null) {
      body.put("projectId", projectId);
    }
    TaskKind kind = kindOnceWritten(fields, fields.kind());
    body.put("kind", kind.name());
    body.put("priority", fields.priority());
    if (!fields.description().isEmpty()) {
      body.put(descriptionKey(kind), fields.description());
    }
    if (fields.startDate() != null || fields.dueDate() != null) {
      dates(body, fields, null);
    } else if (fields.timeZone() != null) {
      body.put("timeZone", fields.timeZone());
    }
    texts(body.putArray("tags"), fields.tags());
    texts(body.putArray("reminders"), fields.reminders());
    ItemWriting.write(body.putArray("items"), fields.items(), null);
    sortOrder(body, fields);
    column(body, fields);
    if (fields.parentId() != null && !fields.parentId().isEmpty()) {
      body.put("parentId", fields.parentId());
    }
    return body;
  }

  /** Only what changed, below the id and the list without which TickTick changes nothing. */
  static ObjectNode update(Link link, Fields fields, Set<SyncField> changed) {
    ObjectNode body = JSON.objectNode();
    body.put("id", link.remoteId()).put("projectId", link.remoteProjectId());
    Fields base = link.base().there();
    Link.Shown shown = link.sight().shown();
    for (SyncField field : changed) {
      switch (field) {
        case TITLE -> body.put("title", fields.title());
        case DESCRIPTION -> description(body, fields, base, shown.descriptionIn());
        case PRIORITY -> body.put("priority", fields.priority());
        case DATES -> dates(body, fields, base);
        case TAGS -> texts(body.putArray("tags"), fields.tags());
        case REMINDERS -> texts(body.putArray("reminders"), fields.reminders());
        case STATUS -> body.put("status", fields.status() == TaskStatus.ABANDONED ? -1 : 0);
        case ITEMS -> {
          ItemWriting.write(body.putArray("items"), fields.items(), shown.items());
          body.put("kind", kindOnceWritten(fields, fields.kind()).name());
        }
        case KIND -> body.put("kind", kindOnceWritten(fields, fields.kind()).name());
        case PARENT -> body.put("parentId", fields.parentId());
        case SORT_ORDER -> sortOrder(body, fields);
        case COLUMN -> column(body, fields);
        case PROJECT -> throw new IllegalArgumentException("an update cannot move a task");
      }
    }
    return body;
  }

  /** Items make a checklist of anything but a note. */
  private static TaskKind kindOnceWritten(Fields fields, TaskKind kind) {
    return fields.items().isEmpty() || kind == TaskKind.NOTE ? kind : TaskKind.CHECKLIST;
  }

  private static String descriptionKey(TaskKind kind) {
    return kind == TaskKind.CHECKLIST ? "desc" : "content";
  }

  /**
   * Clearing clears both places, or the one would show what the other had hidden. For the same
   * reason a text stays where it is, whatever the kind became meanwhile.
   */
  private static void description(
      ObjectNode body, Fields fields, Fields base, @Nullable String place) {
    if (fields.description().isEmpty()) {
      body.put("content", "").put("desc", "");
      return;
    }
    String usual = descriptionKey(kindOnceWritten(fields, base.kind()));
    body.put(place == null ? usual : place, fields.description());
  }

  /**
   * The whole group, since TickTick changes one of these with another.
   *
   * @param base null for a new task, which has nothing to clear
   */
  private static void dates(ObjectNode body, Fields fields, @Nullable Fields base) {
    Instant due = fields.dueDate();
    Instant start = fields.startDate() == null ? due : fields.startDate();
    String zone = fields.timeZone();
    if (zone == null && fields.allDay()) {
      zone = base == null || base.timeZone() == null ? "UTC" : base.timeZone();
    }
    boolean hadDue = base != null && base.dueDate() != null;
    date(body, "startDate", start, fields.allDay() ? zone : null);
    // A start without an end is told as such; null there would clear the repetition too.
    if (due != null || start == null || hadDue) {
      date(body, "dueDate", due, fields.allDay() ? zone : null);
    }
    body.put("isAllDay", fields.allDay() && start != null);
    if (zone != null) {
      body.put("timeZone", zone);
    }
    if (base != null || fields.repeatFlag() != null) {
      body.put("repeatFlag", fields.repeatFlag() == null ? "" : fields.repeatFlag());
    }
  }

  private static void date(
      ObjectNode body, String name, @Nullable Instant instant, @Nullable String dayZone) {
    if (instant == null) {
      body.putNull(name);
    } else if (dayZone == null) {
      body.put(name, RemoteDates.write(instant));
    } else {
      body.put(name, RemoteDates.writeDay(instant, ZoneId.of(dayZone)));
    }
  }

  private static void texts(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }

  private static void sortOrder(ObjectNode body, Fields fields) {
    if (fields.sortOrder() != null) {
      body.put("sortOrder", fields.sortOrder());
    }
  }

  private static void column(ObjectNode body, Fields fields) {
    if (fields.columnId() != null) {
      body.put("columnId", fields.columnId());
    }
  }
}
