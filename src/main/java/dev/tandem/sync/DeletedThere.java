package dev.tandem.sync;

import dev.tandem.sync.Conflict.Rule;
import dev.tandem.sync.Conflict.Winner;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A task whose twin was deleted in TickTick (sync.md, Merge 5): what was written here and is not
 * known to have got there before, the delete does not take away.
 *
 * @param local null after a hard delete
 * @param link live, as stored
 * @param doubt what requests of unknown outcome may have done
 * @param editedAt when what waits to be pushed was changed here; after a discard only what was
 *     changed since
 * @param discarding whether what else differs from the link was given up by a person
 */
public record DeletedThere(
    @Nullable Fields local,
    Link link,
    Doubt doubt,
    Map<SyncField, Instant> editedAt,
    boolean discarding) {
  public DeletedThere {
    editedAt = Map.copyOf(editedAt);
  }

  /** What becomes of the task. */
  public enum Answer {
    /** It is deleted here already: only the link ends. */
    FORGOTTEN,
    /** It is deleted here too, softly. */
    DELETED,
    /** It stays, and gets another twin. */
    SURVIVES
  }

  public Answer answer() {
    if (local == null || local.status() == TaskStatus.DELETED) {
      return Answer.FORGOTTEN;
    }
    return surviving().isEmpty() ? Answer.DELETED : Answer.SURVIVES;
  }

  /**
   * What the deleting side did not know: it waits, its outcome is in doubt, or it was answered and
   * no listing has shown it since.
   */
  public Set<SyncField> surviving() {
    Set<SyncField> edited = EnumSet.noneOf(SyncField.class);
    edited.addAll(editedAt.keySet());
    edited.addAll(link.unproven());
    if (!discarding && local != null) {
      edited.addAll(doubt.fields());
      edited.addAll(link.base().editedHere(local));
    }
    return EditAgainstDelete.surviving(edited);
  }

  /** For the log: the task's edit against its twin's end. */
  public Conflict survival() {
    Fields before = link.base().there();
    Fields here = local == null ? link.base().here() : local;
    Instant editedLast =
        surviving().stream()
            .map(editedAt::get)
            .filter(time -> time != null)
            .max(Instant::compareTo)
            .orElse(null);
    return new Conflict(
        SyncField.STATUS,
        before,
        here,
        before.but().status(TaskStatus.DELETED).build(),
        Winner.LOCAL,
        Rule.EDIT_BEATS_DELETE,
        editedLast,
        null);
  }
}
