package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.account.AccountReply.LinkedWith;
import dev.tandem.account.LinkedTask;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.account.TokenCheck;
import dev.tandem.account.TokenCheck.LinkedTasks;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.NotFound;
import dev.tandem.ticktick.AccountCheck.Finding;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountCheckTest {
  private static final RemoteAnswer EMPTY_INBOX = body("{\"tasks\":[],\"columns\":[]}");
  private static final RemoteAnswer BROKEN = new RemoteAnswer.Broken(503);
  private static final List<LinkedTask> TASKS =
      List.of(new LinkedTask("l", "t1"), new LinkedTask("l", "t2"));
  private static final LinkedWith NOBODY = new LinkedWith(RemoteIdentity.UNKNOWN, List.of());
  private static final RemoteAnswer MEMBERS =
      body(
          "[{\"username\":\"guest\",\"self\":false},{\"username\":\"anna@example.com\",\"self\":true}]");

  @Test
  void readsBoth() {
    RemoteAnswer data =
        body("{\"tasks\":[{\"projectId\":\"elsewhere\"},{\"projectId\":\"inbox115781412\"}]}");

    assertThat(AccountCheck.finding(NOBODY, data, MEMBERS))
        .isEqualTo(known(new RemoteIdentity("inbox115781412", "anna@example.com")));
  }

  static Stream<Arguments> findings() {
    Finding unknown = known(RemoteIdentity.UNKNOWN);
    Finding member = known(new RemoteIdentity(null, "anna@example.com"));
    Finding barred = new Finding.Barred();
    Finding refused = new Finding.Refused();
    Finding unanswered = new Finding.Unanswered();
    return Stream.of(
        Arguments.of(EMPTY_INBOX, MEMBERS, member),
        Arguments.of(BROKEN, MEMBERS, member),
        Arguments.of(new NotFound(), MEMBERS, member),
        Arguments.of(EMPTY_INBOX, new NotFound(), unknown),
        Arguments.of(new RemoteAnswer.Empty(), new RemoteAnswer.Refused(500, "x"), unknown),
        Arguments.of(EMPTY_INBOX, BROKEN, unanswered),
        Arguments.of(EMPTY_INBOX, new RemoteAnswer.Limited(null), unanswered),
        Arguments.of(
            new RemoteAnswer.NotSent(RemoteAnswer.Obstacle.BUDGET_SPENT), BROKEN, unanswered),
        Arguments.of(new NotFound(), new NotFound(), barred),
        Arguments.of(new RemoteAnswer.Forbidden(), new RemoteAnswer.Forbidden(), barred),
        Arguments.of(new RemoteAnswer.Refused(500, "unknown_exception"), new NotFound(), barred),
        Arguments.of(new RemoteAnswer.Forbidden(), BROKEN, unanswered),
        Arguments.of(new RemoteAnswer.Unauthorized(), BROKEN, refused),
        Arguments.of(EMPTY_INBOX, new RemoteAnswer.Unauthorized(), refused));
  }

  @ParameterizedTest
  @MethodSource("findings")
  void tellsWhatIsKnownFromWhatWasNotAnswered(
      RemoteAnswer data, RemoteAnswer members, Finding finding) {
    assertThat(AccountCheck.finding(NOBODY, data, members)).isEqualTo(finding);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"tasks\":{\"a\":1}}",
        "{\"tasks\":[1,null,{\"projectId\":7},{\"projectId\":\"inbox\"},{\"projectId\":\"inbox1x\"}]}",
        "{\"tasks\":[{\"projectId\":\"inbox123456789012345678901\"}]}"
      })
  void whatIsOddTellsNothing(String odd) {
    assertThat(AccountCheck.finding(NOBODY, body(odd), body(odd)))
        .isEqualTo(known(RemoteIdentity.UNKNOWN));
  }

  static Stream<Arguments> halves() {
    RemoteAnswer data = body("{\"tasks\":[{\"projectId\":\"inbox115781412\"}]}");
    var inbox = new RemoteIdentity("inbox115781412", null);
    var member = new RemoteIdentity(null, "anna@example.com");
    Finding unanswered = new Finding.Unanswered();
    return Stream.of(
        Arguments.of("only the other kind is stored", inbox, BROKEN, MEMBERS, unanswered),
        Arguments.of("only the other kind is stored", member, data, BROKEN, unanswered),
        Arguments.of("the same", member, BROKEN, MEMBERS, known(member)),
        Arguments.of("the same", inbox, data, BROKEN, known(inbox)),
        Arguments.of(
            "the Inbox would decide",
            new RemoteIdentity("inbox1", "renamed@example.com"),
            BROKEN,
            MEMBERS,
            unanswered),
        Arguments.of(
            "another Inbox decides",
            new RemoteIdentity("inbox1", null),
            data,
            BROKEN,
            known(inbox)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("halves")
  void halfACheckCountsIfItCanBeComparedWithTheLinkedTasksAccount(
      String why, RemoteIdentity linked, RemoteAnswer data, RemoteAnswer members, Finding finding) {
    assertThat(AccountCheck.finding(new LinkedWith(linked, TASKS), data, members))
        .as(why)
        .isEqualTo(finding);
    assertThat(AccountCheck.finding(new LinkedWith(linked, List.of()), data, members))
        .as("nothing is linked")
        .isInstanceOf(Finding.Known.class);
  }

  static Stream<Arguments> linkedTasks() {
    RemoteAnswer first = body("{\"id\":\"t1\"}");
    RemoteAnswer second = body("{\"id\":\"t2\"}");
    return Stream.of(
        Arguments.of(first, new NotFound(), LinkedTasks.FOUND),
        Arguments.of(BROKEN, second, LinkedTasks.FOUND),
        Arguments.of(new NotFound(), new NotFound(), LinkedTasks.ABSENT),
        Arguments.of(new NotFound(), BROKEN, LinkedTasks.NOT_ASKED),
        Arguments.of(second, first, LinkedTasks.UNCLEAR),
        Arguments.of(new NotFound(), new RemoteAnswer.Empty(), LinkedTasks.UNCLEAR),
        Arguments.of(new NotFound(), new RemoteAnswer.Refused(500, "x"), LinkedTasks.UNCLEAR));
  }

  @ParameterizedTest
  @MethodSource("linkedTasks")
  void oneLinkedTaskThatIsReachedDecides(
      RemoteAnswer first, RemoteAnswer second, LinkedTasks reached) {
    assertThat(AccountCheck.reached(TASKS, List.of(first, second))).isEqualTo(reached);
  }

  private static Finding known(RemoteIdentity identity) {
    return new Finding.Known(TokenCheck.of(identity));
  }

  private static RemoteAnswer body(String json) {
    try {
      return new Body(new ObjectMapper().readTree(json));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
