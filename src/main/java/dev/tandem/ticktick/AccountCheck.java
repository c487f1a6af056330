package dev.tandem.ticktick;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.account.AccountReply.LinkedWith;
import dev.tandem.account.LinkedTask;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.account.TokenCheck;
import dev.tandem.account.TokenCheck.LinkedTasks;
import dev.tandem.config.Secret;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.Limited;
import dev.tandem.sync.RemoteAnswer.NotFound;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Outage;
import dev.tandem.sync.RemoteAnswer.Success;
import dev.tandem.sync.RemoteAnswer.Unauthorized;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose a token is: TickTick has no such question, so that two places are looked at which tell it
 * by the way. Each may say nothing, or fail by itself. Where that does not decide, and tasks are
 * linked, it counts whether the token reaches them.
 */
final class AccountCheck {
  private static final Logger log = LoggerFactory.getLogger(AccountCheck.class);

  /** Longer than any address; what does not fit is no name. */
  private static final int LONGEST_NAME = 320;

  private final GuardedTickTickApi api;
  private final Accounts accounts;

  AccountCheck(GuardedTickTickApi api, Accounts accounts) {
    this.api = api;
    this.accounts = accounts;
  }

  /** What came of a check. */
  sealed interface Finding {
    /** TickTick answered. What it did not tell is unknown. */
    record Known(TokenCheck check) implements Finding {}

    /** TickTick does not accept the token. */
    record Refused() implements Finding {}

    /** TickTick accepts the token, and lets it read nothing: it cannot be worked with. */
    record Barred() implements Finding {}

    /** TickTick could not be asked, or not well enough. */
    record Unanswered() implements Finding {}
  }

  /** Fails only if the gateway's own database does. */
  Future<Finding> run(long accountId, boolean interactive, Secret token) {
    var caller = Caller.ofAccount(accountId, interactive);
    Future<RemoteAnswer> data = api.check(caller, token, TickTickRequest.inboxData());
    Future<RemoteAnswer> members = api.check(caller, token, TickTickRequest.inboxMembers());
    return Future.join(data, members)
        .compose(
            both ->
                accounts
                    .linkedWith(accountId)
                    .compose(
                        linked ->
                            finding(
                                new Asking(caller, token),
                                linked,
                                data.result(),
                                members.result())));
  }

  private record Asking(Caller caller, Secret token) {}

  private Future<Finding> finding(
      Asking asking, LinkedWith linked, RemoteAnswer data, RemoteAnswer members) {
    Finding first = finding(linked, data, members);
    return first instanceof Finding.Known known && !isDecided(linked, known.check().identity())
        ? byLinkedTasks(asking, linked.some(), known.check().identity())
        : Future.succeededFuture(first);
  }

  /** What the two places tell. */
  static Finding finding(LinkedWith linked, RemoteAnswer data, RemoteAnswer members) {
    List<RemoteAnswer> both = List.of(data, members);
    if (both.stream().anyMatch(Unauthorized.class::isInstance)) {
      return new Finding.Refused();
    }
    var identity = new RemoteIdentity(inboxId(data), member(members));
    boolean mayTellMore = both.stream().anyMatch(AccountCheck::mayAnswerLater);
    if (!mayTellMore && both.stream().noneMatch(Success.class::isInstance)) {
      return new Finding.Barred();
    }
    return mayTellMore && (identity.isUnknown() || !isDecided(linked, identity))
        ? new Finding.Unanswered()
        : new Finding.Known(TokenCheck.of(identity));
  }

  /** Whether it makes no difference if the linked tasks are reached. */
  private static boolean isDecided(LinkedWith linked, RemoteIdentity identity) {
    if (linked.some().isEmpty() || linked.identity().isUnknown()) {
      return true;
    }
    return switch (linked.identity().compare(identity)) {
      case SAME, ANOTHER -> true;
      case OTHER_MEMBER, INCOMPARABLE -> false;
    };
  }

  private Future<Finding> byLinkedTasks(
      Asking asking, List<LinkedTask> some, RemoteIdentity identity) {
    List<Future<RemoteAnswer>> answers = new ArrayList<>();
    for (LinkedTask task : some) {
      answers.add(
          api.check(
              asking.caller(),
              asking.token(),
              TickTickRequest.read(task.projectId(), task.taskId())));
    }
    return Future.join(answers)
        .map(
            all -> {
              LinkedTasks reached = reached(some, answers.stream().map(Future::result).toList());
              if (reached == LinkedTasks.UNCLEAR) {
                log.warn(
                    "It cannot be told whether the new token of account {} is its tasks' account's",
                    asking.caller().accountId());
              }
              return reached == LinkedTasks.NOT_ASKED
                  ? new Finding.Unanswered()
                  : new Finding.Known(new TokenCheck(identity, reached));
            });
  }

  /**
   * One that is found decides, and nothing else does before all have answered.
   *
   * @param answers about the tasks, one each
   */
  static LinkedTasks reached(List<LinkedTask> tasks, List<RemoteAnswer> answers) {
    for (int i = 0; i < tasks.size(); i++) {
      if (answers.get(i) instanceof Body body
          && TaskReading.text(body.json(), "id").equals(tasks.get(i).taskId())) {
        return LinkedTasks.FOUND;
      }
    }
    if (answers.stream().anyMatch(AccountCheck::mayAnswerLater)) {
      return LinkedTasks.NOT_ASKED;
    }
    return answers.stream().allMatch(NotFound.class::isInstance)
        ? LinkedTasks.ABSENT
        : LinkedTasks.UNCLEAR;
  }

  private static boolean mayAnswerLater(RemoteAnswer answer) {
    return answer instanceof Outage || answer instanceof Limited || answer instanceof NotSent;
  }

  /** An empty Inbox does not tell its name. */
  private static @Nullable String inboxId(RemoteAnswer data) {
    if (data instanceof Body body) {
      for (JsonNode task : body.json().path("tasks")) {
        String listId = TaskReading.text(task, "projectId");
        if (InboxLearning.isInboxId(listId)) {
          return listId;
        }
      }
    }
    return null;
  }

  private static @Nullable String member(RemoteAnswer members) {
    if (members instanceof Body body) {
      for (JsonNode member : body.json()) {
        String name = TaskReading.text(member, "username");
        boolean self = member.path("self").asBoolean(false);
        if (self && !name.isEmpty() && name.length() <= LONGEST_NAME) {
          return name;
        }
      }
    }
    return null;
  }
}
