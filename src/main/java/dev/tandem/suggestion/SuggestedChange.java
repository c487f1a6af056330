package dev.tandem.suggestion;

import dev.tandem.task.ManualPlace;
import dev.tandem.task.Task;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskContentBuilder;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskPatch;
import dev.tandem.task.TaskReply;
import dev.tandem.task.TaskService;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What suggestions come to together: one change of their task, with one version, as if a person had
 * written all the values at once.
 *
 * @param patch names no field if there is none among them
 */
record SuggestedChange(TaskPatch patch, Optional<ManualPlace> place) {
  /**
   * @param suggestions at most one of each type
   */
  static SuggestedChange of(List<Suggestion> suggestions) {
    Set<TaskField> fields = EnumSet.noneOf(TaskField.class);
    TaskContentBuilder values = TaskContent.titled("").but();
    Optional<ManualPlace> place = Optional.empty();
    for (Suggestion suggestion : suggestions) {
      Optional<TaskField> field = suggestion.type().field();
      if (field.isPresent()) {
        fields.add(field.get());
        SuggestedValue.write(suggestion.type(), suggestion.suggested(), values);
      } else {
        place =
            Optional.of(
                new ManualPlace(
                    SuggestedValue.quadrant(suggestion.suggested()).orElse(null),
                    suggestion.reason()));
      }
    }
    return new SuggestedChange(new TaskPatch(fields, values.build(), null), place);
  }

  /** Replies what a person's own change would be replied. */
  Future<TaskReply> applyTo(Task task, TaskService tasks) {
    if (place.isEmpty()) {
      return tasks.handle(new TaskCommand.Update(task.userId(), task.id(), patch, null));
    }
    ManualPlace where = place.get();
    return patch.fields().isEmpty()
        ? tasks.handle(
            new TaskCommand.Place(task.userId(), task.id(), where.quadrant(), where.reason(), null))
        : tasks.revise(task.userId(), task.id(), patch, where);
  }
}
