package dev.tandem.sync;

import dev.tandem.sync.BestMatch.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Which of the tasks that one batch made belongs to which of its creates: the answer names their
 * ids, but not whose they are (ticktick-api.md, 5). One to one, by what they carried; of equals any
 * will do. A person may have changed a new task before it was seen: the one that is left over is
 * the one create's that is left over.
 */
public final class AddMatch {
  private final BestMatch<Integer, String> match;
  private final Map<String, RemoteSnapshot> tasks = new TreeMap<>();
  private final Optional<RemoteSnapshot> leftOver;

  /**
   * @param creates that one batch carried
   * @param made the tasks that it made, as far as they were seen
   * @param all whether it made a task for each of the creates, and all were seen
   */
  public AddMatch(List<PushStep> creates, List<RemoteSnapshot> made, boolean all) {
    List<Integer> places = IntStream.range(0, creates.size()).boxed().toList();
    made.forEach(task -> tasks.put(task.id(), task));
    List<Pair<Integer, String>> pairs = new ArrayList<>();
    for (int place : places) {
      for (RemoteSnapshot task : tasks.values()) {
        int likeness = likeness(creates.get(place), task);
        if (likeness > 0) {
          pairs.add(new Pair<>(place, task.id(), likeness));
        }
      }
    }
    this.match = new BestMatch<>(places, pairs);
    Map<String, RemoteSnapshot> free = new TreeMap<>(tasks);
    places.forEach(place -> match.of(place).ifPresent(free::remove));
    this.leftOver =
        all && free.size() == 1 && creates.size() == tasks.size()
            ? free.values().stream().findFirst()
            : Optional.empty();
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
    return match.of(place).flatMap(id -> Optional.ofNullable(tasks.get(id))).or(() -> leftOver);
  }
}
