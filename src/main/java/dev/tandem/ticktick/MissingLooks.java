package dev.tandem.ticktick;

import dev.tandem.sync.PullRoutes.EndedTwin;
import dev.tandem.sync.PullRoutes.LookedAt;
import dev.tandem.sync.PullRoutes.MissingTwin;
import dev.tandem.sync.PullRoutes.Seen;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.Empty;
import dev.tandem.sync.RemoteAnswer.NotFound;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.task.TaskStatus;
import dev.tandem.ticktick.PollRequests.Reply;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Looks at tasks that their lists show no more (ticktick-api.md, 7): one that is completed or
 * abandoned says so, one that is open and in no listing was deleted. One that its list does not
 * know was moved or deleted: if no listing has it, it is asked for under the other lists, since one
 * that was moved and then abandoned is shown by none. Any other answer tells nothing.
 */
final class MissingLooks {
  /**
   * One that was moved is asked for in so many lists in one poll, or an account of many would do
   * nothing else; later polls go on. All together are asked for so often in lists that cannot be
   * read, as that is never done.
   */
  private static final int MOST_LISTS = 20;

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final PollRequests requests;
  private final Function<String, Optional<OtherLists>> otherLists;
  private final List<Seen> changed = new ArrayList<>();
  private final List<Seen> trashed = new ArrayList<>();
  private final List<LookedAt> lookedAt = new ArrayList<>();
  private final List<EndedTwin> ended = new ArrayList<>();
  private int unreadableAsked;

  /**
   * @param otherLists those beside a list, if none of them shows what is missing from it
   */
  MissingLooks(PollRequests requests, Function<String, Optional<OtherLists>> otherLists) {
    this.requests = requests;
    this.otherLists = otherLists;
  }

  Future<Void> at(List<MissingTwin> twins) {
    return Portions.inTurn(
        twins, twin -> requests.end() == null ? at(twin) : Future.succeededFuture());
  }

  private Future<Void> at(MissingTwin twin) {
    return look(twin, twin.listId())
        .compose(
            reply -> {
              if (reply.answer() instanceof NotSent) {
                return Future.succeededFuture();
              }
              Set<String> notIn = new HashSet<>();
              return decide(twin, reply, notIn)
                  .onSuccess(
                      done -> lookedAt.add(new LookedAt(twin.remoteId(), reply.readAt(), notIn)));
            });
  }

  /**
   * @param notIn gets the other lists that say that they do not have it
   */
  private Future<Void> decide(MissingTwin twin, Reply reply, Set<String> notIn) {
    Optional<RemoteSnapshot> shown = shown(reply, twin.listId(), twin);
    if (shown.isPresent()) {
      return classify(twin, shown.get(), reply.readAt());
    }
    return isNotThere(reply.answer())
        ? otherLists
            .apply(twin.listId())
            .map(lists -> elsewhere(twin, lists, reply.readAt(), notIn))
            .orElseGet(Future::succeededFuture)
        : Future.succeededFuture();
  }

  private Future<Reply> look(MissingTwin twin, String list) {
    return requests.ask(TickTickRequest.read(list, twin.remoteId()));
  }

  private static boolean isNotThere(RemoteAnswer answer) {
    return answer instanceof NotFound || answer instanceof Empty;
  }

  private static Optional<RemoteSnapshot> shown(Reply reply, String list, MissingTwin twin) {
    return reply.answer() instanceof Body body
        ? TaskReading.read(body.json(), body.clockOffset())
            .filter(task -> task.id().equals(twin.remoteId()))
            .filter(task -> TwinReading.isIn(task, list))
        : Optional.empty();
  }

  private Future<Void> classify(MissingTwin twin, RemoteSnapshot task, Instant readAt) {
    switch (task.fields().status()) {
      case ACTIVE -> {
        // Nobody reopened it, or it were listed: it was in the trash when it was to be completed.
        trashed.add(new Seen(twin.completed() ? completed(task) : task, readAt, false));
        return Future.succeededFuture();
      }
      case COMPLETED -> {
        return twin.completed() ? amongCompleted(task, readAt) : change(task, readAt);
      }
      default -> {
        return change(task, readAt);
      }
    }
  }

