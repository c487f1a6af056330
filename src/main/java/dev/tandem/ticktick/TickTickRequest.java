package dev.tandem.ticktick;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.sync.Inbox;
import io.vertx.core.http.HttpMethod;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request of the Open API.
 *
 * @param path below {@code /open/v1}, encoded
 */
record TickTickRequest(HttpMethod method, String path, @Nullable JsonNode body) {

  static TickTickRequest projects() {
    return new TickTickRequest(HttpMethod.GET, "/project", null);
  }

  /** A list by itself. */
  static TickTickRequest project(String projectId) {
    return new TickTickRequest(HttpMethod.GET, "/project/" + encoded(projectId), null);
  }

  static TickTickRequest createProject(ObjectNode project) {
    return new TickTickRequest(HttpMethod.POST, "/project", project);
  }

  /** Leaves out fields as they are. */
  static TickTickRequest updateProject(String projectId, ObjectNode fields) {
    return new TickTickRequest(HttpMethod.POST, "/project/" + encoded(projectId), fields);
  }

  /** Its tasks go with it. */
  static TickTickRequest deleteProject(String projectId) {
    return new TickTickRequest(HttpMethod.DELETE, "/project/" + encoded(projectId), null);
  }

  /** A list with its open tasks. */
  static TickTickRequest data(String projectId) {
    return new TickTickRequest(HttpMethod.GET, "/project/" + encoded(projectId) + "/data", null);
  }

  /** The open tasks of all lists, as far as one answer holds them. */
  static TickTickRequest open() {
    ObjectNode filter = JsonNodeFactory.instance.objectNode();
    filter.putArray("status").add(0);
    return new TickTickRequest(HttpMethod.POST, "/task/filter", filter);
  }

  /**
   * Completed tasks, newest first, by when they were completed.
   *
   * @param to null: until now
   */
  static TickTickRequest completed(Instant from, @Nullable Instant to) {
    ObjectNode between = JsonNodeFactory.instance.objectNode();
    between.put("startDate", RemoteDates.write(from));
    if (to != null) {
      between.put("endDate", RemoteDates.write(to));
    }
    return new TickTickRequest(HttpMethod.POST, "/task/completed", between);
  }

  /** The open tasks of the Inbox, which name it by its real id. */
  static TickTickRequest inboxData() {
    return data(Inbox.ALIAS);
  }

  /** The only place where TickTick tells who somebody is. */
  static TickTickRequest inboxMembers() {
    return new TickTickRequest(HttpMethod.GET, "/project/" + Inbox.ALIAS + "/members", null);
  }

  static TickTickRequest read(String projectId, String taskId) {
    return new TickTickRequest(HttpMethod.GET, taskPath(projectId, taskId), null);
  }

  static TickTickRequest create(ObjectNode task) {
    return new TickTickRequest(HttpMethod.POST, "/task", task);
  }

  static TickTickRequest update(String taskId, ObjectNode fields) {
    return new TickTickRequest(HttpMethod.POST, "/task/" + encoded(taskId), fields);
  }

  /** New tasks and changed ones. */
  static TickTickRequest batch(List<ObjectNode> add, List<ObjectNode> update) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putArray("add").addAll(add);
    body.putArray("update").addAll(update);
    return new TickTickRequest(HttpMethod.POST, "/task/batch", body);
  }

  /** A task's way from one list to another. */
  record Move(String taskId, String fromProjectId, String toProjectId) {}

  static TickTickRequest moves(List<Move> moves) {
    ArrayNode body = JsonNodeFactory.instance.arrayNode();
    for (Move move : moves) {
      body.addObject()
          .put("fromProjectId", move.fromProjectId)
          .put("toProjectId", move.toProjectId)
          .put("taskId", move.taskId);
    }
    return new TickTickRequest(HttpMethod.POST, "/task/move", body);
  }

  static TickTickRequest completeAll(List<String> taskIds) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    taskIds.forEach(body.putArray("taskIds")::add);
    return new TickTickRequest(HttpMethod.POST, "/task/completeTasks", body);
  }

  static TickTickRequest complete(String projectId, String taskId) {
    return new TickTickRequest(HttpMethod.POST, taskPath(projectId, taskId) + "/complete", null);
  }

  static TickTickRequest delete(String projectId, String taskId) {
    return new TickTickRequest(HttpMethod.DELETE, taskPath(projectId, taskId), null);
  }

  private static String taskPath(String projectId, String taskId) {
    return "/project/" + encoded(projectId) + "/task/" + encoded(taskId);
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
