package dev.tandem.task;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** What became of one operation of a batch. A task is told as the whole batch leaves it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "result")
@JsonSubTypes({
  @JsonSubTypes.Type(value = BatchResult.Made.class, name = "made"),
  @JsonSubTypes.Type(value = BatchResult.Changed.class, name = "changed"),
  @JsonSubTypes.Type(value = BatchResult.Deleted.class, name = "deleted"),
  @JsonSubTypes.Type(value = BatchResult.Refused.class, name = "refused"),
  @JsonSubTypes.Type(value = BatchResult.Invalid.class, name = "invalid"),
  @JsonSubTypes.Type(value = BatchResult.NotDone.class, name = "not_done")
})
public sealed interface BatchResult {
  record Made(Task task) implements BatchResult {}

  record Changed(Task task) implements BatchResult {}

  /** It is so now, or was before. */
  record Deleted(Task task) implements BatchResult {}

  /**
   * @param why faults point into the operation's task
   */
  record Refused(TaskReply.Refusal why) implements BatchResult {}

  /** {@link BatchOperation.Invalid}. */
  record Invalid(List<Fault> faults) implements BatchResult {
    public Invalid {
      faults = List.copyOf(faults);
    }
  }

  /** Nothing is wrong with it, but another operation of the atomic batch was refused. */
  record NotDone() implements BatchResult {}
}
