package dev.tandem.sandbox;

import dev.tandem.sandbox.LedgerEntry.Outcome;
import dev.tandem.sandbox.TaskWrites.Actor;

/**
 * A person, or another client, who is at a task in the very moment in which a request is: what lies
 * between a read and the write that follows from it.
 */
final class Interloper {
  private final World world;
  private final Ledger ledger;
  private final TaskWrites tasks;

  Interloper(World world, Ledger ledger, TaskWrites tasks) {
    this.world = world;
    this.ledger = ledger;
    this.tasks = tasks;
  }

  /** Does nothing where the request names no task that is there. */
  void edit(Call call, PersonEdit edit) {
    var id = call.context().pathParam("taskId");
    var account = call.caller().orElse(null);
    if (id == null || account == null) {
      return;
    }
    account
        .task(id)
        .filter(StoredTask::isListed)
        .ifPresent(
            task -> {
              carryOut(account, task, edit);
              enter(call, account, edit);
            });
  }

  private void carryOut(Account account, StoredTask task, PersonEdit edit) {
    switch (edit.deed()) {
      case UPDATE -> tasks.update(account, task, edit.fields(), Actor.PERSON);
      case COMPLETE -> tasks.complete(account, task);
      case DELETE -> tasks.trash(account, task);
    }
  }

  private void enter(Call call, Account account, PersonEdit edit) {
    var path = call.entry().source().path();
    var source = new LedgerEntry.Source("PERSON", path, edit.deed().route(), account.name());
    var entry = ledger.open(source);
    var effects = world.commit(account);
    if (effects.isEmpty()) {
      entry.decide(Outcome.NO_EFFECT);
    } else {
      ledger.applied(entry, effects);
    }
  }
}
