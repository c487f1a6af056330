package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
  @Test
  void readsEveryKindOfValue() {
    String text = "{\"a\":[1,2.5,\"x\",true,false,null,{}],\"b\":12345678901234567890}";

    assertThat(StrictJson.parse(Buffer.buffer(text)).value().toString()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "{",
        "{\"a\":1",
        "{\"a\":1}}",
        "{\"a\":1} {\"a\":1}",
        "{\"a\":1} x",
        "{\"a\":1,}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":1}",
        "{'a':1}",
        "{a:1}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":-}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":0x1}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\\x\"}",
        "{\"\\u0000\":1}",
        "{\"\\ud800\":1}",
        "{\"a\\nb\":1}",
        "{\"a\":{\"\\u000f\":1}}",
        "{\"a\":1 /* c */}",
        "\uFEFF{\"a\":1}"
      })
  void refusesWhatIsNoJson(String text) {
    assertMalformed(Buffer.buffer(text));
  }

  @Test
  void refusesWhatIsNoUtf8() {
    assertMalformed(bytes('"', 0xFF, '"'));
    assertMalformed(bytes('"', 0xC0, 0x80, '"'));
    assertMalformed(bytes('"', 0xED, 0xA0, 0x80, '"'));
    assertMalformed(bytes('"', 0xE2, 0x82, '"'));
    assertMalformed(Buffer.buffer("{\"a\":1}", "UTF-16"));
  }

  @Test
  void refusesNestingThatCouldExhaustTheStack() {
    assertMalformed(Buffer.buffer("[".repeat(500_000)));
    assertMalformed(Buffer.buffer("{\"a\":".repeat(100_000)));
  }

  @Test
  void refusesNumbersOfEndlessDigits() {
    assertMalformed(Buffer.buffer("9".repeat(100_000)));
    assertMalformed(Buffer.buffer("1." + "9".repeat(100_000)));
  }

  @Test
  void readsNumbersOfHugeExponentsWithoutEffort() {
    assertThat(StrictJson.parse(Buffer.buffer("1e999999999")).value())
        .isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void refusesListsAndObjectsOfTooManyElements() {
    String list =
        IntStream.rangeClosed(0, 1_000).mapToObj(String::valueOf).collect(Collectors.joining(","));
    String fields =
        IntStream.rangeClosed(0, 1_000)
            .mapToObj(i -> "\"" + i + "\":0")
            .collect(Collectors.joining(","));

    assertThatThrownBy(() -> StrictJson.parse(Buffer.buffer("{\"a\":[" + list + "]}")))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.problem())
                    .isEqualTo(Problem.invalid("/a", "must have at most 1000 elements")));
    assertThatThrownBy(() -> StrictJson.parse(Buffer.buffer("{" + fields + "}")))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void refusesTooManyValuesHoweverTheyAreSpread() {
    String hundred = "[" + "0,".repeat(98) + "0]";
    String fits = "[" + (hundred + ",").repeat(48) + hundred + "]";
    String tooMany = "[" + (hundred + ",").repeat(50) + hundred + "]";

    assertThat(StrictJson.parse(Buffer.buffer(fits)).faults()).isEmpty();
    assertThatThrownBy(() -> StrictJson.parse(Buffer.buffer(tooMany)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.problem())
                    .isEqualTo(Problem.invalid("", "must hold at most 5000 values")));
  }

  @Test
  void reportsEveryTextThatCannotBeKept() {
    String text =
        "{\"a\":\"\\u0000\",\"b\":[\"ok\",\"\\ud83d\"],\"c\":\"\\ude00\\ud83d\",\"d\":\"😀\"}";

    assertThat(StrictJson.parse(Buffer.buffer(text)).faults())
        .extracting(fault -> fault.pointer() + " " + fault.detail())
        .containsExactly(
            "/a must not hold the NUL character",
            "/b/1 must not hold half of a surrogate pair",
            "/c must not hold half of a surrogate pair");
  }

  @Test
  void saysWhereButNotWhat() {
    assertThatThrownBy(() -> StrictJson.parse(Buffer.buffer("{\"title\":\n \"secret\" oops}")))
        .hasMessage("the body is no JSON at line 2, column 11")
        .hasMessageNotContaining("secret");
  }

  @Property(tries = 300)
  void readsWhatAnEncoderWrites(@ForAll String text, @ForAll long number, @ForAll boolean flag) {
    if (BadText.in(text) != null) {
      return;
    }
    JsonObject json = new JsonObject().put("t", text).put("n", number).put("f", flag);

    assertThat(StrictJson.parse(json.toBuffer()).value()).isEqualTo(json);
  }

  private static void assertMalformed(Buffer body) {
    assertThatThrownBy(() -> StrictJson.parse(body))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.MALFORMED_JSON));
  }

  private static Buffer bytes(int... values) {
    Buffer buffer = Buffer.buffer();
    for (int value : values) {
      buffer.appendByte((byte) value);
    }
    return buffer;
  }
}
