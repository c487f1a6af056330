package dev.tandem.ticktick;

import dev.tandem.sync.Inbox;
import dev.tandem.sync.ListTimes;
import dev.tandem.sync.PollPlan;
import dev.tandem.sync.PollRoutes.KnownList;
import dev.tandem.sync.PollRoutes.Poll;
import dev.tandem.sync.ProjectRoutes.ProjectsStored;
import dev.tandem.sync.PullRoutes.ListState;
import dev.tandem.sync.PullRoutes.ReadList;
import dev.tandem.sync.PullTrouble;
import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.Empty;
import dev.tandem.sync.RemoteAnswer.Forbidden;
import dev.tandem.sync.RemoteProject;
import dev.tandem.sync.RemoteSnapshot;
import dev.tandem.task.SyncError;
import dev.tandem.ticktick.PollRequests.Reply;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a poll reads, one request after the other. What cannot be read is noted, and hurts nothing
 * else. For one event loop.
 */
final class AccountReading {
  private final Poll poll;
  private final PollPlan plan;
  private final PollRequests requests;
  private final PollHarvest harvest;
  private final ProjectPull projects;
  private final ListTimes times;

  /** Lists whose tasks can be read, as far as is known. */
  private final Set<String> open = new HashSet<>();

  /** Of those, the ones that this poll has an answer of. */
  private final Set<String> answered = new HashSet<>();

  private final Set<String> deleted = new HashSet<>();
  private ProjectsStored stored = ProjectsStored.NOTHING;
  private boolean allListsTold;
  private @Nullable Filtered filtered;
  private @Nullable Instant completedUntil;

  /**
   * What is open across all lists.
   *
   * @param shown null: not all of it was shown
   */
  record Filtered(Instant readAt, @Nullable Set<String> shown) {}

  AccountReading(
      Poll poll, PollPlan plan, PollRequests requests, PollHarvest harvest, ProjectPull projects) {
    this.poll = poll;
    this.plan = plan;
    this.requests = requests;
    this.harvest = harvest;
    this.projects = projects;
    this.times = new ListTimes(poll.lists());
    poll.lists().stream().filter(list -> !list.archived()).map(KnownList::id).forEach(open::add);
  }

  Future<Void> run() {
    return plan.sweep() ? sweep() : glance();
  }

  private Future<Void> glance() {
    return requests
        .ask(TickTickRequest.open())
        .compose(
            reply -> {
              boolean cutOff = filtered(reply);
              return completed().compose(done -> cutOff ? lists(open) : done());
            });
  }

  /** Whether there is more than TickTick shows, so that the lists have to be read. */
  private boolean filtered(Reply reply) {
    String what = "What is open";
    if (!(reply.answer() instanceof Body body) || !body.json().isArray()) {
      unread(what, reply);
      return false;
    }
    ListContents found = ListContents.ofTasks(body.json(), body.clockOffset());
    harvest.add(found.tasks(), reply.readAt());
    boolean cutOff = body.json().size() >= ListContents.CAP;
    if (!found.whole()) {
      harvest.add(oneUnreadable(what, reply.readAt()));
    }
    filtered = new Filtered(reply.readAt(), cutOff || !found.whole() ? null : ids(found.tasks()));
    return cutOff;
  }

  private Future<Void> sweep() {
    return (plan.begun() ? remainingLists() : done())
        .compose(done -> requests.ask(TickTickRequest.projects()))
        .compose(this::projects)
        .compose(done -> completed())
        .compose(done -> remainingLists());
  }

  private Future<Void> remainingLists() {
    return lists(
        open.stream().filter(list -> !times.isReadSince(list, plan.sweepSince())).toList());
  }

  /** Lists before their tasks, so that these find theirs. */
  private Future<Void> projects(Reply reply) {
    if (!(reply.answer() instanceof Body body) || !body.json().isArray()) {
      unread("What lists there are", reply);
      return done();
    }
    List<RemoteProject> told = ProjectJson.readAll(body.json());
    boolean complete = told.size() == body.json().size();
    if (!complete) {
      harvest.add(
          PullTrouble.notWhole("What lists there are", "one of them has no id.", reply.readAt()));
    }
    return projects
        .store(
            poll.accountId(),
            poll.generation(),
            told,
            complete,
            Duration.between(reply.readAt(), requests.now()))
        .map(
            result -> {
              stored = result;
              allListsTold = complete;
              know(told, reply.readAt());
              return null;
            });
  }

  /** A list that was missed once is asked for no more; one that was missed twice may be gone. */
  private void know(List<RemoteProject> told, Instant readAt) {
    if (allListsTold) {
      open.removeIf(list -> !Inbox.is(list));
      open.addAll(stored.absent());
      deleted.addAll(stored.absent());
    }
    if (open.stream().noneMatch(Inbox::is)) {
      open.add(Inbox.ALIAS);
    }
    for (RemoteProject list : told) {
      if (list.archived()) {
        open.remove(list.id());
        harvest.add(new ReadList(list.id(), readAt, ListState.UNREADABLE, Set.of()));
      } else {
        open.add(list.id());
      }
    }
  }

