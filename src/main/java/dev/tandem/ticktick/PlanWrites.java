package dev.tandem.ticktick;

import dev.tandem.sync.AddMatch;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Applied;
import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.Refused;
import dev.tandem.sync.RemoteAnswer.Stored;
import dev.tandem.sync.RemoteAnswer.Unreadable;
import dev.tandem.sync.RemoteSnapshot;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sends new tasks and changes of others in batches, and settles them by what their lists show
 * after. If the process dies in between, nothing is lost: the creates were written down before they
 * were sent, and of rows whose lease runs out everything is in doubt.
 */
final class PlanWrites {
  /** So few cost no more one by one, and their answers show what they did. */
  private static final int FEW = 2;

  private static final int SUCCESS = 200;

  private final SharedCalls calls;
  private final PushQueue queue;
  private final Desk desk;
  private final SecondLooks looks;

  PlanWrites(SharedCalls calls, PushQueue queue, Desk desk) {
    this.calls = calls;
    this.queue = queue;
    this.desk = desk;
    this.looks = new SecondLooks(calls, desk);
  }

  Future<Void> serve(List<Ask> asks) {
    List<Ask> written = asks.stream().filter(BatchLetter::canBeWritten).toList();
    asks.stream().filter(ask -> !written.contains(ask)).forEach(desk::alone);
    List<Ask> together = Portions.crowded(written, desk::alone);
    if (together.size() <= FEW) {
      together.forEach(desk::alone);
      return Future.succeededFuture();
    }
    Sent sent = new Sent();
    // What was answered before the database failed is settled all the same, which never fails.
    return Portions.inTurn(batches(together), sent::send).eventually(sent::settle);
  }

  /** Fifty of each kind fit into one; of updates, as few lists as can be. */
  private static List<List<Ask>> batches(List<Ask> asks) {
    List<List<Ask>> adds = Portions.ofFifty(BatchLetter.adds(asks));
    List<Ask> byList =
        Portions.byList(BatchLetter.updates(asks)).values().stream().flatMap(List::stream).toList();
    List<List<Ask>> updates = Portions.ofFifty(byList);
    List<List<Ask>> batches = new ArrayList<>();
    for (int i = 0; i < Math.max(adds.size(), updates.size()); i++) {
      List<Ask> batch = new ArrayList<>();
      batch.addAll(i < adds.size() ? adds.get(i) : List.of());
      batch.addAll(i < updates.size() ? updates.get(i) : List.of());
      batches.add(batch);
    }
    return batches;
  }

  /**
   * An update that was done.
   *
   * @param etag that it is said to have given the twin
   */
  private record Updated(Ask ask, Exchange exchange, String etag) {}

  /**
   * The creates of one batch.
   *
   * @param made ids of the tasks that it made
   * @param refusals what it says of those that it did not make
   */
  private record Added(
      List<Ask> asks, Exchange exchange, Set<String> made, List<RemoteAnswer> refusals) {}

  /** What was done, and is yet to be seen. */
  private final class Sent {
    private final List<Updated> updates = new ArrayList<>();
    private final List<Added> adds = new ArrayList<>();

    Future<Void> send(List<Ask> batch) {
      return looks
          .of(batch)
          .compose(fit -> fit.isEmpty() ? Future.succeededFuture() : sendNow(fit));
    }

    private Future<Void> sendNow(List<Ask> batch) {
      return calls
          .send(batch, new BatchLetter(queue, desk))
          .compose(
              reply -> {
                if (reply.isRefusal()) {
                  return refused(reply);
                }
                Optional<BatchAnswer> answer =
                    reply.exchange().answer() instanceof Body body
                        ? BatchAnswer.of(body.json())
                        : Optional.empty();
                answer.ifPresentOrElse(told -> note(reply, told), () -> unreadable(reply));
                return Future.succeededFuture();
              });
    }

    /** An empty answer says that nothing was applied, any other that it cannot be read. */
    private void unreadable(SharedCalls.Reply reply) {
      Exchange exchange =
          reply.exchange().answer() instanceof Body
              ? reply.exchange().as(new Unreadable(SUCCESS, "it names no task"))
              : reply.exchange();
      reply.carried().forEach(ask -> desk.answer(ask, exchange));
    }

    /** Updates are sent again in halves; creates may have been made, and are looked for. */
    private Future<Void> refused(SharedCalls.Reply reply) {
      BatchLetter.adds(reply.carried())
          .forEach(ask -> desk.answer(ask, reply.exchange().as(ofOne(reply.exchange().answer()))));
      return Portions.inHalves(BatchLetter.updates(reply.carried()), this::send, desk::alone);
    }

