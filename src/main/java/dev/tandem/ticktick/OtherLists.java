package dev.tandem.ticktick;

import dev.tandem.sync.Inbox;
import dev.tandem.sync.PullRoutes.ListState;
import dev.tandem.sync.PullRoutes.ReadList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * The lists beside one, in which to ask for what is missing from it.
 *
 * @param unreadable which may have a task without showing it
 */
record OtherLists(List<String> readable, List<String> unreadable) {
  /**
   * @param open whose tasks can be read
   * @param read what came of those that were read
   */
  static OtherLists beside(String list, Collection<String> open, Collection<ReadList> read) {
    Stream<String> unreadable =
        read.stream()
            .filter(other -> other.state() == ListState.UNREADABLE)
            .map(ReadList::listId)
            .distinct();
    return new OtherLists(beside(list, open.stream()), beside(list, unreadable));
  }

  private static List<String> beside(String list, Stream<String> all) {
    return all.filter(other -> !other.equals(list) && !(Inbox.is(other) && Inbox.is(list)))
        .sorted()
        .toList();
  }
}
