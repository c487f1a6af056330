package dev.tandem.ticktick;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.sync.PullRoutes.EndedTwin;
import dev.tandem.sync.PullRoutes.MissingTwin;
import dev.tandem.sync.PullRoutes.Seen;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.Empty;
import dev.tandem.sync.RemoteAnswer.NotFound;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.task.TaskStatus;
import dev.tandem.ticktick.PollRequests.Reply;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Looks at tasks that their lists show no more (ticktick-api.md, 7): one that is completed or
 * abandoned says so, one that is open and in no listing was deleted. One that its list does not
 * know was moved or deleted: only who knows that no other list has it can tell. Any other answer
 * tells nothing.
 */
final class MissingLooks {
  /** In one poll; the next goes on. */
  private static final int MOST = 20;

  private final PollRequests requests;
  private final Predicate<String> inNoList;
  private final List<Seen> changed = new ArrayList<>();
  private final List<EndedTwin> ended = new ArrayList<>();

  /**
   * @param inNoList whether what is missing from this list is known to be in none of the others
   */
  MissingLooks(PollRequests requests, Predicate<String> inNoList) {
    this.requests = requests;
    this.inNoList = inNoList;
  }

  Future<Void> at(List<MissingTwin> twins) {
    return Portions.inTurn(
        twins.subList(0, Math.min(MOST, twins.size())),
        twin -> requests.end() == null ? at(twin) : Future.succeededFuture());
  }

  private Future<Void> at(MissingTwin twin) {
    return requests
        .ask(TickTickRequest.read(twin.listId(), twin.remoteId()))
        .map(
            reply -> {
              told(twin, reply);
              return null;
            });
  }

  private void told(MissingTwin twin, Reply reply) {
    RemoteAnswer answer = reply.answer();
    if (answer instanceof Body body) {
      read(twin, reply, body.json(), body);
    } else if ((answer instanceof NotFound || answer instanceof Empty)
        && inNoList.test(twin.listId())) {
      ended.add(new EndedTwin(twin.remoteId(), reply.readAt()));
    }
  }

  private void read(MissingTwin twin, Reply reply, JsonNode json, Body body) {
    TaskReading.read(json, body.clockOffset())
        .filter(task -> task.id().equals(twin.remoteId()))
        .filter(task -> TwinReading.isIn(task, twin.listId()))
        .ifPresent(task -> classify(task, reply));
  }

  private void classify(RemoteSnapshot task, Reply reply) {
    if (task.fields().status() == TaskStatus.ACTIVE) {
      ended.add(new EndedTwin(task.id(), reply.readAt()));
    } else {
      changed.add(new Seen(task, reply.readAt(), false));
    }
  }

  /** Those that were completed or abandoned. */
  List<Seen> changed() {
    return List.copyOf(changed);
  }

  /** Those that were deleted. */
  List<EndedTwin> ended() {
    return List.copyOf(ended);
  }
}
