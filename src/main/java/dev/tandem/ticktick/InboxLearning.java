package dev.tandem.ticktick;

import dev.tandem.sync.PushJob;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Stored;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Learns an account's {@code inbox<uid>} from the first task that is seen in it. */
final class InboxLearning {
  private static final Pattern INBOX = Pattern.compile("inbox\\d+");

  private final Accounts accounts;
  private final Set<Long> learnt = new HashSet<>();

  InboxLearning(Accounts accounts) {
    this.accounts = accounts;
  }

  Future<Void> from(PushJob job, RemoteAnswer answer) {
    boolean tells =
        job.inboxId() == null
            && !learnt.contains(job.accountId())
            && answer instanceof Stored stored
            && INBOX.matcher(stored.task().projectId()).matches();
    if (!tells) {
      return Future.succeededFuture();
    }
    String inboxId = ((Stored) answer).task().projectId();
    return accounts
        .learnInbox(job.accountId(), inboxId)
        .onSuccess(done -> learnt.add(job.accountId()));
  }

  /** The account may be another one from now on. */
  void forget(long accountId) {
    learnt.remove(accountId);
  }
}