  /** The one that was not read for longest first, as far as the budget goes. */
  Future<Void> lists(Collection<String> lists) {
    Future<Void> read = done();
    for (String list : times.oldestFirst(lists)) {
      read = read.compose(done -> requests.end() == null ? list(list) : done());
    }
    return read;
  }

  private Future<Void> list(String list) {
    return requests
        .ask(TickTickRequest.data(Inbox.is(list) ? Inbox.ALIAS : list))
        .map(
            reply -> {
              Optional<ListContents> contents =
                  reply.answer() instanceof Body body
                      ? ListContents.of(body.json(), body.clockOffset())
                      : Optional.empty();
              contents.ifPresentOrElse(
                  found -> shown(list, found, reply.readAt()), () -> notShown(list, reply));
              return null;
            });
  }

  private void shown(String list, ListContents found, Instant readAt) {
    harvest.add(found.tasks(), readAt);
    if (!found.whole()) {
      harvest.add(oneUnreadable(named(list), readAt));
      return;
    }
    times.read(list, readAt);
    note(new ReadList(list, readAt, ListState.WHOLE, ids(found.tasks())));
  }

  /** A list that is not there is answered with {@code {}}, and so may be one that is. */
  private void notShown(String list, Reply reply) {
    if (reply.answer() instanceof Empty && deleted.contains(list)) {
      open.remove(list);
      note(new ReadList(list, reply.readAt(), ListState.DELETED, Set.of()));
      return;
    }
    unread(named(list), reply);
    if (reply.answer() instanceof Forbidden) {
      open.remove(list);
      note(new ReadList(list, reply.readAt(), ListState.UNREADABLE, Set.of()));
    }
  }

  private void note(ReadList list) {
    harvest.add(list);
    answered.add(list.listId());
  }

  private Future<Void> completed() {
    Instant begin = requests.now();
    String what = "What was completed";
    Instant from = plan.completedFrom().plus(requests.clockOffset());
    return new CompletedPages(request -> requests.ask(request).map(Reply::answer), from)
        .read()
        .map(
            found -> {
              harvest.add(found.tasks(), begin);
              if (!found.readable()) {
                harvest.add(oneUnreadable(what, begin));
              }
              if (found.end() instanceof CompletedPages.End.Failed failed) {
                unread(what, new Reply(failed.answer(), begin));
                return null;
              }
              if (found.end() instanceof CompletedPages.End.CutOff) {
                harvest.add(PullTrouble.notWhole(what, "there is more than is shown.", begin));
              }
              completedUntil = begin;
              return null;
            });
  }

  /** What the account as a whole ran into is told once, by {@link PollRequests#end}. */
  private void unread(String what, Reply reply) {
    if (!reply.answer().equals(requests.end())) {
      harvest.add(PullTrouble.of(what, reply.answer(), reply.readAt()));
    }
  }

  private static SyncError oneUnreadable(String what, Instant at) {
    return PullTrouble.notWhole(what, "one of its tasks cannot be read.", at);
  }

  private static String named(String list) {
    return Inbox.is(list) ? "The Inbox" : "The list " + list;
  }

  private static Set<String> ids(Collection<RemoteSnapshot> tasks) {
    return tasks.stream().map(RemoteSnapshot::id).collect(Collectors.toSet());
  }

  private static Future<Void> done() {
    return Future.succeededFuture();
  }

  ProjectsStored stored() {
    return stored;
  }

  /** What is open, if it was asked for across all lists. */
  Optional<Filtered> filtered() {
    return Optional.ofNullable(filtered);
  }

  /** Of these lists, those whose tasks can be read. */
  List<String> readable(Set<String> lists) {
    boolean inbox = lists.stream().anyMatch(Inbox::is);
    return open.stream().filter(list -> Inbox.is(list) ? inbox : lists.contains(list)).toList();
  }

  /** Up to when what was completed is known; null: as before. */
  @Nullable Instant completedUntil() {
    return completedUntil;
  }

  /** Whether this poll has an answer of every list there is. */
  boolean hasAllLists() {
    return allListsTold && answered.containsAll(open) && answered.containsAll(deleted);
  }

  /** Begin of the sweep, if this poll brought it to its end. */
  Optional<Instant> sweptAt() {
    return plan.sweep() && allListsTold && completedUntil != null
        ? times.allReadSince(plan.sweepSince(), open)
        : Optional.empty();
  }

  /**
   * The lists beside this one, in which to ask for what its reading before this poll missed
   * already. Empty: a listing may yet show it.
   */
  Optional<OtherLists> otherLists(String list) {
    if (sweptAt().isEmpty() || !times.wereReadAfterLastReadingOf(list, open)) {
      return Optional.empty();
    }
    return Optional.of(OtherLists.beside(list, open, harvest.lists()));
  }
}
