package dev.tandem.http;

import dev.tandem.bus.Bus;
import dev.tandem.http.KeyedClient.Once;
import dev.tandem.sync.ProjectRoutes.Blocking;
import dev.tandem.sync.ProjectRoutes.Why;
import dev.tandem.sync.SyncRoutes;
import dev.tandem.sync.SyncRoutes.ProjectDeleted;
import dev.tandem.task.Project;
import dev.tandem.task.ProjectCommand;
import dev.tandem.task.ProjectReply;
import dev.tandem.task.SyncState;
import dev.tandem.task.TaskRoutes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for lists, and waits for what a write has yet to tell TickTick. */
final class ProjectClient {
  private static final Logger log = LoggerFactory.getLogger(ProjectClient.class);

  /** A deletion looks into TickTick first, and may wait for its turn there. */
  private static final Duration DELETE_LIMIT = Duration.ofSeconds(45);

  private static final Set<SyncState> ON_ITS_WAY = EnumSet.of(SyncState.PENDING, SyncState.PUSHING);

  private final Bus bus;
  private final KeyedClient keyed;
  private final PushWait waits;

  ProjectClient(Bus bus, KeyedClient keyed, PushWait waits) {
    this.bus = bus;
    this.keyed = keyed;
    this.waits = waits;
  }

  /** Fails with a {@link ProblemException} if there is none. */
  Future<Project> ask(ProjectCommand command) {
    return bus.ask(TaskRoutes.PROJECTS, command, Call.ASK_LIMIT).map(ProjectClient::expect);
  }

  /** Makes a list, once for the call's idempotency key. */
  Future<Once<Project>> make(Call call, ProjectCommand.Create command) {
    return keyed
        .ask(call, TaskRoutes.PROJECTS, command)
        .map(once -> new Once<>(expect(once.reply()), once.replayed()));
  }

  private static Project expect(ProjectReply reply) {
    if (reply instanceof ProjectReply.One one) {
      return one.project();
    }
    throw Problem.notFound().asException();
  }

  /** The list as it is once its push is settled, or the client's patience is at its end. */
  Future<Project> settled(Project written, Preferences preferences) {
    if (preferences.respondAsync() || !ON_ITS_WAY.contains(written.sync().state())) {
      return Future.succeededFuture(written);
    }
    return waits
        .awaitProject(written.userId(), written.id(), preferences.pushWait())
        .compose(done -> ask(new ProjectCommand.Get(written.userId(), written.id())))
        .recover(
            failure -> {
              // The write stands; what cannot be read again is told as it was written.
              log.warn(
                  "list {} was written but not read again: {}", written.id(), failure.toString());
              return Future.succeededFuture(written);
            });
  }

  /** Fails with a {@link ProblemException} unless it is deleted. */
  Future<Void> delete(long userId, long projectId, boolean force) {
    return bus.ask(
            SyncRoutes.DELETE_PROJECT,
            new SyncRoutes.DeleteProject(userId, projectId, force),
            DELETE_LIMIT)
        .map(
            deleted -> {
              switch (deleted.outcome()) {
                case DELETED -> {
                  return null;
                }
                case MISSING -> throw Problem.notFound().asException();
                case NOT_CONNECTED -> throw Replies.notConnected().asException();
                case BLOCKED -> throw blocked(deleted.blocking()).asException();
                case UNTOLD ->
                    throw Problem.of(
                            Problem.Kind.CONFLICT,
                            told(deleted) + " Nothing was done; force=true deletes it all the same")
                        .asException();
                case UNREACHABLE ->
                    throw Problem.overloaded(told(deleted) + " Nothing was done").asException();
              }
              throw new IllegalStateException("unexpected " + deleted.outcome());
            });
  }

  private static String told(ProjectDeleted deleted) {
    return deleted.detail() == null ? "" : deleted.detail();
  }

  private static Problem blocked(List<Blocking> blocking) {
    List<JsonObject> tasks =
        blocking.stream().limit(Problem.MOST_FAULTS).map(ProjectClient::json).toList();
    boolean moving = blocking.stream().anyMatch(task -> task.why() == Why.MOVING);
    return new Problem(
        Problem.Kind.CONFLICT,
        moving
            ? "tasks of other lists are still in this one in TickTick; try again once they are moved"
            : blocking.size()
                + " tasks of the list are unknown here or were changed in TickTick; sync first, or"
                + " use force=true",
        List.of(),
        tasks);
  }

  private static JsonObject json(Blocking task) {
    return new JsonObject()
        .put("ticktick_task_id", task.remoteId())
        .put("task_id", task.taskId())
        .put("title", task.title())
        .put("reason", task.why().name().toLowerCase(Locale.ROOT));
  }
}
