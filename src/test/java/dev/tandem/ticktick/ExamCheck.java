package dev.tandem.ticktick;

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What has to be true of both sides at rest. */
final class ExamCheck {
  private final ExamStage stage;
  private final long user;
  private final String account;
  private final ExamHere here;
  private final List<ExamDeed> deeds;
  private final List<Task> local;
  private final List<JsonObject> remote;
  private final Set<String> copies;
  private final ExamLosses losses;
  private final Set<String> suspects = new TreeSet<>();
  private final List<String> wrong = new ArrayList<>();

  ExamCheck(
      ExamStage stage,
      long user,
      String account,
      ExamHere here,
      ExamTwins there,
      List<ExamDeed> deeds) {
    this.stage = stage;
    this.user = user;
    this.account = account;
    this.here = here;
    this.deeds = deeds;
    this.local = here.all();
    this.remote = there.all();
    this.copies = there.copies();
    this.losses = new ExamLosses(stage, user, account);
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
      if (twin == null && isAbandonedInTheTrash(task)) {
        continue;
      }
      if (twin == null) {
        blame(task.content().title(), "task " + task.id() + " has no twin that is there");
        continue;
      }
      Fields ours = here.fields(task);
      Fields theirs = ExamTwins.fields(twin);
      Set<SyncField> different = Differences.between(ours, theirs);
      if (task.content().manualPriorityOverride() != null && task.sync().openConflicts() > 0) {
        different.remove(SyncField.PRIORITY);
      }
      if (isUnknownHere(theirs.parentId())) {
        different.remove(SyncField.PARENT);
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

  /**
   * A parent that is in no listing any more, as it was abandoned or deleted, may never come here.
   */
  private boolean isUnknownHere(String parentId) {
    return parentId != null
        && !parentId.isEmpty()
        && local.stream()
            .filter(task -> task.content().status() != TaskStatus.DELETED)
            .noneMatch(task -> parentId.equals(task.remoteId()));
  }

  /** No listing shows what is abandoned, so that nobody can tell it from what is in the trash. */
  private boolean isAbandonedInTheTrash(Task task) {
    return task.content().status() == TaskStatus.ABANDONED
        && stage.ticktick().tasks(account, "trashed").stream()
            .anyMatch(twin -> twin.getString("id").equals(task.remoteId()));
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
    checkDeletion(marker, story, live.isEmpty(), conflicts);
    if (live.size() == 1) {
      Task task = live.get(0);
      Fields now = here.fields(task);
      Fields twin =
          remote.stream()
              .filter(other -> other.getString("id").equals(task.remoteId()))
              .findFirst()
              .map(ExamTwins::fields)
              .orElse(now);
      story.stream()
          .filter(
              deed ->
                  deed.field() != null && losses.isLost(deed, story, List.of(now, twin), conflicts))
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

  /**
   * A twin that was edited there before a lost create was looked for cannot be told for ours; what
   * is restored on both sides becomes two.
   */
  private boolean isUnrecognizable(String marker, List<ExamDeed> story) {
    boolean edited =
        story.stream()
            .filter(deed -> ExamLosses.side(deed) == Side.THERE)
            .anyMatch(
                deed ->
                    deed.field() == SyncField.TITLE
                        || deed.field() == SyncField.DESCRIPTION
                        || deed.field() == SyncField.STATUS
                        || deed.isDelete());
    boolean restoredTwice =
        story.stream()
                .filter(deed -> deed.step().act() == Act.RESTORE)
                .map(deed -> ExamLosses.side(deed))
                .distinct()
                .count()
            > 1;
    boolean lost =
        !stage
            .query(
                "SELECT s.id FROM sends s JOIN tasks t ON t.id = s.task_id WHERE t.user_id = $1"
                    + " AND t.title LIKE $2 AND s.operation = 'create' AND s.outcome = 'unknown'",
                user,
                marker + " %")
            .isEmpty();
    return restoredTwice || (edited && lost);
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
    if (isDead && !last.isDelete() && deletedOnce && !losses.isUnseen(last, story)) {
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
}
