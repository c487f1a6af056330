package dev.tandem.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tandem.sync.PushJob.Blocker;
import dev.tandem.sync.PushVerdict.Abandon;
import dev.tandem.sync.PushVerdict.Delivered;
import dev.tandem.sync.PushVerdict.Postpone;
import dev.tandem.sync.PushVerdict.Retry;
import dev.tandem.sync.RemoteAnswer.Applied;
import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.Broken;
import dev.tandem.sync.RemoteAnswer.Empty;
import dev.tandem.sync.RemoteAnswer.Forbidden;
import dev.tandem.sync.RemoteAnswer.Limited;
import dev.tandem.sync.RemoteAnswer.NoAnswer;
import dev.tandem.sync.RemoteAnswer.NotFound;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import dev.tandem.sync.RemoteAnswer.Outage;
import dev.tandem.sync.RemoteAnswer.Refused;
import dev.tandem.sync.RemoteAnswer.Silence;
import dev.tandem.sync.RemoteAnswer.Stored;
import dev.tandem.sync.RemoteAnswer.Unauthorized;
import dev.tandem.sync.RemoteAnswer.Unreadable;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.ProjectContent;
import dev.tandem.task.SyncError;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of sync.md, Push 12: one test a row. */
class PushVerdictsTest {
  private static final Duration BASE = Duration.ofSeconds(1);
  private static final HostEvidence WELL = new HostEvidence(true, true);
  private static final RemoteSnapshot TASK =
      new RemoteSnapshot(
          Jobs.REMOTE_ID, Jobs.PROJECT_ID, Jobs.fields(), "u4u1oh9a", 1L, null, "{\"id\":\"…\"}");
  private static final Body OTHER_JSON = new Body(JsonNodeFactory.instance.arrayNode());

  private final PushVerdicts verdicts =
      new PushVerdicts(new RetryPolicy(BASE, Duration.ofMinutes(5)), new Random(1));

