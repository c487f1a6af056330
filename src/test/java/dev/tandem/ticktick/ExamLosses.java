package dev.tandem.ticktick;

import dev.tandem.sync.Fields;
import dev.tandem.sync.SyncField;
import dev.tandem.ticktick.ExamStep.Act;
import dev.tandem.ticktick.ExamStep.Side;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a value that somebody wrote is gone, and nobody is told. */
final class ExamLosses {
  /** How long a look serves, at most: what is written there meanwhile is overwritten unseen. */
  private static final Duration UNSEEN = Duration.ofSeconds(16);

  private final ExamStage stage;
  private final long user;
  private final List<JsonObject> ledger;

  ExamLosses(ExamStage stage, long user, String account) {
    this.stage = stage;
    this.user = user;
    this.ledger = stage.ticktick().ledger(Map.of("account", account));
  }

  boolean isLost(ExamDeed deed, List<ExamDeed> story, List<Fields> now, String conflicts) {
    SyncField field = deed.field();
    if (deed.value().isEmpty()
        || isPlaceOfAnEndedTwin(deed)
        || (!ExamValues.isSet(field) && has(field, deed.knew(), deed.value()))
        || field == SyncField.PARENT
        || (isRecurring(story) && (field == SyncField.DATES || field == SyncField.STATUS))
        || now.stream().anyMatch(side -> has(field, ExamValues.of(field, side), deed.value()))
        || isLogged(deed, conflicts)) {
      return false;
    }
    if (ExamValues.isSet(field)) {
      return !isRemovedLater(deed, story) && !isKnownToOther(deed, story) && !isUnseen(deed, story);
    }
    Optional<ExamDeed> bySame =
        story.stream()
            .filter(later -> later.field() == field && side(later) == side(deed))
            .filter(later -> !later.equals(deed))
            .filter(later -> !later.isSure() || !later.begun().isBefore(deed.begun()))
            .findFirst();
    return bySame.isEmpty()
        && !isKnownToOther(deed, story)
        && !isUnseen(deed, story)
        && !isSetBackUnread(deed, story);
  }

  /** Written there and set back before anybody read it: TickTick shows what was there before. */
  private boolean isSetBackUnread(ExamDeed deed, List<ExamDeed> story) {
    return side(deed) == Side.THERE
        && story.stream()
            .filter(earlier -> earlier.field() == deed.field() && side(earlier) == Side.THERE)
            .filter(earlier -> earlier.begun().isBefore(deed.begun()))
            .filter(earlier -> has(deed.field(), earlier.knew(), deed.value()))
            .anyMatch(
                earlier ->
                    ids(deed.step().marker()).stream()
                        .noneMatch(id -> wasReadBetween(id, earlier, deed)));
  }

  private boolean wasReadBetween(String id, ExamDeed earlier, ExamDeed later) {
    boolean written = false;
    for (JsonObject entry : ledger) {
      Instant until = Instant.parse(entry.getString("at")).plusMillis(1);
      if (until.isBefore(earlier.begun()) || !entry.getJsonArray("ids").contains(id)) {
        continue;
      }
      boolean ours = !entry.getString("method").equals("PERSON");
      if (ours && written) {
        return true;
      }
      if (!ours && !until.isBefore(later.begun())) {
        return false;
      }
      written |= !ours;
    }
    return false;
  }

  static Side side(ExamDeed deed) {
    return deed.step().side() == Side.HERE ? Side.HERE : Side.THERE;
  }

  /** A task that was never dragged here has no place of its own, and its next twin another. */
  private boolean isPlaceOfAnEndedTwin(ExamDeed deed) {
    return deed.field() == SyncField.SORT_ORDER
        && side(deed) == Side.THERE
        && ids(deed.step().marker()).size() > 1;
  }

  private boolean isRecurring(List<ExamDeed> story) {
    return story.stream()
        .anyMatch(deed -> deed.step().act() == Act.CREATE && deed.step().dice() % 10 == 0);
  }

