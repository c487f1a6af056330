package dev.tandem.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecordCodecTest {
  @WireName("test.greeting")
  record Greeting(String text, List<String> to) implements BusMessage {}

  @WireName("test.secret")
  record Hidden(String text) implements LocalMessage {}

  @WireName("test.greeting")
  record Impostor(String text) implements BusMessage {}

  record Nameless(String text) implements BusMessage {}

  private final RecordCodec codec =
      new RecordCodec(WireTypes.of(List.of(Greeting.class, Hidden.class)));

  @Test
  void handsTheVeryObjectOverInsideTheJvm() {
    Greeting greeting = new Greeting("hello", List.of("a"));
    assertThat(codec.transform(greeting)).isSameAs(greeting);
  }

  @Test
  void writesItsStableNameFirst() {
    Buffer wire = wire(new Greeting("hello", List.of("a")));
    assertThat(wire.getString(4, 4 + wire.getInt(0))).isEqualTo("test.greeting");
    assertThat(wire.toString()).doesNotContain("Greeting");
  }

  @Test
  void readsBackWhatItWroteWhereverItStandsInTheBuffer() {
    Greeting greeting = new Greeting("grüße \"\\ \uD83D\uDE00", List.of("a", "b"));
    Buffer padded = Buffer.buffer("xyz").appendBuffer(wire(greeting));
    assertThat(codec.decodeFromWire(3, padded)).isEqualTo(greeting);
  }

  @Test
  void toleratesFieldsOfALaterVersion() {
    byte[] name = "test.greeting".getBytes(StandardCharsets.UTF_8);
    byte[] json = "{\"text\":\"hi\",\"to\":[],\"mood\":\"new\"}".getBytes(StandardCharsets.UTF_8);
    Buffer wire =
        Buffer.buffer()
            .appendInt(name.length)
            .appendBytes(name)
            .appendInt(json.length)
            .appendBytes(json);
    assertThat(codec.decodeFromWire(0, wire)).isEqualTo(new Greeting("hi", List.of()));
  }

  @Test
  void keepsSecretsInsideTheJvm() {
    assertThatThrownBy(() -> wire(new Hidden("x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("never leaves its node");
  }

  @Test
  void refusesTypesThatShareANameOrHaveNone() {
    assertThatThrownBy(() -> WireTypes.of(List.of(Greeting.class, Impostor.class)))
        .hasMessageContaining("share test.greeting");
    assertThatThrownBy(() -> WireTypes.of(List.of(Nameless.class)))
        .hasMessageContaining("WireName");
  }

  private Buffer wire(BusMessage message) {
    Buffer buffer = Buffer.buffer();
    codec.encodeToWire(buffer, message);
    return buffer;
  }
}
