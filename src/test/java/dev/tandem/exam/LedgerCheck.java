package dev.tandem.exam;

import dev.tandem.exam.TaskStory.Fate;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Compares what was acknowledged with what TickTick has and with what it was made to do. Tasks are
 * known by the first word of their titles, on both sides.
 */
final class LedgerCheck {
  private static final Set<String> ONCE =
      Set.of("task.created", "task.completed", "task.trashed", "task.advanced");

  private final Map<String, Map<String, String>> here;
  private final Map<String, List<JsonObject>> standing = new HashMap<>();
  private final Map<String, List<JsonObject>> trashed = new HashMap<>();
  private final Map<String, Integer> effects = new HashMap<>();
  private final Set<String> copies = new HashSet<>();
  private final List<String> lost = new ArrayList<>();
  private final List<String> twice = new ArrayList<>();
  private final List<String> different = new ArrayList<>();

  /**
   * @param here the gateway's tasks, by marker, as {@link Shown} has them
   * @param dump of the account in the sandbox
   * @param ledger of the sandbox, from its beginning
   */
  LedgerCheck(Map<String, Map<String, String>> here, JsonObject dump, List<JsonObject> ledger) {
    this.here = here;
    ledger.forEach(this::count);
    for (String state : List.of("live", "completed", "abandoned")) {
      sort(dump.getJsonArray(state), standing);
    }
    sort(dump.getJsonArray("trashed"), trashed);
  }

  static String marker(String title) {
    int space = title.indexOf(' ');
    return space < 0 ? title : title.substring(0, space);
  }

  private void count(JsonObject entry) {
    for (Object each : entry.getJsonArray("effects")) {
      JsonObject effect = (JsonObject) each;
      String kind = effect.getString("kind");
      if (kind.equals("task.occurrence-completed")) {
        copies.add(effect.getString("id"));
      }
      effects.merge(kind + " " + effect.getString("id"), 1, Integer::sum);
    }
  }

  private void sort(JsonArray tasks, Map<String, List<JsonObject>> into) {
    for (Object each : tasks) {
      JsonObject task = (JsonObject) each;
      if (!copies.contains(task.getString("id"))) {
        into.computeIfAbsent(marker(task.getString("title")), m -> new ArrayList<>()).add(task);
      }
    }
  }

  /**
   * @param all stories since the sandbox was empty: what is in none of them is nobody's
   * @param told those that count in the figures
   */
  Figures of(List<TaskStory> all, List<TaskStory> told) {
    all.forEach(this::check);
    Set<String> known = new HashSet<>();
    all.forEach(story -> known.add(story.marker()));
    standing.keySet().stream()
        .filter(marker -> !known.contains(marker))
        .forEach(marker -> twice.add(marker + " is nobody's"));
    int acknowledged = told.stream().mapToInt(TaskStory::acknowledgements).sum();
    return new Figures(told.size(), acknowledged, lost, twice, different);
  }

  private void check(TaskStory story) {
    List<JsonObject> there = standing.getOrDefault(story.marker(), List.of());
    List<JsonObject> gone = trashed.getOrDefault(story.marker(), List.of());
    if (there.size() + gone.size() > 1) {
      twice.add(story.marker() + " has " + (there.size() + gone.size()) + " twins");
    }
    there.forEach(task -> checkEffects(story, task));
    gone.forEach(task -> checkEffects(story, task));
    if (story.deleted() == Fate.ACKNOWLEDGED) {
      if (!there.isEmpty()) {
        lost.add("the delete of " + story.marker());
      }
      return;
    }
    if (there.isEmpty()) {
      if (story.created() == Fate.ACKNOWLEDGED && story.deleted() == Fate.NEVER) {
        lost.add("the create of " + story.marker());
      }
      if (here.containsKey(story.marker())) {
        different.add(story.marker() + " is here only");
      }
      return;
    }
    checkFields(story, Shown.there(there.get(0)));
  }

  private void checkEffects(TaskStory story, JsonObject task) {
    for (String kind : ONCE) {
      int times = effects.getOrDefault(kind + " " + task.getString("id"), 0);
      if (times > 1) {
        twice.add(story.marker() + ": " + kind + " " + times + " times");
      }
    }
    if (story.isRecurring()
        && story.completed() == Fate.ACKNOWLEDGED
        && !effects.containsKey("task.advanced " + task.getString("id"))) {
      lost.add("the completion of " + story.marker());
    }
  }

  private void checkFields(TaskStory story, Map<String, String> there) {
    story
        .possible()
        .forEach(
            (field, values) -> {
              // Where a completion moved a recurring task to, its rule says.
              boolean moved = story.isRecurring() && field.equals(Shown.DUE);
              if (!moved && !values.contains(there.get(field))) {
                lost.add(
                    story.marker() + "." + field + ": " + there.get(field) + " not of " + values);
              }
            });
    if (!story.isRecurring()
        && story.completed() == Fate.ACKNOWLEDGED
        && !"completed".equals(there.get(Shown.STATUS))) {
      lost.add("the completion of " + story.marker());
    }
    Map<String, String> local = here.get(story.marker());
    if (local == null) {
      different.add(story.marker() + " is there only");
    } else if (!Objects.equals(local, there)) {
      different.add(story.marker() + ": here " + local + ", there " + there);
    }
  }
}