  private static RemoteSnapshot completed(RemoteSnapshot task) {
    return task.showing(task.fields().but().status(TaskStatus.COMPLETED).build());
  }

  private Future<Void> change(RemoteSnapshot task, Instant readAt) {
    changed.add(new Seen(task, readAt, false));
    return Future.succeededFuture();
  }

  /** The trash shows a completed task as well; the listing of that time does not. */
  private Future<Void> amongCompleted(RemoteSnapshot task, Instant readAt) {
    Instant at = task.beside().completedAt();
    if (at == null) {
      return Future.succeededFuture();
    }
    Instant listedAt = requests.now();
    return requests
        .ask(TickTickRequest.completed(at.minus(SECOND), at.plus(SECOND)))
        .map(
            reply -> {
              if (reply.answer() instanceof Body body && body.json().isArray()) {
                ListContents found = ListContents.ofTasks(body.json(), body.clockOffset());
                Optional<RemoteSnapshot> listed =
                    found.tasks().stream()
                        .filter(other -> other.id().equals(task.id()))
                        .findFirst();
                if (listed.isPresent()) {
                  changed.add(new Seen(listed.get(), listedAt, true));
                } else if (found.whole() && body.json().size() < ListContents.CAP) {
                  trashed.add(new Seen(task, readAt, false));
                }
              }
              return null;
            });
  }

  /**
   * One that is in no list was deleted. But a list that cannot be read may deny a task that it has,
   * and where it was sought long ago proves nothing by itself.
   */
  private Future<Void> elsewhere(
      MissingTwin twin, OtherLists lists, Instant lookedAt, Set<String> notIn) {
    List<String> left =
        lists.readable().stream().filter(list -> !twin.notIn().contains(list)).toList();
    boolean decides =
        lists.unreadable().isEmpty() && (!left.isEmpty() || lists.readable().isEmpty());
    List<String> now = new ArrayList<>(left.subList(0, Math.min(MOST_LISTS, left.size())));
    for (String list : lists.unreadable()) {
      if (now.size() < MOST_LISTS && unreadableAsked < MOST_LISTS) {
        unreadableAsked++;
        now.add(list);
      }
    }
    return oneOf(twin, now, 0, notIn)
        .onSuccess(
            found -> {
              notIn.removeAll(lists.unreadable());
              if (!found && decides && notIn.size() == left.size()) {
                ended.add(new EndedTwin(twin.remoteId(), lookedAt));
              }
            })
        .mapEmpty();
  }

  /** Whether one has it; where it is found it is looked for from then on. */
  private Future<Boolean> oneOf(MissingTwin twin, List<String> lists, int next, Set<String> notIn) {
    if (next == lists.size()) {
      return Future.succeededFuture(false);
    }
    String list = lists.get(next);
    return look(twin, list)
        .compose(
            reply -> {
              Optional<RemoteSnapshot> shown = shown(reply, list, twin);
              if (shown.isPresent()) {
                return change(shown.get(), reply.readAt()).map(true);
              }
              if (isNotThere(reply.answer())) {
                notIn.add(list);
              }
              return requests.end() == null
                  ? oneOf(twin, lists, next + 1, notIn)
                  : Future.succeededFuture(false);
            });
  }

  /** Those that were completed, abandoned or moved. */
  List<Seen> changed() {
    return List.copyOf(changed);
  }

  /** Those that were deleted, as they were last. */
  List<Seen> trashed() {
    return List.copyOf(trashed);
  }

  /** All that were looked at, whatever was seen. */
  List<LookedAt> lookedAt() {
    return List.copyOf(lookedAt);
  }

  /** Those that were deleted, and are not shown any more. */
  List<EndedTwin> ended() {
    return List.copyOf(ended);
  }
}
