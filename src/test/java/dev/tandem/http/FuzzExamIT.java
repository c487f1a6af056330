package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is asked, no answer is a fault of the server, undocumented, late or tells what is
 * another's: every operation of the served contract, asked validly and in all ways wrongly, of a
 * whole gateway. See docs/testing.md.
 */
final class FuzzExamIT {
  private static final boolean LONG = "long".equals(System.getProperty("tandem.exam"));
  private static final String SHORT_SEEDS = "1-2";
  private static final String LONG_SEEDS = "1-45";
  private static final int REQUESTS = LONG ? 2_500 : 800;
  private static final int AT_ONCE = 4;

  @TempDir private static Path directory;
  private static final FuzzCoverage COVERAGE = new FuzzCoverage();
  private static final LongAdder SENT = new LongAdder();
  private static FuzzStage stage;
  private static ExecutorService threads;

  @BeforeAll
  static void begin() {
    stage = new FuzzStage(seeds(), directory);
    threads = Executors.newFixedThreadPool(AT_ONCE);
  }

  @AfterAll
  static void end() throws Exception {
    threads.shutdownNow();
    threads.awaitTermination(1, TimeUnit.MINUTES);
    stage.close();
  }

  @TestFactory
  Stream<DynamicTest> everyAnswerIsRight() {
    record Running(long seed, Future<FuzzRun.Result> result) {}
    List<Running> running =
        seeds().stream()
            .map(
                seed ->
                    new Running(
                        seed,
                        threads.submit(() -> new FuzzRun(stage, COVERAGE, seed, REQUESTS).play())))
            .toList();
    return Stream.concat(
        running.stream()
            .map(run -> DynamicTest.dynamicTest("seed " + run.seed, () -> judge(run.result))),
        Stream.of(DynamicTest.dynamicTest("reaches all", FuzzExamIT::assertReached)));
  }

  private static void judge(Future<FuzzRun.Result> played) throws Exception {
    FuzzRun.Result result = played.get();
    SENT.add(result.sent());
    if (!result.wrong().isEmpty()) {
      fail(String.join("\n\n", result.wrong()));
    }
  }

  private static void assertReached() {
    System.out.printf(
        "EXAM FUZZ seeds=%s requests=%d statuses=%s pairs=%d overloaded=%d%n%s",
        range(),
        SENT.sum(),
        COVERAGE.statuses(),
        COVERAGE.pairs(),
        COVERAGE.overloaded(),
        COVERAGE.table());
    assertThat(COVERAGE.missing(FuzzOperation.of(stage.contract(), new ContractCheck())))
        .as("successes that were not reached")
        .isEmpty();
  }

  /** {@code 7} or {@code 1-50}, from the property {@code tandem.exam.fuzz}. */
  private static String range() {
    String given = System.getProperty("tandem.exam.fuzz", "").strip();
    return given.isEmpty() ? LONG ? LONG_SEEDS : SHORT_SEEDS : given;
  }

  private static List<Long> seeds() {
    String[] ends = range().split("-", 2);
    return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]))
        .boxed()
        .toList();
  }
}
