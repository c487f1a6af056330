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
    if (job.inboxId() == null
        && answer instanceof Stored stored
        && isInboxId(stored.task().projectId())) {
      learn(job.accountId(), exchange.generation(), stored.task().projectId());
    }
  }

  /**
   * The same of an account whose Inbox is not known.
   *
   * @param generation of the tokens with which it was read
   */
  void learn(long accountId, long generation, String inboxId) {
    if (!learnt.add(accountId)) {
      return;
    }
    accounts
        .learnInbox(accountId, generation, inboxId)
        .onFailure(
            failure -> {
              learnt.remove(accountId);
              log.warn(
                  "The Inbox of account {} was not stored: {}", accountId, failure.getMessage());
            });
  }

  /** The account may be another one from now on. */
  void forget(long accountId) {
    learnt.remove(accountId);
  }
}
