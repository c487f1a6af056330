package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ExportSlotsTest {
  private final ExportSlots slots = new ExportSlots();

  @Test
  void hasFourOfWhichOnePersonGetsTwo() {
    assertThat(slots.take(1)).isTrue();
    assertThat(slots.take(1)).isTrue();
    assertThat(slots.take(1)).isFalse();
    assertThat(slots.take(2)).isTrue();
    assertThat(slots.take(3)).isTrue();
    assertThat(slots.take(4)).isFalse();
    slots.giveBack(1);
    assertThat(slots.take(4)).isTrue();
  }
}
