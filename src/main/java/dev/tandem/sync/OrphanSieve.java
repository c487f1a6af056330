package dev.tandem.sync;

import dev.tandem.sync.OrphanSearch.Listing;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Keeps of all the tasks that an account's lists show those few that a create may have made, whose
 * outcome is not known or that was given up not long ago. For one reading.
 */
public final class OrphanSieve {
  private final CreateIndex open;
  private final CreateIndex watched;
  private final CreateWaits waits;
  private final Instant begunAt;

  /**
   * @param open creates whose outcome is not known
   * @param watched those that were given up
   * @param begunAt when the reading begins, by the database's clock
   */
  public OrphanSieve(
      Collection<CreateIntent> open,
      Collection<CreateIntent> watched,
      CreateWaits waits,
      Instant begunAt) {
    this.open = new CreateIndex(open);
    this.watched = new CreateIndex(watched);
    this.waits = waits;
    this.begunAt = begunAt;
  }

  /** Whether it is worth keeping. */
  public boolean holds(RemoteSnapshot task) {
    return mayBeSought(task) || mayBeLate(task);
  }

  private boolean mayBeSought(RemoteSnapshot task) {
    return open.alike(task).stream().anyMatch(intent -> intent.mayHaveMade(task, waits));
  }

  private boolean mayBeLate(RemoteSnapshot task) {
    return watched.alike(task).stream()
        .anyMatch(given -> OrphanSearch.isLateTwin(given, task, begunAt));
  }

  /** What concerns the creates that are looked for. */
  public Listing listing(Collection<RemoteSnapshot> tasks) {
    return new Listing(begunAt, tasks.stream().filter(this::mayBeSought).toList());
  }

  /** What may have come too late. */
  public List<RemoteSnapshot> late(Collection<RemoteSnapshot> tasks) {
    return tasks.stream().filter(this::mayBeLate).toList();
  }
}
