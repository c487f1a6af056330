package dev.tandem.exam;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * One change of each kind at the same time, on tasks that both sides have; all are acknowledged
 * before the gateway dies.
 */
final class PointLoad {
  private final Load load;
  private final String name;
  private final Whims whims;
  private final Lists lists;
  private final boolean recurring;
  private final List<TaskStory> stories = new ArrayList<>();

  /**
   * @param name begins all markers
   */
  PointLoad(ExamStage stage, String name, boolean recurring) {
    this.load = new Load(stage::serving, name, 0, stage.lists(), false);
    this.name = name;
    this.whims = new Whims(new Random(0), stage.lists());
    this.lists = stage.lists();
    this.recurring = recurring;
  }

  /** Tasks to be edited, moved, completed and deleted. */
  void prepare() {
    List<CompletableFuture<?>> made = new ArrayList<>();
    for (String role : List.of("edited", "moved", "completed", "deleted")) {
      made.add(create(role));
    }
    if (recurring) {
      TaskStory story = told(new TaskStory(name + "recurring", true, lists));
      made.add(load.send(story, whims.createRecurring(story.marker())));
    }
    made.forEach(CompletableFuture::join);
  }

  /** Until all are answered. */
  void changes() {
    List<CompletableFuture<?>> sent = new ArrayList<>();
    sent.add(create("made1"));
    sent.add(create("made2"));
    for (TaskStory story : List.copyOf(stories)) {
      switch (story.marker().substring(name.length())) {
        case "edited" -> sent.add(load.send(story, whims.retitle(story)));
        case "moved" -> sent.add(load.send(story, whims.move(story)));
        case "completed", "recurring" -> sent.add(load.send(story, Change.complete()));
        case "deleted" -> sent.add(load.send(story, Change.delete()));
        default -> {}
      }
    }
    sent.forEach(CompletableFuture::join);
    for (TaskStory story : stories) {
      if (story.created() != TaskStory.Fate.ACKNOWLEDGED) {
        throw new AssertionError(story.marker() + " was not acknowledged");
      }
    }
  }

  List<TaskStory> stories() {
    return stories;
  }

  private CompletableFuture<?> create(String role) {
    TaskStory story = told(new TaskStory(name + role, false, lists));
    return load.send(story, whims.create(story.marker()));
  }

  private TaskStory told(TaskStory story) {
    stories.add(story);
    return story;
  }
}
