package dev.tandem.ticktick;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.config.Secret;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.Limited;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Outage;
import dev.tandem.sync.RemoteAnswer.Success;
import dev.tandem.sync.RemoteAnswer.Unauthorized;
import io.vertx.core.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whose a token is: TickTick has no such question, so that two places are looked at which tell it
 * by the way. Each may say nothing, or fail by itself.
 */
final class AccountCheck {
  /** Longer than any address; what does not fit is no name. */
  private static final int LONGEST_NAME = 320;

  private final GuardedTickTickApi api;

  AccountCheck(GuardedTickTickApi api) {
    this.api = api;
  }

  /** What came of a check. */
  sealed interface Finding {
    /** TickTick answered. What it did not tell is unknown. */
    record Known(RemoteIdentity identity) implements Finding {}

    /** TickTick does not accept the token. */
    record Refused() implements Finding {}

    /** TickTick could not be asked, or not well enough. */
    record Unanswered() implements Finding {}
  }

  /** Fails only if the gateway's own database does. */
  Future<Finding> run(long accountId, boolean interactive, Secret token) {
    Caller caller = Caller.ofAccount(accountId, interactive);
    Future<RemoteAnswer> data = api.check(caller, token, TickTickRequest.inboxData());
    Future<RemoteAnswer> members = api.check(caller, token, TickTickRequest.inboxMembers());
    return Future.join(data, members).map(both -> finding(data.result(), members.result()));
  }

  static Finding finding(RemoteAnswer data, RemoteAnswer members) {
    if (Stream.of(data, members).anyMatch(Unauthorized.class::isInstance)) {
      return new Finding.Refused();
    }
    var identity = new RemoteIdentity(inboxId(data), member(members));
    boolean answered =
        Stream.of(data, members).noneMatch(AccountCheck::mayAnswerLater)
            && Stream.of(data, members).anyMatch(Success.class::isInstance);
    return answered || !identity.isUnknown()
        ? new Finding.Known(identity)
        : new Finding.Unanswered();
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
