package dev.tandem.task;

import dev.tandem.task.BatchStore.Decision;
import dev.tandem.task.BatchStore.Found;
import dev.tandem.task.BatchStore.NewTask;
import dev.tandem.task.BatchStore.Writes;
import dev.tandem.task.BatchStore.Written;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Works out what the operations of a batch come to, one after the other, on tasks that nobody else
 * can change meanwhile. Each is judged as its command would be.
 */
final class TaskBatch implements Decision {
  private final Found found;
  private final Function<TaskContent, List<Fault>> unstorable;
  private final boolean atomic;
  private final Map<Long, DraftTask> drafts = new LinkedHashMap<>();
  private final List<NewTask> creates = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  /**
   * @param atomic whether nothing is written if an operation is refused
   */
  TaskBatch(Found found, Function<TaskContent, List<Fault>> unstorable, boolean atomic) {
    this.found = found;
    this.unstorable = unstorable;
    this.atomic = atomic;
    found.tasks().forEach((id, task) -> drafts.put(id, new DraftTask(task)));
  }

  /** What is to be said of an operation once all is written. */
  private interface Step {
    BatchResult result(Written written);
  }

  private record Refusing(BatchResult refusal) implements Step {
    Refusing(TaskReply.Refusal why) {
      this(new BatchResult.Refused(why));
    }

    @Override
    public BatchResult result(Written written) {
      return refusal;
    }
  }

  /**
   * @param place among the new tasks
   */
  private record Making(int place) implements Step {
    @Override
    public BatchResult result(Written written) {
      return new BatchResult.Made(task(written, written.made().get(place)));
    }
  }

  private record Changing(long taskId) implements Step {
    @Override
    public BatchResult result(Written written) {
      return new BatchResult.Changed(task(written, taskId));
    }
  }

  private record Deleting(long taskId) implements Step {
    @Override
    public BatchResult result(Written written) {
      return new BatchResult.Deleted(task(written, taskId));
    }
  }

  private static Task task(Written written, long id) {
    return Objects.requireNonNull(
        written.tasks().get(id), () -> "task " + id + " was written but is not there");
  }

  void add(BatchOperation operation) {
    if (operation instanceof BatchOperation.Create create) {
      steps.add(create(create));
    } else if (operation instanceof BatchOperation.Update update) {
      steps.add(update(update));
    } else if (operation instanceof BatchOperation.Delete delete) {
      steps.add(delete(delete));
    } else {
      BatchOperation.Invalid invalid = (BatchOperation.Invalid) operation;
      steps.add(new Refusing(new BatchResult.Invalid(invalid.faults())));
    }
  }

  /** Whether anything is carried out, if only to find that it is so already. */
  boolean isDone() {
    return atomic
        ? steps.stream().noneMatch(Refusing.class::isInstance)
        : !steps.stream().allMatch(Refusing.class::isInstance);
  }

  @Override
  public Writes writes() {
    if (!isDone()) {
      return new Writes(List.of(), List.of(), Set.of());
    }
    Set<Long> named = new HashSet<>();
    for (Step step : steps) {
      if (step instanceof Changing changing) {
        named.add(changing.taskId());
      } else if (step instanceof Deleting deleting) {
        named.add(deleting.taskId());
      }
    }
    return new Writes(
        creates,
        drafts.values().stream().map(DraftTask::written).flatMap(Optional::stream).toList(),
        named);
  }

  List<BatchResult> results(Written written) {
    boolean done = isDone();
    return steps.stream()
        .map(
            step ->
                done || step instanceof Refusing ? step.result(written) : new BatchResult.NotDone())
        .toList();
  }

  private Step create(BatchOperation.Create operation) {
    Optional<TaskPatch> patch = inList(operation.fields());
    if (patch.isEmpty()) {
      return new Refusing(TaskRules.unknownProject());
    }
    TaskContent blank = TaskContent.titled("");
    TaskContent content = TaskRules.settled(blank, patch.get());
    Set<TaskField> named = TaskField.changed(blank, content);
    Optional<TaskReply.Refusal> objection =
        TaskRules.objection(blank, content, patch.get()).or(() -> misfit(0, content, named));
    if (objection.isPresent()) {
      return new Refusing(objection.get());
    }
    if (Boolean.TRUE.equals(operation.push()) && !found.push().connected()) {
      return new Refusing(new TaskReply.NotConnected());
    }
    named.add(TaskField.TITLE);
    creates.add(new NewTask(content, found.push().of(operation.push()), named));
    return new Making(creates.size() - 1);
  }

