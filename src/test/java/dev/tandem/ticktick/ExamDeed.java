package dev.tandem.ticktick;

import dev.tandem.sync.SyncField;
import java.time.Instant;

/**
 * What somebody did to a task in an exam, as far as it was done.
 *
 * @param begun before it, by the clock that all share
 * @param field what was written; null: a delete, a restore
 * @param value in the form of {@link ExamValues}; of a set the element that was added
 * @param knew what the side showed of the field right before
 * @param isSure false: a fault that may not have come to pass
 */
record ExamDeed(
    ExamStep step,
    Instant begun,
    Instant ended,
    SyncField field,
    String value,
    String knew,
    boolean isSure) {

  boolean isDelete() {
    return step.act() == ExamStep.Act.DELETE;
  }

  @Override
  public String toString() {
    return begun
        + " "
        + step.number()
        + " "
        + step.side()
        + " "
        + step.act()
        + " "
        + step.marker()
        + (field == null ? "" : " " + field + ": " + knew + " -> " + value)
        + (isSure ? "" : " (perhaps)");
  }
}
