package dev.tandem.persistence;

import dev.tandem.sync.ProjectJob.Create;
import dev.tandem.task.ProjectContent;
import dev.tandem.task.ProjectField;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a list's queue row knows of requests, in {@code push_queue.intent}: written before they are
 * sent, and taken back once their outcome is known.
 *
 * @param create a create that may have been sent; null: none
 * @param sent an update that may have been sent; null: none
 * @param accepted of a delete: tasks that may go with the list, remote id → etag; null: any
 */
record ProjectIntent(
    @Nullable Create create, @Nullable Update sent, @Nullable Map<String, String> accepted) {
  private static final ProjectIntent NONE = new ProjectIntent(null, null, null);

  /** Some fields of a list, with their values. */
  record Update(ProjectContent values, Set<ProjectField> fields) {
    Update {
      fields = Set.copyOf(fields);
    }
  }

  static ProjectIntent read(@Nullable JsonObject intent) {
    return intent == null ? NONE : Jsonb.read(intent.encode(), ProjectIntent.class);
  }

  /** Null if there is nothing to know. */
  @Nullable JsonObject write() {
    return equals(NONE) ? null : new JsonObject(Jsonb.write(this));
  }

  ProjectIntent creating(@Nullable Create other) {
    return new ProjectIntent(other, sent, accepted);
  }

  ProjectIntent sending(@Nullable Update other) {
    return new ProjectIntent(create, other, accepted);
  }
}
