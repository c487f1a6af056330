package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.account.RemoteIdentity;
import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Body;
import dev.tandem.sync.RemoteAnswer.NotFound;
import dev.tandem.ticktick.AccountCheck.Finding;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountCheckTest {
  private static final RemoteAnswer EMPTY_INBOX = body("{\"tasks\":[],\"columns\":[]}");
  private static final RemoteAnswer BROKEN = new RemoteAnswer.Broken(503);
  private static final RemoteAnswer MEMBERS =
      body(
          "[{\"username\":\"guest\",\"self\":false},{\"username\":\"anna@example.com\",\"self\":true}]");

  @Test
  void readsBoth() {
    RemoteAnswer data =
        body("{\"tasks\":[{\"projectId\":\"elsewhere\"},{\"projectId\":\"inbox115781412\"}]}");

    assertThat(AccountCheck.finding(data, MEMBERS))
        .isEqualTo(new Finding.Known(new RemoteIdentity("inbox115781412", "anna@example.com")));
  }

  static Stream<Arguments> findings() {
    Finding unknown = new Finding.Known(RemoteIdentity.UNKNOWN);
    Finding member = new Finding.Known(new RemoteIdentity(null, "anna@example.com"));
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
        Arguments.of(new NotFound(), new NotFound(), unanswered),
        Arguments.of(new RemoteAnswer.Forbidden(), new RemoteAnswer.Forbidden(), unanswered),
        Arguments.of(new RemoteAnswer.Unauthorized(), BROKEN, refused),
        Arguments.of(EMPTY_INBOX, new RemoteAnswer.Unauthorized(), refused));
  }

  @ParameterizedTest
  @MethodSource("findings")
  void tellsWhatIsKnownFromWhatWasNotAnswered(
      RemoteAnswer data, RemoteAnswer members, Finding finding) {
    assertThat(AccountCheck.finding(data, members)).isEqualTo(finding);
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
    assertThat(AccountCheck.finding(body(odd), body(odd)))
        .isEqualTo(new Finding.Known(RemoteIdentity.UNKNOWN));
  }

  private static RemoteAnswer body(String json) {
    try {
      return new Body(new ObjectMapper().readTree(json));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
