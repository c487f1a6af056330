package dev.tandem.exam;

import dev.tandem.ApiClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * People who write tasks through the gateway's API, each one change after the other, and go on
 * whatever comes back. What a writer does is given by the seed; when, is not.
 */
final class Load {
  static final int WRITERS = 4;

  private static final Executor A_MOMENT_LATER =
      CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

  private final Supplier<CompletableFuture<ApiClient>> gateway;
  private final boolean recurring;
  private final List<Writer> writers;
  private final AtomicInteger answered = new AtomicInteger();
  private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

  /**
   * @param gateway completes when it serves
   * @param name begins all markers
   * @param recurring whether some of the tasks are; a completion of theirs that is in doubt waits
   *     for a minute
   */
  Load(
      Supplier<CompletableFuture<ApiClient>> gateway,
      String name,
      long seed,
      Lists lists,
      boolean recurring) {
    this.recurring = recurring;
    this.gateway = gateway;
    this.writers =
        IntStream.range(0, WRITERS)
            .mapToObj(
                number -> new Writer(name + "w" + number, new Random(seed * 1_000 + number), lists))
            .toList();
  }

  /** Lets each writer make so many changes more. */
  void begin(int changes) {
    CompletableFuture<Void> before = running;
    running =
        before.thenCompose(
            done ->
                CompletableFuture.allOf(
                    writers.stream()
                        .map(writer -> writer.go(changes))
                        .toArray(CompletableFuture[]::new)));
  }

  /** Until all have made theirs; the gateway must serve. */
  void join() {
    running.join();
  }

  /** How many requests got any answer, or none any more. */
  int answered() {
    return answered.get();
  }

  List<TaskStory> stories() {
    return writers.stream().flatMap(writer -> writer.stories.stream()).toList();
  }

  /** Sends a change and notes what becomes of it, as a writer does. */
  CompletableFuture<TaskStory> send(TaskStory story, Change change) {
    return gateway
        .get()
        .thenCompose(
            client -> {
              story.asked(change);
              return client.sendAsync(change.method(), change.path(story), change.text());
            })
        .handle(
            (answer, lost) -> {
              answered.incrementAndGet();
              return lost == null && note(story, change, answer);
            })
        // A gateway that is gone is not asked as fast as the machine can.
        .thenApplyAsync(heard -> story, A_MOMENT_LATER);
  }

  private static boolean note(TaskStory story, Change change, ApiClient.Answer answer) {
    if (answer.status() == 503) {
      return false;
    }
    if (answer.status() / 100 != 2) {
      throw new AssertionError(
          change.method() + " was answered with " + answer.status() + " " + answer.body());
    }
    if (change.kind() == Change.Kind.CREATE) {
      story.has(answer.body().get("id").asLong());
    }
    story.acknowledged(change);
    return true;
  }

  /** One of them, with tasks of their own. */
  private final class Writer {
    private final String name;
    private final Random random;
    private final Whims whims;
    private final Lists lists;
    private final List<TaskStory> stories = new ArrayList<>();

    Writer(String name, Random random, Lists lists) {
      this.name = name;
      this.random = random;
      this.whims = new Whims(random, lists);
      this.lists = lists;
    }

    CompletableFuture<Void> go(int left) {
      return left == 0
          ? CompletableFuture.completedFuture(null)
          : step().thenCompose(d -> go(left - 1));
    }

    private CompletableFuture<?> step() {
      List<TaskStory> open = stories.stream().filter(TaskStory::isOpen).toList();
      if (open.isEmpty() || random.nextInt(100) < 25) {
        boolean daily = recurring && random.nextInt(4) == 0;
        TaskStory story = new TaskStory(name + "t" + stories.size(), daily, lists);
        stories.add(story);
        return send(
            story, daily ? whims.createRecurring(story.marker()) : whims.create(story.marker()));
      }
      TaskStory story = open.get(random.nextInt(open.size()));
      return send(story, whims.next(story));
    }
  }
}