  private Step update(BatchOperation.Update operation) {
    DraftTask draft = drafts.get(operation.taskId());
    TaskPatch given = operation.patch();
    if (draft != null) {
      given = given.withoutRepeatedProject(draft.content().projectId(), draft.remoteProjectId());
    }
    Optional<TaskPatch> patch = inList(given);
    if (patch.isEmpty()) {
      return new Refusing(TaskRules.unknownProject());
    }
    if (draft == null) {
      return new Refusing(new TaskReply.Missing());
    }
    if (!allows(operation.ifVersions(), draft)) {
      return new Refusing(new TaskReply.VersionMismatch(draft.version()));
    }
    TaskContent next = TaskRules.settled(draft.content(), patch.get());
    Set<TaskField> changed = TaskField.changed(draft.content(), next);
    Optional<TaskReply.Refusal> objection =
        TaskRules.objection(draft.content(), next, patch.get())
            .or(() -> misfit(draft.id(), next, changed));
    if (objection.isPresent()) {
      return new Refusing(objection.get());
    }
    if (!changed.isEmpty()) {
      draft.become(next, changed);
    }
    return new Changing(draft.id());
  }

  private Step delete(BatchOperation.Delete operation) {
    DraftTask draft = drafts.get(operation.taskId());
    if (draft == null) {
      return new Refusing(new TaskReply.Missing());
    }
    if (!allows(operation.ifVersions(), draft)) {
      return new Refusing(new TaskReply.VersionMismatch(draft.version()));
    }
    if (draft.content().status() != TaskStatus.DELETED) {
      draft.become(
          draft.content().but().status(TaskStatus.DELETED).build(), EnumSet.of(TaskField.STATUS));
    }
    return new Deleting(draft.id());
  }

  private static boolean allows(Optional<Set<Long>> versions, DraftTask draft) {
    return versions.map(named -> named.contains(draft.version())).orElse(true);
  }

  /**
   * The patch with TickTick's id of a list replaced by ours; empty: there is none, or they differ.
   */
  private Optional<TaskPatch> inList(TaskPatch patch) {
    String remoteId = patch.remoteProjectId();
    if (remoteId == null) {
      return Optional.of(patch);
    }
    Optional<Long> list = found.remoteLists().get(remoteId);
    if (list == null) {
      return Optional.empty();
    }
    boolean agrees =
        !patch.names(TaskField.PROJECT)
            || list.equals(Optional.ofNullable(patch.values().projectId()));
    return agrees ? Optional.of(patch.inProject(list.orElse(null))) : Optional.empty();
  }

  /**
   * What the store would find wrong with a content.
   *
   * @param taskId 0 for a new one
   * @param changed fields of it; what stays was fit before
   */
  private Optional<TaskReply.Refusal> misfit(
      long taskId, TaskContent content, Set<TaskField> changed) {
    List<Fault> faults = new ArrayList<>(unstorable.apply(content));
    if (faults.isEmpty()) {
      Long list = content.projectId();
      if (changed.contains(TaskField.PROJECT) && list != null && !found.lists().contains(list)) {
        faults.add(References.unknownProject());
      }
      Long parent = content.parentId();
      if (changed.contains(TaskField.PARENT) && parent != null) {
        if (!found.parents().containsKey(parent)) {
          faults.add(References.unknownParent());
        } else if (isBelow(parent, taskId)) {
          faults.add(References.circularParent());
        }
      }
    }
    return faults.isEmpty() ? Optional.empty() : Optional.of(new TaskReply.Refused(faults));
  }

  /** Whether one task is another or below it, as the operations so far have left them. */
  private boolean isBelow(long taskId, long above) {
    Set<Long> seen = new HashSet<>();
    Optional<Long> at = Optional.of(taskId);
    while (at.isPresent() && seen.add(at.get())) {
      if (at.get() == above) {
        return true;
      }
      DraftTask draft = drafts.get(at.get());
      at =
          draft == null
              ? found.parents().getOrDefault(at.get(), Optional.empty())
              : Optional.ofNullable(draft.content().parentId());
    }
    return false;
  }
}
