package dev.tandem.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.persistence.ExternalServer;
import dev.tandem.sandbox.RunningSandbox;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever dies, and when: every acknowledged change arrives, and nothing is done twice. */
final class CrashExamIT {
  private static final ExamPlan PLAN = ExamPlan.fromProperties();
  private static final AtomicInteger RUNS = new AtomicInteger();

  @RegisterExtension static final RunningSandbox SANDBOX = new RunningSandbox();

  private static ExternalServer postgres;

  @TempDir private Path directory;
  private ExamStage stage;
  private long began;

  @BeforeAll
  static void startPostgres() throws Exception {
    // Sessions of a dead gateway end although they wait for a lock.
    postgres = ExternalServer.make().with("client_connection_check_interval=100ms").start();
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    postgres.close();
  }

  @BeforeEach
  void begin() {
    began = System.nanoTime();
  }

  @AfterEach
  void end() {
    if (stage != null) {
      stage.close();
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
    open(Duration.ofSeconds(5));
    Rest rest = new Rest(stage, PLAN.isLong());
    PointLoad load = new PointLoad(stage, point.takesRecurring());
    load.prepare();
    rest.of();

    point.reach(stage, load::changes);
    stage.ticktick().clearFaults();
    rest.ofTheDead();
    stage.start();
    rest.of();

    assertThat(stage.points().get(point.name())).as("changes at the point").isPositive();
    check(point.name(), 0, load.stories());
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("scenarios")
  void keepsEveryAcknowledgedChange(Scenario scenario, long seed) throws Exception {
    System.out.println("EXAM " + scenario + " begins, seed=" + seed);
    open(Duration.ofSeconds(1));
    Load load = new Load(stage::serving, seed, stage.lists());
    Rest rest = new Rest(stage, PLAN.isLong());
    Scenario.Run run = new Scenario.Run(stage, load, rest, new Random(seed), PLAN.changes());

    run.unsettled();
    scenario.play(run);
    rest.of();

    check(scenario.name(), seed, load.stories());
  }

  private void open(Duration timeout) throws Exception {
    String database = postgres.migrated("exam_" + RUNS.incrementAndGet());
    stage = new ExamStage(postgres, SANDBOX.probe(), directory, database, timeout).open();
  }

  private void check(String run, long seed, List<TaskStory> stories) throws SQLException {
    Figures figures =
        new LedgerCheck(
                stage.tasks(), stage.ticktick().dump(ExamStage.ANNA), stage.ticktick().ledger())
            .of(stories);
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.println(figures.line(run, seed, stage.points(), seconds));
    for (TaskStory story : stories) {
      if (figures.concerns(story.marker())) {
        new Inquest(stage).of(story).forEach(System.out::println);
      }
    }
    assertThat(figures.lost()).as("lost").isEmpty();
    assertThat(figures.twice()).as("done twice").isEmpty();
    assertThat(figures.different()).as("not alike on both sides").isEmpty();
    assertThat(figures.acknowledged()).as("acknowledged changes").isPositive();
  }
}
