package dev.tandem.ticktick;

import dev.tandem.sync.PushJob;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Stored;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Learns an account's {@code inbox<uid>} from the first task that is seen in it. */
final class InboxLearning {
  private static final Logger log = LoggerFactory.getLogger(InboxLearning.class);
  private static final Pattern INBOX = Pattern.compile("inbox\\d{1,20}");

  private final Accounts accounts;
  private final Set<Long> learnt = new HashSet<>();

  InboxLearning(Accounts accounts) {
    this.accounts = accounts;
  }

  /** Whether this is a real id, and not the alias that requests may use. */
  static boolean isInboxId(String listId) {
    return INBOX.matcher(listId).matches();
  }

  /** Never in the way of what was pushed: what is not stored now is told by the next task. */
  void from(PushJob job, Exchange exchange) {
    RemoteAnswer answer = exchange.answer();
    boolean tells =
        job.inboxId() == null
            && !learnt.contains(job.accountId())
            && answer instanceof Stored stored
            && isInboxId(stored.task().projectId());
    if (!tells) {
      return;
    }
    String inboxId = ((Stored) answer).task().projectId();
    learnt.add(job.accountId());
    accounts
        .learnInbox(job.accountId(), exchange.generation(), inboxId)
        .onFailure(
            failure -> {
              learnt.remove(job.accountId());
              log.warn(
                  "The Inbox of account {} was not stored: {}",
                  job.accountId(),
                  failure.getMessage());
            });
  }

  /** The account may be another one from now on. */
  void forget(long accountId) {
    learnt.remove(accountId);
  }
}
