package dev.tandem.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tandem.task.BatchResult;
import dev.tandem.task.Fault;
import dev.tandem.task.Task;
import dev.tandem.task.TaskReply;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The results of a batch as the contract shows them. */
final class BatchRenderer {
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int NO_CONTENT = 204;

  private final Map<Long, Task> tasks;
  private final String requestId;

  /**
   * @param tasks as they are told, by id
   */
  BatchRenderer(Map<Long, Task> tasks, String requestId) {
    this.tasks = tasks;
    this.requestId = requestId;
  }

  Buffer results(List<BatchResult> results) {
    return JsonText.of(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("results");
          for (int i = 0; i < results.size(); i++) {
            json.writeStartObject();
            result(json, "/operations/" + i, results.get(i));
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private void result(JsonGenerator json, String pointer, BatchResult result) throws IOException {
    if (result instanceof BatchResult.Made made) {
      task(json, CREATED, made.task());
    } else if (result instanceof BatchResult.Changed changed) {
      task(json, OK, changed.task());
    } else if (result instanceof BatchResult.Deleted) {
      json.writeNumberField("status", NO_CONTENT);
    } else if (result instanceof BatchResult.Refused refused) {
      problem(
          json,
          refused.why() instanceof TaskReply.Refused faulty
              ? Problem.invalid(below(pointer + "/task", faulty.faults()))
              : Replies.problem(refused.why()));
    } else if (result instanceof BatchResult.Invalid invalid) {
      problem(json, Problem.invalid(below(pointer, invalid.faults())));
    } else {
      problem(
          json,
          Problem.of(
              Problem.Kind.FAILED_DEPENDENCY,
              "nothing was done: the batch is atomic, and another operation was refused"));
    }
  }

  private void task(JsonGenerator json, int status, Task task) throws IOException {
    json.writeNumberField("status", status);
    json.writeFieldName("task");
    TaskRenderer.write(json, tasks.getOrDefault(task.id(), task));
  }

  private void problem(JsonGenerator json, Problem problem) throws IOException {
    json.writeNumberField("status", problem.kind().status());
    json.writeFieldName("problem");
    json.writeRawValue(problem.toJson(requestId).encode());
  }

  private static List<Fault> below(String pointer, List<Fault> faults) {
    return faults.stream().map(fault -> fault.below(pointer)).toList();
  }
}
