package dev.tandem.sync;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a task and its twin last agreed on, in the form of each side. The two differ where TickTick
 * stores a value in another form than it was sent (tags in lower case, a start moved to the due
 * date, other item ids; sync.md, Push 6), and where a difference is let stand (a priority under a
 * manual override): neither is an edit of anybody.
 *
 * @param here as the task held it
 * @param there as TickTick showed it
 */
public record Base(Fields here, Fields there) {
  /** Both sides hold the same. */
  public static Base of(Fields both) {
    return new Base(both, both);
  }

  /** The same, but agreed on other values of some fields. */
  public Base agreeing(Set<SyncField> fields, Fields here, Fields there) {
    return fields.isEmpty()
        ? this
        : new Base(this.here.with(fields, here), this.there.with(fields, there));
  }

  /** The fields that were changed here since. */
  public Set<SyncField> editedHere(Fields local) {
    Set<SyncField> edited = EnumSet.noneOf(SyncField.class);
    for (SyncField field : SyncField.values()) {
      if (isEditedHere(field, local)) {
        edited.add(field);
      }
    }
    return edited;
  }

  /** The fields that were changed in TickTick since. */
  public Set<SyncField> editedThere(Fields remote) {
    Set<SyncField> edited = EnumSet.noneOf(SyncField.class);
    for (SyncField field : SyncField.values()) {
      if (isEditedThere(field, remote)) {
        edited.add(field);
      }
    }
    return edited;
  }

  boolean isEditedHere(SyncField field, Fields local) {
    return !Differences.same(field, local, here);
  }

  boolean isEditedThere(SyncField field, Fields remote) {
    return !Differences.sameThere(field, there, remote);
  }
}
