package dev.tandem.exam;

import static dev.tandem.exam.Signal.await;

import dev.tandem.persistence.ExternalServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;

/** What happens beneath people who write. */
enum Scenario {
  GATEWAY_KILLED_ONCE {
    @Override
    void play(Run run) throws Exception {
      run.load().begin(run.changes());
      run.aWhile(run.changes());
      run.killGateway();
      run.load().join();
    }
  },
  GATEWAY_KILLED_REPEATEDLY {
    @Override
    void play(Run run) throws Exception {
      for (int i = 0; i < KILLS; i++) {
        run.load().begin(run.changes() / KILLS);
        run.aWhile(run.changes() / KILLS);
        run.killGateway();
      }
      run.load().join();
    }
  },
  POSTGRES_KILLED {
    @Override
    void play(Run run) throws Exception {
      run.withoutPostgres(postgres -> postgres.killAll());
      run.stage().count("database kills");
    }
  },
  POSTGRES_RESTARTED {
    @Override
    void play(Run run) throws Exception {
      run.withoutPostgres(postgres -> postgres.stop());
      run.stage().count("database restarts");
    }
  },
  TICKTICK_FLAPPING {
    @Override
    void play(Run run) throws Exception {
      for (int i = 0; i < GUSTS; i++) {
        run.load().begin(run.changes() / GUSTS);
        run.weather().gust();
        run.weather().gust();
        run.weather().gust();
        run.load().join();
        run.untilTickTickHeard();
        if (run.random().nextBoolean()) {
          run.stage().ticktick().clearFaults();
        }
      }
      run.load().join();
    }
  };

  static final int KILLS = 5;
  static final int GUSTS = 10;

  abstract void play(Run run) throws Exception;

  /**
   * One run of a scenario.
   *
   * @param changes that each writer makes
   */
  record Run(ExamStage stage, Load load, Rest rest, Random random, int changes) {
    private static final int BREEZES = 6;

    Weather weather() {
      return new Weather(stage.ticktick(), random);
    }

    /** TickTick is as it usually is: not always well. */
    void unsettled() {
      for (int i = 0; i < BREEZES; i++) {
        weather().breeze();
      }
    }

    /** Until some of the changes that were just begun are made, how many the seed says. */
    void aWhile(int begun) {
      int enough = load.answered() + 1 + random.nextInt(Math.max(1, begun * Load.WRITERS / 2));
      await().pollInterval(Duration.ofMillis(5)).until(() -> load.answered() >= enough);
    }

    /** Until a fault befell a request, or nothing more is asked for now. */
    void untilTickTickHeard() {
      int before = stage.faults();
      await()
          .pollInterval(Duration.ofMillis(20))
          .until(() -> stage.faults() > before || rest.isQuiet());
    }

    /** How a database server ends. */
    interface End {
      void of(ExternalServer postgres) throws IOException;
    }

    /** Somebody writes before its end, while it is gone and when it is back. */
    void withoutPostgres(End end) throws IOException {
      load.begin(changes / 2);
      aWhile(changes / 2);
      end.of(stage.postgres());
      int before = load.answered();
      load.begin(1);
      try {
        await().until(() -> load.answered() >= before + Load.WRITERS);
      } finally {
        stage.postgres().start();
      }
      load.begin(changes - changes / 2 - 1);
      load.join();
    }

    void killGateway() throws Exception {
      stage.kill();
      rest.ofTheDead();
      stage.start();
    }
  }
}
