package dev.tandem.ticktick;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.sync.QueueRoutes.ProjectsStored;
import dev.tandem.sync.QueueRoutes.StoreProjects;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Outage;
import dev.tandem.sync.RemoteProject;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads an account's lists, so that tasks can be moved into them. */
final class ProjectPull {
  private final GuardedTickTickApi api;
  private final PushQueue queue;

  ProjectPull(GuardedTickTickApi api, PushQueue queue) {
    this.api = api;
    this.queue = queue;
  }

  /**
   * What came of it.
   *
   * @param error for people; empty: the lists were read
   */
  record Outcome(ProjectsStored stored, Optional<String> error) {
    static Outcome failed(String error) {
      return new Outcome(new ProjectsStored(0, 0, 0), Optional.of(error));
    }

    static Outcome tooLate() {
      return failed("TickTick did not tell its lists in time.");
    }
  }

  Future<Outcome> run(long accountId, boolean interactive) {
    return api.call(Caller.ofPoll(accountId, interactive), TickTickRequest.projects())
        .compose(exchange -> store(accountId, exchange));
  }

  private Future<Outcome> store(long accountId, Exchange exchange) {
    RemoteAnswer answer = exchange.answer();
    if (!(answer instanceof Body body) || !body.json().isArray()) {
      return Future.succeededFuture(Outcome.failed(reason(answer)));
    }
    List<RemoteProject> projects = projects(body.json());
    boolean complete = projects.size() == body.json().size();
    return queue
        .storeProjects(new StoreProjects(accountId, exchange.generation(), projects, complete))
        .map(
            stored ->
                new Outcome(
                    stored,
                    complete
                        ? Optional.empty()
                        : Optional.of("Some of TickTick's lists could not be read.")));
  }

  private static String reason(RemoteAnswer answer) {
    if (answer instanceof Outage outage) {
      return outage.detail();
    }
    if (answer instanceof NotSent notSent) {
      return notSent.why().detail();
    }
    if (answer instanceof RemoteAnswer.Unauthorized) {
      return "TickTick no longer accepts this account's access; connect it again.";
    }
    return answer instanceof RemoteAnswer.Limited
        ? "TickTick allows this account no more requests for now."
        : "TickTick did not tell its lists.";
  }

  /** A list that cannot be read costs no other. */
  static List<RemoteProject> projects(JsonNode array) {
    List<RemoteProject> projects = new ArrayList<>();
    for (JsonNode node : array) {
      String id = TaskReading.text(node, "id");
      if (!id.isEmpty()) {
        projects.add(
            new RemoteProject(
                id,
                TaskReading.text(node, "name"),
                TaskReading.orNull(TaskReading.text(node, "color")),
                node.path("sortOrder").asLong(0),
                node.path("closed").asBoolean(false)));
      }
    }
    return projects;
  }
}
