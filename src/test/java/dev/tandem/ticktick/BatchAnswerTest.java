package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Forbidden;
import dev.tandem.sync.RemoteAnswer.NotFound;
import dev.tandem.sync.RemoteAnswer.Refused;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BatchAnswerTest {
  private static Optional<BatchAnswer> read(String json) {
    return AnswerReading.json(json.replace('\'', '"')).flatMap(BatchAnswer::of);
  }

  @Test
  void tellsWhatWasDoneAndWhatWasNotById() {
    BatchAnswer answer =
        read("{'id2etag':{'a':'e1','new':'e2'},'id2error':{'b':'DELETED','x':'EXCEED_QUOTA'}}")
            .orElseThrow();

    assertThat(answer.etags()).containsEntry("a", "e1");
    assertThat(answer.errors()).containsEntry("b", "DELETED");
    assertThat(answer.madeBeside(Set.of("a", "b"))).containsExactly("new");
    assertThat(answer.refusedBeside(Set.of("a", "b"))).containsExactly("x");
  }

  @Test
  void oneMapIsEnough() {
    assertThat(read("{'id2etag':{'a':'e'}}").orElseThrow().errors()).isEmpty();
    assertThat(read("{'id2error':{'a':'UNKNOWN'}}").orElseThrow().etags()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "{'a':'b'}", "{'id2etag':[],'id2error':'x'}", "{'id2etag':null}", "7"})
  void whatHasNeitherMapIsNoAnswer(String json) {
    assertThat(read(json)).isEmpty();
  }

  @Test
  void ofWhatIsInBothMapsTheErrorCounts() {
    BatchAnswer answer = read("{'id2etag':{'a':'e'},'id2error':{'a':'UNKNOWN'}}").orElseThrow();

    assertThat(answer.etags()).isEmpty();
    assertThat(answer.errors()).containsKey("a");
  }

  @Test
  void oddValuesAndAnEmptyIdCostNothing() {
    BatchAnswer answer =
        read("{'id2etag':{'':'e','a':null,'b':7,'c':{}},'id2error':{'d':[1],'e':null}}")
            .orElseThrow();

    assertThat(answer.etags()).containsOnlyKeys("a", "b", "c");
    assertThat(answer.errors()).containsOnlyKeys("d", "e");
  }

  @ParameterizedTest
  @CsvSource({"DELETED", "NOT_EXISTED"})
  void whatIsGoneIsNotFound(String code) {
    assertThat(BatchAnswer.refusal(code)).isEqualTo(new NotFound());
  }

  @ParameterizedTest
  @CsvSource({"NO_PROJECT_PERMISSION", "NO_TEAM_PERMISSION"})
  void whatIsNotAllowedIsForbidden(String code) {
    assertThat(BatchAnswer.refusal(code)).isEqualTo(new Forbidden());
  }

  @ParameterizedTest
  @CsvSource({
    "EXISTED, EXISTED",
    "PROJECT_MOVE_ERROR, PROJECT_MOVE_ERROR",
    "EXCEED_QUOTA, EXCEED_QUOTA",
    "UNKNOWN, UNKNOWN",
    "need_pro, need_pro",
    "'', UNKNOWN",
    "'<script>', UNKNOWN"
  })
  void allElseIsARefusal(String code, String told) {
    assertThat(BatchAnswer.refusal(code)).isEqualTo(new Refused(200, told));
  }

  /** Whatever TickTick, or something on the way, makes of an answer: it is read or it is not. */
  @Property(tries = 500)
  void noTextIsTooOdd(@ForAll String id, @ForAll String value) {
    RemoteAnswer refusal = BatchAnswer.refusal(value);

    assertThat(refusal).isNotNull();
    String json =
        io.vertx.core.json.JsonObject.of(
                "id2etag",
                io.vertx.core.json.JsonObject.of(id, value),
                "id2error",
                io.vertx.core.json.JsonObject.of(value, id))
            .encode();
    AnswerReading.json(json)
        .flatMap(BatchAnswer::of)
        .ifPresent(answer -> assertThat(answer.etags()).doesNotContainKey(""));
  }
}
