package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.task.Quadrant;
import dev.tandem.task.QuadrantRules;
import dev.tandem.task.Task;
import dev.tandem.task.TaskQuery.TaskFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The quadrant is told in SQL, by the rules that stand in Java. */
final class PgTaskStoreQuadrantIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  @Test
  void theSqlAgreesWithTheRules() {
    Random random = new Random(42);
    long user = db.user();
    Instant now = db.row("SELECT now()").getOffsetDateTime(0).toInstant();
    for (int i = 0; i < 300; i++) {
      // Told at the time of the insert, which is the task's creation.
      Task task = db.insert(user, Contents.random(random, now));
      assertThat(task.quadrant())
          .as("%s", task.content())
          .isEqualTo(QuadrantRules.standing(task.content()).at(task.createdAt()));
    }
    for (Task task : result(db.store().list(user, Queries.all(TaskFilter.none()))).tasks()) {
      assertThat(task.quadrant()).isEqualTo(db.find(task).quadrant());
    }
  }

  @Test
  void scoresCountOnlyWhereNothingElseSpeaks() {
    long user = db.user();
    assertThat(db.insert(user, Contents.scored("both", 7.0, 7.0)).quadrant())
        .isEqualTo(Quadrant.Q1);
    assertThat(db.insert(user, Contents.scored("below", 6.9, null)).quadrant())
        .isEqualTo(Quadrant.Q4);
    assertThat(db.insert(user, Contents.scored("important", null, 9.0)).quadrant())
        .isEqualTo(Quadrant.Q2);
  }

  @Test
  void aTaskBecomesUrgentByThePassingOfTimeAlone() {
    Instant now = db.row("SELECT now()").getOffsetDateTime(0).toInstant();
    Instant soon = now.plus(Duration.ofDays(3)).plusMillis(1500);
    Task task = db.insert(db.user(), Contents.due("t", soon));
    assertThat(task.quadrant()).isEqualTo(Quadrant.Q4);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(db.find(task).quadrant()).isEqualTo(Quadrant.Q3));
    assertThat(db.find(task).version()).as("no change").isEqualTo(1);
    assertThat(result(db.store().summarize(task.userId())).quadrants())
        .containsEntry(Quadrant.Q3, 1L)
        .containsEntry(Quadrant.Q4, 0L);
  }
}