  @ParameterizedTest
  @EnumSource(value = Operation.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void aTaskInTheAnswerSettlesIt(Operation operation) {
    assertThat(verdict(operation, new Stored(TASK))).isEqualTo(new Delivered(TASK));
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"COMPLETE", "DELETE", "NONE"})
  void anEmptyAnswerSettlesWhatNeedsNoBody(Operation operation) {
    assertThat(verdict(operation, new Empty())).isEqualTo(new Delivered(null));
    assertThat(verdict(operation, OTHER_JSON)).isEqualTo(new Delivered(null));
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"UPDATE", "MOVE", "COMPLETE"})
  void whatIsNamedAsDoneIsBelievedWithoutABody(Operation operation) {
    assertThat(verdict(operation, new Applied())).isEqualTo(new Delivered(null));
  }

  @Test
  void ofAListARefusalAndAnAbsenceHaveTheirOwnWords() {
    assertThat(ofList(new Forbidden()))
        .isInstanceOfSatisfying(
            Abandon.class,
            end -> assertThat(end.error()).isEqualTo(Reason.LIST_FORBIDDEN.at(Jobs.NOW)));
    assertThat(ofList(new NotFound()))
        .isEqualTo(new Postpone(Reason.LIST_NOT_FOUND.at(Jobs.NOW), Duration.ofMinutes(5), false));
  }

  @Test
  void ofAListAllElseMeansWhatItMeansOfATask() {
    assertCounted(ofList(new Refused(400, "http_400")), "http_400");
  }

  private PushVerdict ofList(RemoteAnswer answer) {
    var job =
        new ProjectJob(
            1,
            1,
            1,
            1,
            ProjectJob.Step.UPDATE,
            new ProjectContent("Garden", null, 0, false),
            "r1",
            Set.of(),
            null,
            null,
            0,
            0,
            null,
            Jobs.NOW);
    return verdicts.ofList(answer, job, WELL, Jobs.NOW);
  }

  @Test
  void aCreateIsNeverBelievedWithoutABody() {
    assertCounted(verdict(Operation.CREATE, new Applied()), "not_applied");
  }

  @Test
  void aRefusalInsideASuccessIsToldByItsCode() {
    PushVerdict verdict = verdict(Operation.UPDATE, new Refused(200, "EXCEED_QUOTA"));

    assertCounted(verdict, "EXCEED_QUOTA");
    assertThat(((Retry) verdict).error().detail())
        .isEqualTo("TickTick refused the change (EXCEED_QUOTA).");
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"CREATE", "UPDATE", "MOVE"})
  void anEmptyAnswerToAChangeMeansNotApplied(Operation operation) {
    assertCounted(verdict(operation, new Empty()), "not_applied");
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"CREATE", "UPDATE"})
  void anotherBodyThanTheTaskMeansNotApplied(Operation operation) {
    assertCounted(verdict(operation, OTHER_JSON), "not_applied");
  }

  @Test
  void aMoveIsSettledByTheEntryThatNamesTheTask() {
    assertThat(verdict(Operation.MOVE, OTHER_JSON)).isEqualTo(new Delivered(null));
  }

  @Test
  void aRefusedTokenPausesWithoutCounting() {
    Postpone verdict = postponed(new Unauthorized(), "needs_reauthorization");

    assertThat(verdict.outage()).isFalse();
    assertThat(verdict.delay()).isLessThanOrEqualTo(BASE);
  }

  @Test
  void forbiddenIsADeadLetterAtOnce() {
    PushVerdict verdict = verdict(Operation.UPDATE, new Forbidden());

    assertThat(verdict).isInstanceOf(Abandon.class);
    assertThat(((Abandon) verdict).error().code()).isEqualTo("forbidden");
  }

  @Test
  void notFoundWaitsForASweepWithoutBeingCounted() {
    Postpone verdict = postponed(new NotFound(), "not_found");

    assertThat(verdict.outage()).isFalse();
    assertThat(verdict.delay()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void theLimitPostponesForAMinuteAndALittle() {
    Postpone verdict = postponed(new Limited(null), "exceed_query_limit");

    assertThat(verdict.outage()).isFalse();
    assertThat(verdict.delay()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(75));
  }

  @Test
  void theLimitPostponesForAsLongAsTheAnswerSays() {
    assertThat(postponed(new Limited(Duration.ofSeconds(9)), "exceed_query_limit").delay())
        .isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void anUnknownExceptionIsCounted() {
    assertCounted(
        verdict(Operation.UPDATE, new Refused(500, "unknown_exception")), "unknown_exception");
  }

  @Test
  void another4xxIsCounted() {
    assertCounted(verdict(Operation.CREATE, new Refused(400, "http_400")), "http_400");
  }

  static Stream<Outage> outages() {
    return Stream.concat(
        Stream.of(
            new Unreadable(200, "a page of HTML"),
            new Unreadable(200, "JSON that is broken or cut off"),
            new Broken(500),
            new Broken(502),
            new Broken(503),
            new Broken(504)),
        Stream.of(Silence.values()).map(NoAnswer::new));
  }

  @ParameterizedTest
  @MethodSource("outages")
  void anOutageIsNotCounted(Outage outage) {
    assertThat(postponed(outage, outage.code()).outage()).isTrue();
  }

  /** All but a renewal that failed, which concerns the account. */
  static Stream<Outage> outagesOfTheChange() {
    return outages().filter(outage -> !outage.equals(new NoAnswer(Silence.REFRESH_FAILED)));
  }

  @ParameterizedTest
  @MethodSource("outagesOfTheChange")
  void anOutageIsCountedWhenTheHostWasWell(Outage outage) {
    assertCounted(verdict(Operation.UPDATE, outage, 0, 3, WELL), outage.code());
  }

  @Test
  void aRenewalThatFailsIsNeverTheChangesFault() {
    var failed = new NoAnswer(Silence.REFRESH_FAILED);

    assertThat(verdict(Operation.UPDATE, failed, 0, 3, WELL)).isInstanceOf(Postpone.class);
  }

  @Test
  void successesOfOthersOnOneSideOnlyDoNotMakeItTheRowsOwn() {
    for (HostEvidence evidence :
        new HostEvidence[] {new HostEvidence(true, false), new HostEvidence(false, true)}) {
      assertThat(verdict(Operation.UPDATE, new Broken(502), 0, 3, evidence))
          .isInstanceOf(Postpone.class);
    }
  }

  @Test
  void outagesBackOffWithoutEnd() {
    PushVerdict verdict =
        verdict(Operation.UPDATE, new NoAnswer(Silence.TIMEOUT), 0, 1_000_000, HostEvidence.NONE);

    assertThat(verdict).isInstanceOf(Postpone.class);
    assertThat(((Postpone) verdict).delay()).isBetween(Duration.ofMillis(1), Duration.ofMinutes(5));
  }

  @ParameterizedTest
  @EnumSource(Obstacle.class)
  void whatWasNotSentIsNeitherCountedNorAnOutage(Obstacle obstacle) {
    assertThat(postponed(new NotSent(obstacle), obstacle.code()).outage()).isFalse();
  }

  @Test
  void whatWasNotSentWaitsAsLongAsIsKnown() {
    NotSent answer = new NotSent(Obstacle.BUDGET_SPENT, Optional.of(Duration.ofSeconds(13)));

    assertThat(postponed(answer, "budget_spent").delay()).isEqualTo(Duration.ofSeconds(13));
  }

  @Test
  void detailsAreSentences() {
    outages()
        .forEach(
            outage ->
                assertThat(((Postpone) verdict(Operation.UPDATE, outage)).error().detail())
                    .matches("[A-Z].*\\."));
    for (Obstacle obstacle : Obstacle.values()) {
      assertThat(obstacle.detail()).matches("[A-Z].*\\.");
    }
  }

  private Postpone postponed(RemoteAnswer answer, String code) {
    PushVerdict verdict = verdict(Operation.UPDATE, answer);
    assertThat(verdict).isInstanceOf(Postpone.class);
    assertThat(((Postpone) verdict).error().code()).isEqualTo(code);
    return (Postpone) verdict;
  }

  private static void assertCounted(PushVerdict verdict, String code) {
    assertThat(verdict).isInstanceOf(Retry.class);
    Retry retry = (Retry) verdict;
    assertThat(retry.error())
        .extracting(SyncError::code, SyncError::at)
        .containsExactly(code, Jobs.NOW);
    assertThat(retry.delay()).isBetween(Duration.ofMillis(1), BASE);
  }

  private PushVerdict verdict(Operation operation, RemoteAnswer answer) {
    return verdict(operation, answer, 0, 0, HostEvidence.NONE);
  }

  private PushVerdict verdict(
      Operation operation, RemoteAnswer answer, int attempts, int outages, HostEvidence evidence) {
    PushJob job =
        Jobs.of(Jobs.fields(), Jobs.linked(Jobs.fields()), Blocker.NONE, attempts, outages);
    PushStep step = new PushStep(operation, Jobs.fields(), Set.of(SyncField.TITLE));
    return verdicts.of(step, answer, job, evidence, Jobs.NOW);
  }
}
