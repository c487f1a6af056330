package dev.tandem.task;

import java.time.Instant;
import java.util.List;

/** Two contents that differ in every field. */
final class ManyContents {
  static final TaskContent ONE =
      new TaskContent(
          "one",
          "first",
          TaskStatus.ACTIVE,
          TaskKind.TEXT,
          Instant.parse("2026-06-01T12:00:00Z"),
          Instant.parse("2026-05-01T12:00:00Z"),
          false,
          "Europe/Rome",
          1,
          List.of("a"),
          List.of(new ChecklistItem("1", "line", false)),
          List.of("TRIGGER:PT0S"),
          "RRULE:FREQ=DAILY",
          1L,
          10L,
          "c1",
          100L,
          30,
          1.5,
          2.5,
          1,
          7,
          false);

  static final TaskContent OTHER =
      new TaskContent(
          "other",
          "second",
          TaskStatus.COMPLETED,
          TaskKind.NOTE,
          null,
          null,
          true,
          null,
          3,
          List.of("b"),
          List.of(),
          List.of(),
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          true);

  private ManyContents() {}
}
