package dev.tandem.ticktick;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.sync.Inbox;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Forbidden;
import dev.tandem.sync.RemoteAnswer.Limited;
import dev.tandem.sync.RemoteAnswer.NoAnswer;
import dev.tandem.sync.RemoteAnswer.NotFound;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import dev.tandem.sync.RemoteAnswer.Outage;
import dev.tandem.sync.RemoteAnswer.Refused;
import dev.tandem.sync.RemoteAnswer.Silence;
import dev.tandem.sync.RemoteAnswer.Unauthorized;
import java.util.Optional;

/**
 * A part of an account that is read by itself.
 *
 * @param id of the list
 * @param name for people, at the beginning of a sentence
 */
record ListingPart(String id, String name) {
  static final ListingPart LISTS = new ListingPart("lists", "What lists the account has");
  static final ListingPart INBOX = new ListingPart(Inbox.ALIAS, "The Inbox");
  static final ListingPart COMPLETED = new ListingPart("completed", "What was completed");

  private static final int LONGEST_NAME = 80;

  /** Its name is somebody's text: no more of it than fits into a sentence. */
  static ListingPart list(JsonNode project) {
    String id = TaskReading.text(project, "id");
    String name = TaskReading.text(project, "name").replaceAll("\\p{C}", " ").strip();
    int end = Math.min(LONGEST_NAME, name.codePointCount(0, name.length()));
    String shown = name.substring(0, name.offsetByCodePoints(0, end));
    return new ListingPart(id, "The list \"" + shown + "\" (" + id + ")");
  }

  /** TickTick was asked for it in vain. */
  ListingOutcome unread(String why) {
    return new ListingOutcome.Unread(id, name + " cannot be read: " + why);
  }

  /**
   * What an answer that is none means for the account. Only what reached TickTick says something of
   * this part.
   */
  ListingOutcome unread(RemoteAnswer answer) {
    if (answer instanceof NotSent
        || answer instanceof Unauthorized
        || answer instanceof Limited
        || answer.equals(new NoAnswer(Silence.REFRESH_FAILED))) {
      return new ListingOutcome.HeldUp(answer);
    }
    if (answer instanceof NoAnswer none && none.why() == Silence.UNREACHABLE) {
      // Not an outage of the row's own: it has sent nothing.
      return new ListingOutcome.HeldUp(
          new NotSent(Obstacle.CREATE_UNCONFIRMED, Optional.empty(), none.detail()));
    }
    if (answer instanceof Outage outage) {
      return unread(outage.detail());
    }
    if (answer instanceof Refused refused) {
      return unread(refused.detail());
    }
    if (answer instanceof Forbidden) {
      return unread("TickTick does not allow it (status 403).");
    }
    return answer instanceof NotFound
        ? unread("TickTick does not know it (status 404).")
        : unread("TickTick's answer was empty.");
  }
}
