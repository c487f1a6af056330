package dev.tandem.ticktick;

import dev.tandem.sync.QueueRoutes.ProjectsStored;
import dev.tandem.sync.QueueRoutes.StoreProjects;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Outage;
import dev.tandem.sync.RemoteProject;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads an account's lists, and has them merged into those here. */
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
      return new Outcome(ProjectsStored.NOTHING, Optional.of(error));
    }

    static Outcome tooLate() {
      return failed("TickTick did not tell its lists in time.");
    }
  }

  Future<Outcome> run(long accountId, boolean interactive) {
    long begun = System.nanoTime();
    return api.call(Caller.ofPoll(accountId, interactive), TickTickRequest.projects())
        .compose(exchange -> store(accountId, exchange, begun));
  }

  private Future<Outcome> store(long accountId, Exchange exchange, long begun) {
    RemoteAnswer answer = exchange.answer();
    if (!(answer instanceof Body body) || !body.json().isArray()) {
      return Future.succeededFuture(Outcome.failed(reason(answer)));
    }
    List<RemoteProject> projects = ProjectJson.readAll(body.json());
    boolean complete = projects.size() == body.json().size();
    return queue
        .storeProjects(
            new StoreProjects(
                accountId,
                exchange.generation(),
                projects,
                complete,
                Duration.ofNanos(System.nanoTime() - begun)))
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
}
