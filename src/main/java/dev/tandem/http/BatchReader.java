package dev.tandem.http;

import dev.tandem.task.BatchOperation;
import dev.tandem.task.Fault;
import dev.tandem.task.TaskPatch;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the operations of a batch, each by itself: what is wrong with one is its own result. Their
 * tasks are read as those of the single requests are.
 */
final class BatchReader {
  private static final String OPERATIONS = "operations";
  private static final String TASK = "task";

  private final Map<String, Form> forms;

  /**
   * How an operation is read.
   *
   * @param task empty: it has none
   */
  private record Form(RequestReader whole, Optional<RequestReader> task) {}

  BatchReader(Contract contract) {
    forms =
        Map.of(
            "create",
            new Form(
                contract.partReader("CreateOperation"),
                Optional.of(contract.partReader("TaskDraft"))),
            "update",
            new Form(
                contract.partReader("UpdateOperation"),
                Optional.of(contract.partReader("TaskChange"))),
            "delete",
            new Form(contract.partReader("DeleteOperation"), Optional.empty()));
  }

  /**
   * An operation, and what of it is still to be compared with the task as it is.
   *
   * @param task as it was sent; null if there is nothing to compare
   */
  record Sent(BatchOperation operation, @Nullable RequestBody task, List<String> readOnly) {
    Sent {
      readOnly = List.copyOf(readOnly);
    }

    private static Sent whole(BatchOperation operation) {
      return new Sent(operation, null, List.of());
    }

    private static Sent invalid(List<Fault> faults) {
      return whole(new BatchOperation.Invalid(faults));
    }

    /** The task that is to be read before this can be said to be valid. */
    Optional<Long> compared() {
      return task != null && operation instanceof BatchOperation.Update update
          ? Optional.of(update.taskId())
          : Optional.empty();
    }

    /**
     * Refuses read-only fields that differ. Of a stale task it is told that it is stale, when its
     * turn has come, and not what has moved on.
     *
     * @param current the task before the batch
     */
    Sent against(long version, JsonObject current) {
      if (task == null || !(operation instanceof BatchOperation.Update update)) {
        return this;
      }
      boolean stale = update.ifVersions().map(named -> !named.contains(version)).orElse(false);
      if (stale) {
        return whole(operation);
      }
      ReadOnlyFields.compare(task, readOnly, current);
      List<Fault> faults = inTask(task.faults());
      return faults.isEmpty() ? whole(operation) : invalid(faults);
    }
  }

  /** Takes what is wrong with an operation away from what is wrong with the body. */
  List<Sent> read(RequestBody body) {
    List<Sent> sent = new ArrayList<>();
    if (body.json().getValue(OPERATIONS) instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        List<Fault> known = body.takeFaultsOf('/' + OPERATIONS + '/' + i);
        sent.add(read(array.getValue(i), known));
      }
    }
    return sent;
  }

  private Sent read(@Nullable Object element, List<Fault> known) {
    if (!(element instanceof JsonObject json)) {
      return Sent.invalid(List.of(new Fault("", "must be an object")));
    }
    Form form = json.getValue("op") instanceof String op ? forms.get(op) : null;
    if (form == null) {
      return Sent.invalid(
          List.of(
              new Fault(
                  "/op",
                  json.containsKey("op")
                      ? "must be one of create, update, delete"
                      : "is required")));
    }
    RequestBody whole = form.whole().read(json, known);
    Optional<Set<Long>> ifVersions = ifVersions(whole);
    RequestBody task =
        form.task()
            .filter(reader -> json.getValue(TASK) instanceof JsonObject)
            .map(reader -> reader.read(json.getJsonObject(TASK), List.of()))
            .orElseGet(() -> new RequestBody(new JsonObject(), List.of()));
    TaskPatch patch = TaskReader.read(task);
    List<Fault> faults = new ArrayList<>(whole.faults());
    faults.addAll(inTask(task.faults()));
    if (!faults.isEmpty()) {
      return Sent.invalid(faults);
    }
    return switch (String.valueOf(whole.text("op"))) {
      case "create" -> Sent.whole(new BatchOperation.Create(patch, push(task)));
      case "update" -> update(new BatchOperation.Update(id(whole), patch, ifVersions), task);
      default -> Sent.whole(new BatchOperation.Delete(id(whole), ifVersions));
    };
  }

  private static Sent update(BatchOperation.Update update, RequestBody task) {
    List<String> readOnly = ReadOnlyFields.toCompare(task.json());
    return readOnly.isEmpty() ? Sent.whole(update) : new Sent(update, task, readOnly);
  }

  private static @Nullable Boolean push(RequestBody task) {
    return task.has("push_to_ticktick") ? task.flag("push_to_ticktick", true) : null;
  }

  private static long id(RequestBody operation) {
    Long id = operation.whole("id");
    return id == null ? 0 : id;
  }

  private static List<Fault> inTask(List<Fault> faults) {
    return faults.stream().map(fault -> fault.below('/' + TASK)).toList();
  }

  /** A version, or what {@code If-Match} takes. */
  private static Optional<Set<Long>> ifVersions(RequestBody operation) {
    String tags = operation.text("if_match");
    if (tags != null) {
      try {
        ETags.IfMatch match = ETags.parse(List.of(tags));
        return match.any() ? Optional.empty() : Optional.of(new HashSet<>(match.versions()));
      } catch (ProblemException malformed) {
        operation.refuse("/if_match", "must be a version, * or a list of entity tags");
        return Optional.empty();
      }
    }
    return Optional.ofNullable(operation.whole("if_match")).map(Set::of);
  }
}
