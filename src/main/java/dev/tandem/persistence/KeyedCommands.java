package dev.tandem.persistence;

import dev.tandem.account.AccountEvents;
import dev.tandem.account.UserCommand;
import dev.tandem.bus.BusMessage;
import dev.tandem.suggestion.SuggestionCommand;
import dev.tandem.suggestion.SuggestionService;
import dev.tandem.task.BatchCommand;
import dev.tandem.task.BatchService;
import dev.tandem.task.ProjectCommand;
import dev.tandem.task.ProjectEvents;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskEvents;
import dev.tandem.task.TaskService;
import io.vertx.core.Future;
import java.util.List;

/** Runs the commands that may carry an idempotency key, inside one transaction. */
final class KeyedCommands {
  private final TaskEvents tasks;
  private final ProjectEvents lists;
  private final AccountEvents accounts;

  KeyedCommands(TaskEvents tasks, ProjectEvents lists, AccountEvents accounts) {
    this.tasks = tasks;
    this.lists = lists;
    this.accounts = accounts;
  }

  /**
   * @param committed what is to be told once the transaction has committed
   */
  Future<? extends BusMessage> run(Session session, BusMessage command, List<Runnable> committed) {
    if (command instanceof TaskCommand ofTasks) {
      return new TaskService(
              new PgTaskStore(session), event -> committed.add(() -> tasks.changed(event)))
          .handle(ofTasks);
    }
    if (command instanceof BatchCommand ofMany) {
      return new BatchService(
              new PgTaskBatches(session), event -> committed.add(() -> tasks.changed(event)))
          .handle(ofMany);
    }
    if (command instanceof SuggestionCommand ofSuggestions) {
      return new SuggestionService(
              new PgSuggestions(session, event -> committed.add(() -> tasks.changed(event))))
          .handle(ofSuggestions);
    }
    if (command instanceof ProjectCommand ofLists) {
      return new PgProjectStore(session, event -> committed.add(() -> lists.changed(event)))
          .handle(ofLists);
    }
    if (command instanceof UserCommand.CreateUser || command instanceof UserCommand.CreateKey) {
      // Neither has anything to tell.
      return new PgUsers(session, accounts).handle((UserCommand) command);
    }
    return Future.failedFuture(
        new IllegalArgumentException(command.getClass().getName() + " takes no idempotency key"));
  }
}