    /** That the batch is forbidden or unknown says nothing for ever of a task in it. */
    private static RemoteAnswer ofOne(RemoteAnswer ofAll) {
      if (ofAll instanceof Refused) {
        return ofAll;
      }
      int status = ofAll instanceof RemoteAnswer.NotFound ? 404 : 403;
      return new Refused(status, "http_" + status);
    }

    private void note(SharedCalls.Reply reply, BatchAnswer answer) {
      Exchange exchange = reply.exchange();
      List<Ask> updated = BatchLetter.updates(reply.carried());
      Set<String> named =
          updated.stream().map(ask -> ask.link().remoteId()).collect(Collectors.toSet());
      for (Ask ask : updated) {
        String id = ask.link().remoteId();
        String error = answer.errors().get(id);
        String etag = answer.etags().get(id);
        if (error != null) {
          desk.answer(ask, exchange.as(BatchAnswer.refusal(error)));
        } else if (etag != null) {
          updates.add(new Updated(ask, exchange, etag));
        } else {
          desk.answer(ask, exchange.as(new Unreadable(SUCCESS, "it does not name the task")));
        }
      }
      List<Ask> added = BatchLetter.adds(reply.carried());
      if (!added.isEmpty()) {
        List<RemoteAnswer> refusals =
            answer.refusedBeside(named).stream()
                .map(id -> BatchAnswer.refusal(answer.errors().getOrDefault(id, "")))
                .toList();
        adds.add(new Added(added, exchange, answer.madeBeside(named), refusals));
      }
    }

    /** The readings begin after all that was sent. */
    Future<Void> settle() {
      AfterListing after = new AfterListing(calls);
      List<Ask> done =
          Stream.concat(
                  updates.stream().map(Updated::ask),
                  adds.stream()
                      .filter(added -> !added.made.isEmpty())
                      .flatMap(added -> added.asks.stream()))
              .toList();
      // What the database fails to have read is told as what was not shown: done it is all the
      // same.
      return after
          .read(done)
          .compose(read -> after.read(missed(after)))
          .eventually(
              () -> {
                adds.forEach(added -> settle(added, after));
                updates.forEach(
                    updated -> desk.answer(updated.ask, updated.exchange.as(seen(updated, after))));
                return Future.succeededFuture();
              });
    }

    private List<Ask> missed(AfterListing after) {
      return Stream.concat(
              updates.stream()
                  .filter(updated -> !(seen(updated, after) instanceof Stored))
                  .map(Updated::ask),
              adds.stream()
                  .filter(added -> found(added, after).size() < added.made.size())
                  .flatMap(added -> added.asks.stream()))
          .toList();
    }

    /** Done it is in any case; what is not shown is seen by whoever reads the twin next. */
    private static RemoteAnswer seen(Updated updated, AfterListing after) {
      return after
          .task(updated.ask.link().remoteId())
          .filter(task -> TwinReading.isAfterWrite(task, updated.ask.link(), updated.etag))
          .<RemoteAnswer>map(task -> new Stored(task, true))
          .orElseGet(Applied::new);
    }

    private static List<RemoteSnapshot> found(Added added, AfterListing after) {
      return added.made.stream().flatMap(id -> after.task(id).stream()).toList();
    }

    private void settle(Added added, AfterListing after) {
      List<RemoteSnapshot> found = found(added, after);
      boolean all = found.size() == added.made.size() && found.size() == added.asks.size();
      AddMatch match = new AddMatch(added.asks.stream().map(Ask::step).toList(), found, all);
      List<Ask> without = new ArrayList<>();
      for (int place = 0; place < added.asks.size(); place++) {
        Ask ask = added.asks.get(place);
        Optional<RemoteSnapshot> made = match.of(place);
        if (made.isPresent()) {
          desk.answer(ask, added.exchange.as(new Stored(made.get(), true)));
        } else {
          without.add(ask);
        }
      }
      RemoteAnswer rest = ofTheRest(added, without.size());
      without.forEach(ask -> desk.answer(ask, added.exchange.as(rest)));
    }

    /**
     * Refused ones are known if every task that was made has its create, and as many creates are
     * left as were refused. All others may have been made: they are looked for.
     */
    private static RemoteAnswer ofTheRest(Added added, int left) {
      boolean allFound = added.asks.size() - left == added.made.size();
      if (!allFound || left != added.refusals.size()) {
        return new Unreadable(SUCCESS, "it does not tell which of its tasks this one is");
      }
      Set<RemoteAnswer> different = Set.copyOf(added.refusals);
      return different.size() == 1 ? different.iterator().next() : BatchAnswer.refusal("");
    }
  }
}
