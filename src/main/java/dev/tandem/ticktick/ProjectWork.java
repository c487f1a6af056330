package dev.tandem.ticktick;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.account.AccountCommand.Claim;
import dev.tandem.sync.CallEnd;
import dev.tandem.sync.ProjectJob;
import dev.tandem.sync.ProjectOutcome;
import dev.tandem.sync.ProjectRoutes.Settled;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.NotFound;
import dev.tandem.sync.RemoteAnswer.Success;
import dev.tandem.sync.RemoteProject;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.task.ProjectField;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Works a list's claimed row off: step after step, each settled before the next. */
final class ProjectWork {
  private final GuardedTickTickApi api;
  private final ProjectQueue queue;
  private final Judge judge;
  private final ProjectWaits waits;
  private final Pulse tasks;

  /**
   * @param tasks is nudged when some need not wait for their list any longer
   */
  ProjectWork(
      GuardedTickTickApi api, ProjectQueue queue, Judge judge, ProjectWaits waits, Pulse tasks) {
    this.api = api;
    this.queue = queue;
    this.judge = judge;
    this.waits = waits;
    this.tasks = tasks;
  }

  /** Fails if the gateway's own database does; the row's lease then runs out by itself. */
  Future<Void> run(ProjectJob job, Lease lease) {
    return Future.succeededFuture().compose(go -> step(job, lease));
  }

  private Future<Void> step(ProjectJob job, Lease lease) {
    Turn turn = new Turn(job, lease, System.nanoTime());
    return turn.outcome()
        .compose(
            outcome -> {
              long asked = System.nanoTime();
              return queue
                  .settle(job, outcome)
                  .compose(settled -> goOn(job, settled, Lease.from(asked, queue.lease())));
            });
  }

  private Future<Void> goOn(ProjectJob job, Settled settled, Lease lease) {
    if (settled.freesTasks()) {
      tasks.nudge();
    }
    if (settled.next() != null) {
      return step(settled.next(), lease);
    }
    waits.finished(job.projectId());
    return Future.succeededFuture();
  }

  /** One step of a row. */
  private final class Turn {
    private final ProjectJob job;
    private final Lease lease;
    private final long claimed;

    Turn(ProjectJob job, Lease lease, long claimed) {
      this.job = job;
      this.lease = lease;
      this.claimed = claimed;
    }

    Future<ProjectOutcome> outcome() {
      return switch (job.step()) {
        case CREATE -> call(TickTickRequest.createProject(content(given()))).map(this::shown);
        case SEARCH -> call(TickTickRequest.projects()).map(this::searched);
        case LOOK -> call(TickTickRequest.project(twin())).map(this::shown);
        case UPDATE ->
            call(TickTickRequest.updateProject(twin(), content(job.open()))).map(this::shown);
        case DELETE -> call(TickTickRequest.data(twin())).compose(this::delete);
        case FORGET -> Future.succeededFuture(new ProjectOutcome.Deleted());
      };
    }

    private Set<ProjectField> given() {
      Set<ProjectField> given = EnumSet.of(ProjectField.NAME);
      given.addAll(job.open());
      return given;
    }

    private ObjectNode content(Set<ProjectField> fields) {
      return ProjectJson.write(job.local(), fields);
    }

    private String twin() {
      return Objects.requireNonNull(job.remoteId(), "the step is about a twin");
    }

    private Future<Exchange> call(TickTickRequest request) {
      Claim claim = new Claim(job.projectId(), job.fence());
      boolean awaited = waits.has(job.projectId());
      return api.call(new Caller(job.accountId(), claim, awaited, lease), request);
    }

    private ProjectOutcome shown(Exchange exchange) {
      Optional<RemoteProject> shown =
          exchange.answer() instanceof Body body ? ProjectJson.read(body.json()) : Optional.empty();
      return shown
          .filter(list -> job.remoteId() == null || list.id().equals(job.remoteId()))
          .<ProjectOutcome>map(ProjectOutcome.Shown::new)
          .orElseGet(() -> failed(exchange));
    }

    private ProjectOutcome searched(Exchange exchange) {
      if (!(exchange.answer() instanceof Body body) || !body.json().isArray()) {
        return failed(exchange);
      }
      String name =
          Objects.requireNonNull(job.create(), "what is looked for has a name").content().name();
      return new ProjectOutcome.Searched(
          ProjectJson.readAll(body.json()).stream()
              .filter(list -> list.name().equals(name))
              .toList());
    }

    /**
     * Looked into first: what somebody has put into the list since keeps it. An answer without a
     * list is no proof that it is gone; a list that is gone can be deleted once more.
     */
    private Future<ProjectOutcome> delete(Exchange look) {
      RemoteAnswer answer = look.answer();
      if (answer instanceof Body body && hasNews(body)) {
        return Future.succeededFuture(new ProjectOutcome.Survived());
      }
      if (!(answer instanceof Success || answer instanceof NotFound)) {
        return Future.succeededFuture(failed(look));
      }
      return call(TickTickRequest.deleteProject(twin()))
          .map(
              done ->
                  done.answer() instanceof Success || done.answer() instanceof NotFound
                      ? new ProjectOutcome.Deleted()
                      : failed(done));
    }

    private boolean hasNews(Body body) {
      Map<String, String> accepted = job.accepted();
      if (accepted == null) {
        return false;
      }
      Optional<ListContents> contents = ListContents.of(body.json(), body.clockOffset());
      return contents.isEmpty()
          || !contents.get().whole()
          || !contents.get().tasks().stream().allMatch(task -> isAccepted(task, accepted));
    }

    private static boolean isAccepted(RemoteSnapshot task, Map<String, String> accepted) {
      return Objects.requireNonNullElse(task.etag(), "").equals(accepted.get(task.id()));
    }

    private ProjectOutcome failed(Exchange exchange) {
      RemoteAnswer answer = exchange.answer();
      // An empty answer to a look says what a 404 does.
      boolean isGone = job.step() == ProjectJob.Step.LOOK && answer instanceof Success;
      return new ProjectOutcome.Failed(
          judge.verdict(job, isGone ? exchange.as(new NotFound()) : exchange, claimed),
          CallEnd.ofCreate(answer));
    }
  }
}
