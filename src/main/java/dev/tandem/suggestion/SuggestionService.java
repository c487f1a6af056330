package dev.tandem.suggestion;

import dev.tandem.suggestion.SuggestionReply.Conflicted;
import dev.tandem.suggestion.SuggestionReply.Decided;
import dev.tandem.suggestion.SuggestionReply.Missing;
import dev.tandem.suggestion.SuggestionReply.Refused;
import dev.tandem.suggestion.SuggestionStore.Desk;
import dev.tandem.task.Fault;
import dev.tandem.task.References;
import dev.tandem.task.Task;
import dev.tandem.task.TaskReply;
import dev.tandem.task.TaskStatus;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What each command about suggestions means. Whatever writes does so under the task's lock, so that
 * of two who decide the same suggestion the second finds it decided, and a task that is changed or
 * deleted meanwhile is so either before all of it or after.
 */
public final class SuggestionService {
  private static final String SUGGESTED = "/suggested";

  private final SuggestionStore store;

  public SuggestionService(SuggestionStore store) {
    this.store = store;
  }

  public Future<SuggestionReply> handle(SuggestionCommand command) {
    if (command instanceof SuggestionCommand.ListSuggestions list) {
      return list(list);
    }
    return store.underLock(
        command.userId(),
        command.taskId(),
        desk -> {
          if (command instanceof SuggestionCommand.Propose propose) {
            return propose(desk, propose.proposal());
          }
          return command instanceof SuggestionCommand.Approve approve
              ? decide(desk, approve.choice(), SuggestionStatus.APPROVED)
              : decide(
                  desk, ((SuggestionCommand.Reject) command).choice(), SuggestionStatus.REJECTED);
        });
  }

  private Future<SuggestionReply> list(SuggestionCommand.ListSuggestions list) {
    return store
        .list(list)
        .map(page -> page.<SuggestionReply>map(Function.identity()).orElseGet(Missing::new))
        .recover(
            failure ->
                failure instanceof IllegalArgumentException
                    ? Future.succeededFuture(
                        new Refused(List.of(new Fault("cursor", "is not a cursor of this list"))))
                    : Future.failedFuture(failure));
  }

  private static Future<SuggestionReply> propose(Desk desk, Proposal proposal) {
    if (desk.task().content().status() == TaskStatus.DELETED) {
      return Future.succeededFuture(new Conflicted(TaskReply.Conflicted.deleted().detail()));
    }
    if (!SuggestedValue.fits(proposal)) {
      // The HTTP API has found out before; this is for other verticles.
      return Future.succeededFuture(refused("is no " + proposal.type().wireName()));
    }
    return known(desk, proposal)
        .compose(
            known ->
                known.isPresent()
                    ? desk.add(known.get()).map(SuggestionReply.One::new)
                    : Future.succeededFuture(refused(References.unknownProject().detail())));
  }

  /**
   * The proposal with a list named by our id. Empty if there is no such list; it may still go
   * before somebody approves.
   */
  private static Future<Optional<Proposal>> known(Desk desk, Proposal proposal) {
    Optional<String> remoteId = SuggestedValue.remoteProject(proposal);
    if (remoteId.isPresent()) {
      return desk.findProject(remoteId.get())
          .map(
              found -> found.map(list -> proposal.suggesting(SuggestedValue.ofProject(list.id()))));
    }
    Optional<Long> list =
        proposal.type() == SuggestionType.PROJECT
            ? SuggestedValue.project(proposal.suggested())
            : Optional.empty();
    if (list.isEmpty()) {
      return Future.succeededFuture(Optional.of(proposal));
    }
    return desk.hasProject(list.get())
        .map(known -> known ? Optional.of(proposal) : Optional.empty());
  }

  private static SuggestionReply refused(String detail) {
    return new Refused(List.of(new Fault(SUGGESTED, detail)));
  }

  private static Future<SuggestionReply> decide(
      Desk desk, SuggestionChoice choice, SuggestionStatus status) {
    if (choice instanceof SuggestionChoice.Types of) {
      return desk.pending(of.types()).compose(pending -> decide(desk, pending, status));
    }
    Set<Long> ids = ((SuggestionChoice.Ids) choice).ids();
    return desk.named(ids)
        .compose(
            found -> {
              if (found.size() < ids.size()) {
                return Future.succeededFuture(new Missing());
              }
              return objection(found, status)
                  .<Future<SuggestionReply>>map(Future::succeededFuture)
                  .orElseGet(() -> decide(desk, pendingOf(found), status));
            });
  }

  /** Deciding again as before is no mistake: the first answer may have been lost. */
  private static Optional<SuggestionReply> objection(
      List<Suggestion> found, SuggestionStatus status) {
    return found.stream()
        .filter(one -> one.status() != SuggestionStatus.PENDING && one.status() != status)
        .findFirst()
        .map(
            one ->
                new Conflicted(
                    "suggestion "
                        + one.id()
                        + " is "
                        + one.status().wireName()
                        + " already; nothing was changed"));
  }

  private static List<Suggestion> pendingOf(List<Suggestion> found) {
    return found.stream().filter(one -> one.status() == SuggestionStatus.PENDING).toList();
  }

  private static Future<SuggestionReply> decide(
      Desk desk, List<Suggestion> pending, SuggestionStatus status) {
    if (pending.isEmpty()) {
      return Future.succeededFuture(new Decided(List.of(), desk.task()));
    }
    if (status == SuggestionStatus.REJECTED) {
      return decided(desk, pending, status, desk.task());
    }
    return SuggestedChange.of(pending)
        .applyTo(desk.task(), desk.tasks())
        .compose(
            reply ->
                reply instanceof TaskReply.One one
                    ? decided(desk, pending, status, one.task())
                    : Future.succeededFuture(objection(reply, pending)));
  }

  private static Future<SuggestionReply> decided(
      Desk desk, List<Suggestion> pending, SuggestionStatus status, Task task) {
    return desk.decide(pending, status)
        .map(done -> new Decided(pending.stream().map(Suggestion::type).toList(), task));
  }

  /**
   * Why the task does not take the values. The request is well-formed, and so were the proposals:
   * it is the task, or what else there is, that has become another.
   */
  private static SuggestionReply objection(TaskReply reply, List<Suggestion> pending) {
    if (reply instanceof TaskReply.Missing) {
      return new Missing();
    }
    String why =
        reply instanceof TaskReply.Refused refused
            ? refused.faults().stream()
                .map(fault -> fault.pointer().replaceFirst("^/", "") + ' ' + fault.detail())
                .collect(Collectors.joining("; "))
            : ((TaskReply.Conflicted) reply).detail();
    String types =
        pending.stream().map(one -> one.type().wireName()).collect(Collectors.joining(", "));
    return new Conflicted("the task cannot take " + types + ": " + why + "; nothing was changed");
  }
}
