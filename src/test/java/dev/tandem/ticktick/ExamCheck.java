package dev.tandem.ticktick;

import dev.tandem.sandbox.SandboxProbe;
import dev.tandem.sync.Differences;
import dev.tandem.sync.EditAgainstDelete;
import dev.tandem.sync.Fields;
import dev.tandem.sync.SyncField;
import dev.tandem.task.Task;
import dev.tandem.task.TaskStatus;
import dev.tandem.ticktick.ExamStep.Act;
import dev.tandem.ticktick.ExamStep.Side;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What has to be true of both sides at rest. */
final class ExamCheck {
  /** How long a look serves, at most: what is written there meanwhile is overwritten unseen. */
  private static final Duration UNSEEN = Duration.ofSeconds(16);

  private final ExamStage stage;
  private final long user;
  private final String account;
  private final ExamHere here;
  private final List<ExamDeed> deeds;
  private final List<Task> local;
  private final List<JsonObject> remote;
  private final Set<String> copies;
  private final List<JsonObject> ledger;
  private final Set<String> suspects = new TreeSet<>();
  private final List<String> wrong = new ArrayList<>();

  ExamCheck(
      ExamStage stage,
      long user,
      String account,
      ExamHere here,
      ExamThere there,
      List<ExamDeed> deeds) {
    this.stage = stage;
    this.user = user;
    this.account = account;
    this.here = here;
    this.deeds = deeds;
    this.local = here.all();
    this.remote = there.all().stream().filter(this::isReadable).toList();
    this.copies = there.copies();
    SandboxProbe ticktick = stage.ticktick();
    this.ledger = ticktick.ledger(Map.of("account", account));
  }

  /** Empty: nothing. Otherwise what is known of the tasks concerned, too. */
  List<String> wrong() {
    checkPairs();
    deeds.stream().map(deed -> deed.step().marker()).distinct().forEach(this::checkStory);
    for (String marker : suspects) {
      wrong.addAll(new ExamInquest(stage, user, account, deeds).of(marker));
    }
    return wrong;
  }

  /** No listing shows what is abandoned: only of what was known before, it is heard. */
  private boolean isReadable(JsonObject twin) {
    return twin.getInteger("status") != -1
        || !stage
            .query(
                "SELECT id FROM links WHERE user_id = $1 AND remote_id = $2",
                user,
                twin.getString("id"))
            .isEmpty();
  }

  private void blame(String title, String what) {
    suspects.add(marker(title));
    wrong.add("WRONG " + marker(title) + ": " + what);
  }

  static String marker(String title) {
    int space = title.indexOf(' ');
    return space < 0 ? title : title.substring(0, space);
  }

  /** One to one, and alike. */
  private void checkPairs() {
    Map<String, JsonObject> left = new HashMap<>();
    remote.forEach(task -> left.put(task.getString("id"), task));
    for (Task task : local) {
      if (task.content().status() == TaskStatus.DELETED) {
        continue;
      }
      JsonObject twin = task.remoteId() == null ? null : left.remove(task.remoteId());
      if (twin == null) {
        blame(task.content().title(), "task " + task.id() + " has no twin that is there");
        continue;
      }
      Fields ours = here.fields(task);
      Fields theirs = ExamThere.fields(twin);
      Set<SyncField> different = Differences.between(ours, theirs);
      if (task.content().manualPriorityOverride() != null && task.sync().openConflicts() > 0) {
        different.remove(SyncField.PRIORITY);
      }
      for (SyncField field : different) {
        blame(
            task.content().title(),
            "task "
                + task.id()
                + " differs in "
                + field
                + ": here "
                + ExamValues.of(field, ours)
                + ", there "
                + ExamValues.of(field, theirs));
      }
    }
    left.values()
        .forEach(
            task ->
                blame(task.getString("title"), "twin " + task.getString("id") + " has no task"));
  }

  private void checkStory(String marker) {
    List<Task> live =
        local.stream()
            .filter(task -> task.content().status() != TaskStatus.DELETED)
            .filter(task -> task.content().title().startsWith(marker + " "))
            .filter(task -> task.remoteId() == null || !copies.contains(task.remoteId()))
            .toList();
    List<ExamDeed> story =
        deeds.stream()
            .filter(deed -> deed.step().marker().equals(marker))
            .sorted(Comparator.comparing(ExamDeed::begun))
            .toList();
    String conflicts = conflicts(marker);
    if (live.size() > 1 && !isUnrecognizable(marker, story)) {
      blame(marker, live.size() + " tasks");
    }
    boolean neverHere =
        here.all().stream().noneMatch(task -> task.content().title().startsWith(marker + " "));
    if (neverHere && story.stream().anyMatch(deed -> deed.step().act() == Act.ABANDON)) {
      return;
    }
    checkDeletion(marker, story, live.isEmpty(), conflicts);
    if (live.size() == 1) {
      Task task = live.get(0);
      Fields now = here.fields(task);
      Fields twin =
          remote.stream()
              .filter(other -> other.getString("id").equals(task.remoteId()))
              .findFirst()
              .map(ExamThere::fields)
              .orElse(now);
      story.stream()
          .filter(
              deed -> deed.field() != null && isLost(deed, story, List.of(now, twin), conflicts))
          .forEach(
              deed ->
                  blame(
                      marker,
                      "lost, and logged nowhere: "
                          + deed
                          + "; it is "
                          + ExamValues.of(deed.field(), now)));
    }
  }

