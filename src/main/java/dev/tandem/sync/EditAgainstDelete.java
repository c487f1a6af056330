package dev.tandem.sync;

import java.util.EnumSet;
import java.util.Set;

/**
 * One side deleted the task, the other changed it without knowing (sync.md, Merge 5): what a person
 * wrote survives, a drag or another list does not bring a task back.
 */
public final class EditAgainstDelete {
  private static final Set<SyncField> WRITTEN =
      Set.copyOf(
          EnumSet.of(
              SyncField.TITLE,
              SyncField.DESCRIPTION,
              SyncField.PRIORITY,
              SyncField.DATES,
              SyncField.TAGS,
              SyncField.ITEMS,
              SyncField.STATUS));

  private EditAgainstDelete() {}

  /** Those of the changes that a delete must not take away; empty: the delete holds. */
  public static Set<SyncField> surviving(Set<SyncField> edited) {
    Set<SyncField> surviving = EnumSet.copyOf(WRITTEN);
    surviving.retainAll(edited);
    return surviving;
  }
}
