package dev.tandem.exam;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** What a person thinks of next: changes with values that never occurred before, by a seed. */
final class Whims {
  private static final Instant FIRST_DAY = Instant.parse("2027-01-01T09:00:00Z");
  private static final List<Integer> PRIORITIES = List.of(0, 1, 3, 5);
  private static final List<String> TAGS = List.of("Home", "work", "Urgent", "later");

  private final Random random;
  private final Lists lists;
  private int number;

  Whims(Random random, Lists lists) {
    this.random = random;
    this.lists = lists;
  }

  /** A new task, whose title begins with the marker. */
  Change create(String marker) {
    Edit edit = new Edit();
    edit.text(Shown.TITLE, marker + " first");
    if (random.nextBoolean()) {
      edit.text(Shown.DESCRIPTION, "about " + marker);
    }
    if (random.nextInt(3) == 0) {
      due(edit);
    }
    if (random.nextInt(3) == 0) {
      edit.list(lists.all().get(random.nextInt(lists.all().size())));
    }
    return edit.as(Change.Kind.CREATE);
  }

  Change createRecurring(String marker) {
    Edit edit = new Edit();
    edit.text(Shown.TITLE, marker + " daily");
    edit.body.put("due_date", FIRST_DAY.toString()).put("repeat_flag", "RRULE:FREQ=DAILY");
    return edit.as(Change.Kind.CREATE);
  }

  Change retitle(TaskStory story) {
    Edit edit = new Edit();
    edit.text(Shown.TITLE, story.marker() + " title " + ++number);
    return edit.as(Change.Kind.EDIT);
  }

  /** To a list where it certainly is not. */
  Change move(TaskStory story) {
    Set<String> from = story.possible().get(Shown.LIST);
    List<Long> others =
        lists.all().stream().filter(list -> !from.contains(lists.remote(list))).toList();
    if (others.isEmpty()) {
      return retitle(story);
    }
    Edit edit = new Edit();
    edit.list(others.get(random.nextInt(others.size())));
    return edit.as(Change.Kind.EDIT);
  }

  /** Something about a task that there is. */
  Change next(TaskStory story) {
    int dice = random.nextInt(100);
    if (dice < 8) {
      return Change.complete();
    }
    if (dice < 16) {
      return Change.delete();
    }
    return dice < 30 ? move(story) : edit(story);
  }

  private Change edit(TaskStory story) {
    Edit edit = new Edit();
    switch (random.nextInt(5)) {
      case 0 -> edit.text(Shown.DESCRIPTION, "words " + ++number + " of " + story.marker());
      case 1 -> edit.number(Shown.PRIORITY, PRIORITIES.get(random.nextInt(PRIORITIES.size())));
      case 2 -> due(edit);
      case 3 -> edit.tags(List.of(TAGS.get(random.nextInt(TAGS.size())), "t" + ++number));
      default -> edit.text(Shown.TITLE, story.marker() + " title " + ++number);
    }
    return edit.as(Change.Kind.EDIT);
  }

  private void due(Edit edit) {
    edit.time(FIRST_DAY.plus(Duration.ofMinutes(random.nextInt(500_000))));
  }

  /** A body, and the same in the form in which it is checked. */
  private final class Edit {
    private final JsonObject body = new JsonObject();
    private final Map<String, String> values = new HashMap<>();

    void text(String field, String value) {
      body.put(field, value);
      values.put(field, value);
    }

    void number(String field, int value) {
      body.put(field, value);
      values.put(field, Integer.toString(value));
    }

    void time(Instant value) {
      body.put(Shown.DUE, value.toString());
      values.put(Shown.DUE, value.toString());
    }

    void tags(List<String> tags) {
      body.put(Shown.TAGS, new JsonArray(tags));
      values.put(Shown.TAGS, Shown.tags(tags));
    }

    void list(Long id) {
      body.put(Shown.LIST, id);
      values.put(Shown.LIST, lists.remote(id));
    }

    Change as(Change.Kind kind) {
      return new Change(kind, body, values);
    }
  }
}