  /** A twin that was edited there before a lost create was looked for cannot be told for ours. */
  private boolean isUnrecognizable(String marker, List<ExamDeed> story) {
    boolean edited =
        story.stream()
            .filter(deed -> side(deed) == Side.THERE)
            .anyMatch(
                deed ->
                    deed.field() == SyncField.TITLE
                        || deed.field() == SyncField.DESCRIPTION
                        || deed.field() == SyncField.STATUS
                        || deed.isDelete());
    return edited
        && !stage
            .query(
                "SELECT s.id FROM sends s JOIN tasks t ON t.id = s.task_id WHERE t.user_id = $1"
                    + " AND t.title LIKE $2 AND s.operation = 'create' AND s.outcome = 'unknown'",
                user,
                marker + " %")
            .isEmpty();
  }

  private void checkDeletion(
      String marker, List<ExamDeed> story, boolean isDead, String conflicts) {
    List<ExamDeed> words =
        story.stream()
            .filter(ExamDeed::isSure)
            .filter(deed -> deed.field() == null || !deed.knew().equals(deed.value()))
            .filter(deed -> deed.step().act() != Act.OVERRIDE || !deed.value().isEmpty())
            .filter(
                deed ->
                    deed.field() == null
                        || !EditAgainstDelete.surviving(EnumSet.of(deed.field())).isEmpty())
            .toList();
    boolean deletedOnce = words.stream().anyMatch(ExamDeed::isDelete);
    if (isDead && !deletedOnce) {
      blame(marker, "vanished, though nobody deleted it");
    }
    if (words.isEmpty() || !conflicts.isEmpty()) {
      return;
    }
    ExamDeed last = words.get(words.size() - 1);
    if (isDead && !last.isDelete() && deletedOnce && !isUnseen(last, story)) {
      blame(marker, "is deleted, and nowhere is logged what came later: " + last);
    }
    if (!isDead && last.isDelete()) {
      blame(marker, "came back, which nothing in the log tells: " + last);
    }
  }

  /** All conflicts of a story's tasks, as one text. */
  private String conflicts(String marker) {
    StringBuilder all = new StringBuilder();
    for (Row row :
        stage.query(
            "SELECT c.field || ' ' || coalesce(c.local::text, '') || ' ' || coalesce(c.remote::text, '')"
                + " FROM conflicts c WHERE c.user_id = $1 AND c.task_id IN"
                + " (SELECT id FROM tasks WHERE user_id = $1 AND title LIKE $2)",
            user,
            marker + " %")) {
      all.append(row.getString(0)).append('\n');
    }
    return all.toString();
  }

  private boolean isLost(ExamDeed deed, List<ExamDeed> story, List<Fields> now, String conflicts) {
    SyncField field = deed.field();
    if (deed.value().isEmpty()
        || (!ExamValues.isSet(field) && has(field, deed.knew(), deed.value()))
        || field == SyncField.PARENT
        || (isRecurring(story) && (field == SyncField.DATES || field == SyncField.STATUS))
        || now.stream().anyMatch(side -> has(field, ExamValues.of(field, side), deed.value()))
        || isLogged(deed, conflicts)) {
      return false;
    }
    if (ExamValues.isSet(field)) {
      return !isRemovedLater(deed, story) && !isUnseen(deed, story);
    }
    Optional<ExamDeed> bySame =
        story.stream()
            .filter(later -> later.field() == field && side(later) == side(deed))
            .filter(later -> !later.equals(deed))
            .filter(later -> !later.isSure() || !later.begun().isBefore(deed.begun()))
            .findFirst();
    return bySame.isEmpty() && !isKnownToOther(deed, story) && !isUnseen(deed, story);
  }

  private static Side side(ExamDeed deed) {
    return deed.step().side() == Side.HERE ? Side.HERE : Side.THERE;
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
  private boolean isUnseen(ExamDeed deed, List<ExamDeed> story) {
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
      for (JsonObject entry : ledger) {
        Instant at = Instant.parse(entry.getString("at"));
        if (at.isBefore(deed.begun()) || !entry.getJsonArray("ids").contains(id)) {
          continue;
        }
        boolean ours = !entry.getString("method").equals("PERSON");
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