  private static boolean has(SyncField field, String now, String value) {
    return switch (field) {
      case TAGS, REMINDERS, ITEMS -> List.of(now.split(" ")).contains(value);
      case DATES -> now.startsWith(value.strip());
      default -> now.equals(value);
    };
  }

  private static boolean isLogged(ExamDeed deed, String conflicts) {
    return switch (deed.field()) {
      case PRIORITY -> conflicts.contains("priority");
      case STATUS -> conflicts.contains("status");
      case PROJECT -> conflicts.contains("project");
      case TITLE, DESCRIPTION, TAGS, REMINDERS, ITEMS, SORT_ORDER ->
          conflicts.contains(deed.value());
      default -> conflicts.contains(deed.value().strip().replace(":00Z", ":00"));
    };
  }

  private static boolean isRemovedLater(ExamDeed deed, List<ExamDeed> story) {
    return story.stream()
        .anyMatch(
            later ->
                later.step().act() == Act.UNTAG
                    && later.field() == deed.field()
                    && !later.begun().isBefore(deed.begun())
                    && List.of(later.knew().split(" ")).contains(deed.value()));
  }

  /** The other side wrote something else when it showed the value, or could have. */
  private boolean isKnownToOther(ExamDeed deed, List<ExamDeed> story) {
    return story.stream()
        .filter(later -> later.field() == deed.field() && side(later) != side(deed))
        .filter(later -> !later.isSure() || !later.begun().isBefore(deed.begun()))
        .anyMatch(
            later ->
                !later.isSure()
                    || has(deed.field(), later.knew(), deed.value())
                    || (side(later) == Side.THERE && arrived(deed, later)));
  }

  /** The change was in TickTick when it was overwritten there. */
  private boolean arrived(ExamDeed deed, ExamDeed later) {
    List<String> ids = ids(deed.step().marker());
    return ledger.stream()
        .filter(entry -> !entry.getString("method").equals("PERSON"))
        .filter(entry -> entry.getString("outcome").equals("applied"))
        .filter(entry -> ids.stream().anyMatch(entry.getJsonArray("ids")::contains))
        .map(entry -> Instant.parse(entry.getString("at")))
        .anyMatch(at -> !at.plusMillis(1).isBefore(deed.begun()) && at.isBefore(later.ended()));
  }

  /** It was overwritten within the time that a look serves; TickTick knows no conditional write. */
  boolean isUnseen(ExamDeed deed, List<ExamDeed> story) {
    if (side(deed) == Side.HERE
        || story.stream()
            .noneMatch(
                other ->
                    side(other) == Side.HERE
                        && (other.isDelete() || other.field() == deed.field()))) {
      return false;
    }
    if (!deed.isSure()) {
      return true;
    }
    for (String id : ids(deed.step().marker())) {
      boolean done = false;
      for (JsonObject entry : ledger) {
        Instant at = Instant.parse(entry.getString("at"));
        // The ledger's times are whole milliseconds.
        if (at.plusMillis(1).isBefore(deed.begun()) || !entry.getJsonArray("ids").contains(id)) {
          continue;
        }
        boolean ours = !entry.getString("method").equals("PERSON");
        done |= !ours;
        // Within the millisecond the order of the entries tells what came before the deed.
        if (!done) {
          continue;
        }
        if (ours && entry.getString("route").equals("get-task")) {
          break;
        }
        if (ours && entry.getString("outcome").equals("applied")) {
          return at.isBefore(deed.begun().plus(UNSEEN));
        }
      }
    }
    return false;
  }

  private List<String> ids(String marker) {
    return stage
        .query(
            "SELECT l.remote_id FROM links l JOIN tasks t ON t.id = l.task_id"
                + " WHERE l.user_id = $1 AND t.title LIKE $2 ORDER BY l.id",
            user,
            marker + " %")
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
