package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.bus.Registration;
import dev.tandem.suggestion.Proposal;
import dev.tandem.suggestion.SuggestionChoice;
import dev.tandem.suggestion.SuggestionCommand;
import dev.tandem.suggestion.SuggestionReply;
import dev.tandem.suggestion.SuggestionRoutes;
import dev.tandem.suggestion.SuggestionType;
import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskTopics;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was approved arrives in TickTick as any change does, also if a verticle suggested it. */
class SuggestionPushIT {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @RegisterExtension private static final PushStage stage = new PushStage();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "PRIORITY    | 5                            | priority   | 5",
        "TAGS        | [\"finance\"]                | tags       | [\"finance\"]",
        "START_DATE  | \"2026-11-30T10:00:00.000Z\" | startDate  | \"2026-11-30T10:00:00.000+0000\"",
        "DUE_DATE    | \"2026-12-02T10:00:00.000Z\" | dueDate    | \"2026-12-02T10:00:00.000+0000\"",
        "REPEAT      | \"RRULE:FREQ=DAILY\"         | repeatFlag | \"RRULE:FREQ=DAILY\"",
        "TITLE       | \"Better\"                   | title      | \"Better\"",
        "DESCRIPTION | \"All of it\"                | content    | \"All of it\""
      })
  void eachTypeArrivesInItsField(
      SuggestionType type, String suggested, String field, String arrived) {
    Task task = linked();
    propose(task, type, suggested);
    assertThat(stage.find(task).sync().hasPendingChanges()).as("only proposed").isFalse();

    Task approved = approve(task, type);

    assertThat(approved.sync().hasPendingChanges()).isTrue();
    assertThat(stage.push(approved).outcome()).isEqualTo(Outcome.SYNCED);
    Object value = stage.remote(PushStage.ANNA).getValue(field);
    assertThat(value).isEqualTo(new JsonArray("[" + arrived + "]").getValue(0));
  }

  @Test
  void aListIsAMove() {
    Task task = linked();
    stage.probe().personCreatesProject(PushStage.ANNA, "Garden");
    stage.sweep(Duration.ofSeconds(5));
    String there =
        stage.query("SELECT remote_id FROM projects WHERE name = 'Garden'").get(0).getString(0);
    propose(task, SuggestionType.PROJECT, '"' + there + '"');

    assertThat(stage.push(approve(task, SuggestionType.PROJECT)).outcome())
        .isEqualTo(Outcome.SYNCED);

    assertThat(stage.requests("move-tasks")).hasSize(1);
    assertThat(stage.remote(PushStage.ANNA).getString("projectId")).isEqualTo(there);
  }

  @Test
  void whatTickTickDoesNotKnowIsNotPushed() {
    Task task = linked();
    propose(task, SuggestionType.QUADRANT, "\"Q2\"");
    propose(task, SuggestionType.TIME_ESTIMATE, "25");

    Task approved = approve(task, SuggestionType.QUADRANT, SuggestionType.TIME_ESTIMATE);

    assertThat(approved.content().timeEstimate()).isEqualTo(25);
    assertThat(approved.version()).isEqualTo(task.version() + 1);
    assertThat(approved.sync().hasPendingChanges()).isFalse();
  }

  @Test
  void allThatIsApprovedTogetherIsOneRequestAndOneEvent() throws InterruptedException {
    Task task = linked();
    propose(task, SuggestionType.TITLE, "\"Better\"");
    propose(task, SuggestionType.PRIORITY, "3");
    int before = stage.requests("update-task").size();
    BlockingQueue<TaskTopics.TaskChanged> told = new LinkedBlockingQueue<>();
    Registration heard = PushStage.get(stage.bus().subscribe(TaskTopics.CHANGED, told::add));

    Task approved = approve(task, SuggestionType.TITLE, SuggestionType.PRIORITY);
    SyncResult result = stage.push(approved);

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(stage.requests("update-task")).hasSize(before + 1);
    TaskTopics.TaskChanged event = told.poll(10, TimeUnit.SECONDS);
    assertThat(event).isNotNull();
    assertThat(event.version()).isEqualTo(task.version() + 1);
    PushStage.get(heard.remove());
  }

  @Test
  void aSuggestionThatIsNoneOfItsTypeIsRefused() {
    Task task = linked();
    Map<SuggestionType, String> misfits =
        Map.of(
            SuggestionType.PRIORITY, "2",
            SuggestionType.TAGS, "[1]",
            SuggestionType.DUE_DATE, "\"tomorrow\"",
            SuggestionType.QUADRANT, "\"Q5\"",
            SuggestionType.TIME_ESTIMATE, "\"an hour\"",
            SuggestionType.PROJECT, "1.5",
            SuggestionType.TITLE, "null",
            SuggestionType.REPEAT, "{",
            SuggestionType.DESCRIPTION, "[]");

    misfits.forEach(
        (type, value) ->
            assertThat(ask(proposal(task, type, value)))
                .as("%s %s", type, value)
                .isInstanceOf(SuggestionReply.Refused.class));
  }

  private static Task linked() {
    return stage.linked(
        Edit.title("Report").and(TaskField.DUE_DATE, Instant.parse("2026-12-01T10:00:00Z")));
  }

  private static void propose(Task task, SuggestionType type, String suggested) {
    assertThat(ask(proposal(task, type, suggested))).isInstanceOf(SuggestionReply.One.class);
  }

  private static SuggestionCommand proposal(Task task, SuggestionType type, String suggested) {
    return new SuggestionCommand.Propose(
        task.userId(), task.id(), new Proposal(type, suggested, "because", 0.5));
  }

  private static Task approve(Task task, SuggestionType... types) {
    SuggestionReply reply =
        ask(
            new SuggestionCommand.Approve(
                task.userId(),
                task.id(),
                new SuggestionChoice.Types(EnumSet.copyOf(List.of(types)))));
    assertThat(reply).isInstanceOf(SuggestionReply.Decided.class);
    return ((SuggestionReply.Decided) reply).task();
  }

  private static SuggestionReply ask(SuggestionCommand command) {
    return PushStage.get(stage.bus().ask(SuggestionRoutes.COMMAND, command, LIMIT));
  }
}
