package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The second promise of the sync: both sides converge, whatever people do on either and whatever
 * goes wrong on the way, and no value vanishes unlogged. Each seed gives one story; how its steps
 * fall together is chance.
 */
class ConvergenceExamIT {
  private static final int AT_ONCE = 12;
  private static final long SHORT = 24;
  private static final long LONG = 300;

  private static ExamStage stage;
  private static ExecutorService people;

  @BeforeAll
  static void begin() throws Exception {
    stage = new ExamStage(seeds());
    people = Executors.newFixedThreadPool(AT_ONCE);
  }

  @AfterAll
  static void end() throws Exception {
    people.shutdownNow();
    people.awaitTermination(1, TimeUnit.MINUTES);
    stage.close();
  }

  @TestFactory
  Stream<DynamicTest> bothSidesConverge() {
    record Running(long seed, Future<List<String>> wrong) {}
    List<Running> running =
        seeds().stream()
            .map(seed -> new Running(seed, people.submit(() -> new ExamRun(stage, seed).play())))
            .toList();
    return running.stream()
        .map(run -> DynamicTest.dynamicTest("seed " + run.seed, () -> judge(run.seed, run.wrong)));
  }

  private static void judge(long seed, Future<List<String>> story) throws Exception {
    List<String> wrong = story.get();
    if (!wrong.isEmpty()) {
      fail("again with -Dtandem.exam.convergence=" + seed + "\n" + String.join("\n", wrong));
    }
  }

  /** {@code 7} or {@code 1-300}, from the property {@code tandem.exam.convergence}. */
  private static List<Long> seeds() {
    boolean isLong = "long".equals(System.getProperty("tandem.exam"));
    String given = System.getProperty("tandem.exam.convergence", "").strip();
    String range = given.isEmpty() ? "1-" + (isLong ? LONG : SHORT) : given;
    String[] ends = range.split("-", 2);
    return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]))
        .boxed()
        .toList();
  }
}
