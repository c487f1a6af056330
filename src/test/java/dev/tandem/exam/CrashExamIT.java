package dev.tandem.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.persistence.ExternalServer;
import dev.tandem.sandbox.RunningSandbox;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever dies, and when: every acknowledged change arrives, and nothing is done twice. */
final class CrashExamIT {
  private static final ExamPlan PLAN = ExamPlan.fromProperties();
  private static final AtomicInteger RUNS = new AtomicInteger();

  /** Time enough to hold an answer and to take a lock before the gateway gives it up. */
  private static final Duration PATIENT = Duration.ofSeconds(5);

  private static final Duration BRISK = Duration.ofSeconds(1);

  /** Not an extension of the tests, which would empty it before each. */
  private static final RunningSandbox SANDBOX = new RunningSandbox();

  @TempDir private static Path directory;
  private static ExternalServer postgres;
  private static ExamStage stage;
  private static final List<TaskStory> stories = new ArrayList<>();

  private boolean passed;
  private long began;

  @BeforeAll
  static void startOthers() throws Exception {
    SANDBOX.beforeAll(null);
    // Sessions of a dead gateway end although they wait for a lock.
    postgres = ExternalServer.make().with("client_connection_check_interval=100ms").start();
  }

  @AfterAll
  static void stopOthers() throws Exception {
    closeStage();
    postgres.close();
    SANDBOX.afterAll(null);
  }

  @BeforeEach
  void begin() {
    began = System.nanoTime();
  }

  @AfterEach
  void end() {
    if (!passed || PLAN.isLong()) {
      closeStage();
    }
  }

  static Stream<Arguments> scenarios() {
    return PLAN.seeds().stream()
        .flatMap(seed -> PLAN.chosen(Scenario.values()).map(one -> Arguments.of(one, seed)));
  }

  static Stream<Point> points() {
    return PLAN.chosen(Point.values());
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("points")
  void survivesADeathAtANamedPoint(Point point) throws Exception {
    int run = open(PATIENT);
    Rest rest = new Rest(stage, PLAN.isLong());
    PointLoad load = new PointLoad(stage, "p" + run, point.takesRecurring());
    load.prepare();
    rest.of();

    point.reach(stage, load::changes);
    stage.ticktick().clearFaults();
    rest.ofTheDead();
    stage.start();
    rest.of();

    Map<String, Integer> hits = stage.takePoints();
    assertThat(hits.get(point.name())).as("changes at the point").isPositive();
    check(point.name(), 0, load.stories(), hits);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("scenarios")
  void keepsEveryAcknowledgedChange(Scenario scenario, long seed) throws Exception {
    System.out.println("EXAM " + scenario + " begins, seed=" + seed);
    int number = open(BRISK);
    Load load = new Load(stage::serving, "s" + number, seed, stage.lists(), PLAN.isLong());
    Rest rest = new Rest(stage, PLAN.isLong());
    Scenario.Run run = new Scenario.Run(stage, load, rest, new Random(seed), PLAN.changes());

    run.unsettled();
    scenario.play(run);
    rest.of();

    check(scenario.name(), seed, load.stories(), stage.takePoints());
  }

  /** In a short exam one gateway goes through many deaths; the answer is the run's number. */
  private static int open(Duration timeout) throws Exception {
    if (stage != null && !stage.timeout().equals(timeout)) {
      closeStage();
    }
    int run = RUNS.incrementAndGet();
    if (stage == null) {
      String database = postgres.migrated("exam_" + run);
      stage = new ExamStage(postgres, SANDBOX.probe(), directory, database, timeout);
      stage.open();
    }
    return run;
  }

  private static void closeStage() {
    if (stage != null) {
      stage.close();
      stage = null;
      stories.clear();
    }
  }

  private void check(String run, long seed, List<TaskStory> told, Map<String, Integer> points)
      throws SQLException {
    stories.addAll(told);
    Figures figures =
        new LedgerCheck(
                stage.tasks(), stage.ticktick().dump(ExamStage.ANNA), stage.ticktick().ledger())
            .of(stories, told);
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.println(figures.line(run, seed, points, seconds));
    for (TaskStory story : stories) {
      if (figures.concerns(story.marker())) {
        new Inquest(stage).of(story).forEach(System.out::println);
      }
    }
    assertThat(figures.lost()).as("lost").isEmpty();
    assertThat(figures.twice()).as("done twice").isEmpty();
    assertThat(figures.different()).as("not alike on both sides").isEmpty();
    assertThat(figures.acknowledged()).as("acknowledged changes").isPositive();
    passed = true;
  }
}
