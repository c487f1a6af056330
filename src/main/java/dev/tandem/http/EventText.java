package dev.tandem.http;

import dev.tandem.account.AccountTopics.AccountChanged;
import dev.tandem.sync.ConflictDetected;
import dev.tandem.sync.SyncRoutes.BreakerChanged;
import dev.tandem.task.FeedReply.Change;
import dev.tandem.task.FeedReply.Changes;
import dev.tandem.task.FeedReply.News;
import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskStatus;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Events as server-sent ones: WHATWG HTML, "Server-sent events". What comes from the feed carries
 * its cursor as its id; of several events of one change the last does, so that a reader who is cut
 * off in between hears all of them again. What only the bus tells has none.
 */
final class EventText {
  static final String MEDIA_TYPE = "text/event-stream";

  /** A comment: it keeps what lies between from taking the connection for dead. */
  static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");

  private EventText() {}

  /**
   * What a stream begins with: how soon to come again, and where it begins. An event without data
   * is not told to anybody, but its id is kept.
   *
   * @param cursor behind what the client knows
   */
  static Buffer opening(String cursor) {
    return Buffer.buffer("retry: 1000\nid: ").appendString(cursor).appendString("\n\n");
  }

  static Buffer of(Changes changes) {
    Buffer text = Buffer.buffer();
    for (Change change : changes.changes()) {
      List<String> names = names(change);
      Buffer data = data(change.taskId(), change.task());
      for (int i = 0; i < names.size(); i++) {
        boolean last = i == names.size() - 1;
        append(text, names.get(i), last ? change.cursor() : null, data);
      }
    }
    return text;
  }

  private static List<String> names(Change change) {
    Task task = change.task();
    if (task == null) {
      return List.of("task.deleted");
    }
    List<String> names = new ArrayList<>();
    boolean deleted = task.content().status() == TaskStatus.DELETED;
    if (deleted && change.news().contains(News.EDITED)) {
      names.add("task.deleted");
    } else if (change.news().contains(News.CREATED)) {
      names.add("task.created");
    } else if (change.news().contains(News.EDITED)) {
      names.add("task.updated");
    }
    if (change.news().contains(News.SYNCED)) {
      names.add("task.synced");
    }
    if (task.sync().state() == SyncState.FAILED) {
      names.add("task.sync_failed");
    }
    if (names.isEmpty()) {
      names.add("task.updated");
    }
    return names;
  }

  private static Buffer data(long taskId, @Nullable Task task) {
    return JsonText.of(
        json -> {
          json.writeStartObject();
          json.writeNumberField("task_id", taskId);
          if (task != null) {
            json.writeFieldName("task");
            TaskRenderer.write(json, task);
          }
          json.writeEndObject();
        });
  }

  static Buffer of(ConflictDetected event) {
    return live(
        "conflict.detected",
        JsonText.of(
            json -> {
              json.writeStartObject();
              json.writeNumberField("task_id", event.taskId());
              json.writeStringField("field", event.field());
              json.writeEndObject();
            }));
  }

  static Buffer of(AccountChanged event) {
    return live("account.changed", state(event.state().name()));
  }

  static Buffer of(BreakerChanged event) {
    return live("breaker.changed", state(event.state().name()));
  }

  private static Buffer state(String name) {
    return JsonText.of(
        json -> {
          json.writeStartObject();
          json.writeStringField("state", name.toLowerCase(Locale.ROOT));
          json.writeEndObject();
        });
  }

  private static Buffer live(String name, Buffer data) {
    return append(Buffer.buffer(), name, null, data);
  }

  /** The data is one line: JSON text has no line ends but those that are asked for. */
  private static Buffer append(Buffer text, String name, @Nullable String id, Buffer data) {
    text.appendString("event: ").appendString(name).appendString("\n");
    if (id != null) {
      text.appendString("id: ").appendString(id).appendString("\n");
    }
    return text.appendString("data: ").appendBuffer(data).appendString("\n\n");
  }
}
