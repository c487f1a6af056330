package dev.tandem.ticktick;

import dev.tandem.account.AccountState;
import dev.tandem.account.TickTickAccount;
import dev.tandem.sync.ProjectRoutes.Delete;
import dev.tandem.sync.ProjectRoutes.Deletion;
import dev.tandem.sync.ProjectRoutes.Listing;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.Empty;
import dev.tandem.sync.RemoteAnswer.Forbidden;
import dev.tandem.sync.RemoteAnswer.NotFound;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Outage;
import dev.tandem.sync.RemoteAnswer.Refused;
import dev.tandem.sync.SyncRoutes.DeleteOutcome;
import dev.tandem.sync.SyncRoutes.DeleteProject;
import dev.tandem.sync.SyncRoutes.ProjectDeleted;
import dev.tandem.task.Project;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Deletes lists for people: what TickTick holds in one is looked at first, and nothing is done if
 * it cannot be.
 */
final class ProjectDeletions {
  /** So often it may have become another list while it was looked into. */
  private static final int TRIES = 3;

  private static final String NOT_SHOWN = "TickTick does not show what is in the list.";

  private final GuardedTickTickApi api;
  private final Accounts accounts;
  private final ProjectQueue queue;

  ProjectDeletions(GuardedTickTickApi api, Accounts accounts, ProjectQueue queue) {
    this.api = api;
    this.accounts = accounts;
    this.queue = queue;
  }

  Future<ProjectDeleted> delete(DeleteProject asked) {
    return delete(asked, TRIES);
  }

  private Future<ProjectDeleted> delete(DeleteProject asked, int tries) {
    return queue
        .find(asked.userId(), asked.projectId())
        .compose(
            found ->
                found.isEmpty()
                    ? ended(DeleteOutcome.MISSING, null)
                    : new Attempt(asked, found.get(), tries).run());
  }

  private static Future<ProjectDeleted> ended(DeleteOutcome outcome, @Nullable String detail) {
    return Future.succeededFuture(new ProjectDeleted(outcome, detail));
  }

  private final class Attempt {
    private final DeleteProject asked;
    private final Project project;
    private final int tries;

    Attempt(DeleteProject asked, Project project, int tries) {
      this.asked = asked;
      this.project = project;
      this.tries = tries;
    }

    Future<ProjectDeleted> run() {
      String remoteId = project.remoteId();
      if (remoteId == null) {
        return unseen();
      }
      return accounts
          .ofUser(asked.userId())
          .compose(
              account -> {
                Optional<TickTickAccount> connected =
                    account.filter(found -> found.state() == AccountState.CONNECTED);
                if (connected.isPresent()) {
                  return look(connected.get().id(), remoteId);
                }
                return asked.force() ? unseen() : ended(DeleteOutcome.NOT_CONNECTED, null);
              });
    }

    private Future<ProjectDeleted> look(long accountId, String remoteId) {
      return api.call(Caller.ofAccount(accountId, true), TickTickRequest.data(remoteId))
          .compose(exchange -> looked(accountId, exchange));
    }

    private Future<ProjectDeleted> looked(long accountId, Exchange exchange) {
      RemoteAnswer answer = exchange.answer();
      if (answer instanceof Empty) {
        return seen(Listing.untold(accountId, exchange.generation()));
      }
      if (answer instanceof Body body) {
        Optional<ListContents> contents =
            ListContents.of(body.json(), body.clockOffset()).filter(ListContents::whole);
        return contents.isPresent()
            ? seen(Listing.of(accountId, exchange.generation(), contents.get().tasks()))
            : untold("TickTick's answer about the list could not be read whole.");
      }
      if (answer instanceof Forbidden || answer instanceof NotFound) {
        return untold(NOT_SHOWN);
      }
      return answer instanceof Refused refused
          ? untold(refused.detail())
          : ended(DeleteOutcome.UNREACHABLE, detail(answer));
    }

    /** A list that TickTick does not show can only be deleted blindly. */
    private Future<ProjectDeleted> untold(String detail) {
      return asked.force() ? unseen() : ended(DeleteOutcome.UNTOLD, detail);
    }

    private Future<ProjectDeleted> unseen() {
      return delete(
          new Delete(asked.userId(), asked.projectId(), project.remoteId(), asked.force(), null));
    }

    private Future<ProjectDeleted> seen(Listing listing) {
      return delete(
          new Delete(
              asked.userId(), asked.projectId(), project.remoteId(), asked.force(), listing));
    }

    private Future<ProjectDeleted> delete(Delete delete) {
      return queue.delete(delete).compose(this::answer);
    }

    private Future<ProjectDeleted> answer(Deletion deletion) {
      return switch (deletion.fate()) {
        case DELETED -> ended(DeleteOutcome.DELETED, null);
        case MISSING -> ended(DeleteOutcome.MISSING, null);
        case BLOCKED ->
            Future.succeededFuture(
                new ProjectDeleted(DeleteOutcome.BLOCKED, deletion.blocking(), null));
        case UNTOLD -> untold(NOT_SHOWN);
        case OUTDATED ->
            tries > 1
                ? ProjectDeletions.this.delete(asked, tries - 1)
                : ended(DeleteOutcome.UNREACHABLE, "The list is changing at this moment.");
      };
    }
  }

  private static String detail(RemoteAnswer answer) {
    if (answer instanceof Outage outage) {
      return outage.detail();
    }
    return answer instanceof NotSent unsent
        ? unsent.why().detail()
        : "TickTick does not answer this account's requests for now.";
  }
}
