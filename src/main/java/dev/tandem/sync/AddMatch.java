package dev.tandem.sync;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which of the tasks that one batch made belongs to which of its creates: the answer names their
 * ids, but not whose they are (ticktick-api.md, 5). One to one, by what they carried; of equals any
 * will do. A person may have changed a new task before it was seen: the one that is left over is
 * the one create's that is left over.
 */
public final class AddMatch {
  private final BestMatch<Integer, RemoteSnapshot> match;
  private final Optional<RemoteSnapshot> leftOver;

  /**
   * @param creates that one batch carried
   * @param made the tasks that it made, as far as they were seen
   * @param all whether it made a task for each of the creates, and all were seen
   */
  public AddMatch(List<PushStep> creates, List<RemoteSnapshot> made, boolean all) {
    List<Integer> places = IntStream.range(0, creates.size()).boxed().toList();
    List<RemoteSnapshot> tasks =
        made.stream().sorted(Comparator.comparing(RemoteSnapshot::id)).toList();
    this.match =
        new BestMatch<>(places, tasks, (place, task) -> likeness(creates.get(place), task));
    List<RemoteSnapshot> free =
        tasks.stream()
            .filter(task -> places.stream().noneMatch(place -> has(place, task)))
            .toList();
    this.leftOver =
        all && free.size() == 1 && creates.size() == tasks.size()
            ? Optional.of(free.get(0))
            : Optional.empty();
  }

  private boolean has(Integer place, RemoteSnapshot task) {
    return match.of(place).filter(task::equals).isPresent();
  }

  private static int likeness(PushStep create, RemoteSnapshot task) {
    Fields sent = create.values();
    Fields stored = task.fields();
    if (!StoredForm.sameTitle(sent, stored) && !StoredForm.sameDescription(sent, stored)) {
      return 0;
    }
    // What is stored just as it was sent is no other's, whatever else is like it.
    int whole = StoredForm.holds(create, stored) ? 4 * SyncField.values().length : 0;
    return whole + StoredForm.likeness(sent, stored);
  }

  /**
   * @param place of the create in its batch
   */
  public Optional<RemoteSnapshot> of(int place) {
    return match.of(place).or(() -> leftOver);
  }
}
