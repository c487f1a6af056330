package dev.tandem.task;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.WireName;
import java.util.Set;

/**
 * What may be asked of a user's lists. Another user's list counts as missing. Deleting one is
 * {@code SyncRoutes.DELETE_PROJECT}'s, as TickTick is asked first.
 */
public sealed interface ProjectCommand extends BusMessage {
  long userId();

  /**
   * Makes a list; it goes to TickTick if the user has a usable account and {@code auto_push}.
   * Replies {@link ProjectReply.One}.
   *
   * @param given fields that were named; what the others hold are their defaults
   */
  @WireName("project.create")
  record Create(long userId, ProjectContent content, Set<ProjectField> given)
      implements ProjectCommand {
    public Create {
      given = Set.copyOf(given);
    }
  }

  /** Replies {@link ProjectReply.One}, {@link ProjectReply.Missing}. */
  @WireName("project.get")
  record Get(long userId, long projectId) implements ProjectCommand {}

  /**
   * Changes the named fields. If nothing actually changes, nothing is pushed, but for a dead
   * letter, which is tried again. Replies {@link ProjectReply.One}, {@link ProjectReply.Missing}.
   *
   * @param values the other fields of it mean nothing
   */
  @WireName("project.update")
  record Update(long userId, long projectId, Set<ProjectField> fields, ProjectContent values)
      implements ProjectCommand {
    public Update {
      fields = Set.copyOf(fields);
    }
  }
}
