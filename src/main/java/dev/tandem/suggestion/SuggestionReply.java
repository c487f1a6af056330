package dev.tandem.suggestion;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.WireName;
import dev.tandem.task.Fault;
import dev.tandem.task.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The expected outcomes of a {@link SuggestionCommand}; the unexpected fails the ask. */
public sealed interface SuggestionReply extends BusMessage {
  @WireName("suggestion.reply.one")
  record One(Suggestion suggestion) implements SuggestionReply {}

  /**
   * @param nextCursor null at the end
   */
  @WireName("suggestion.reply.page")
  record Page(List<Suggestion> suggestions, @Nullable String nextCursor)
      implements SuggestionReply {
    public Page {
      suggestions = List.copyOf(suggestions);
    }
  }

  /**
   * @param types of those that were pending until now, in their order; of each type there was one
   * @param task as it is now
   */
  @WireName("suggestion.reply.decided")
  record Decided(List<SuggestionType> types, Task task) implements SuggestionReply {
    public Decided {
      types = List.copyOf(types);
    }
  }

  /** Nothing was done, and this is why. */
  sealed interface Refusal extends SuggestionReply {}

  @WireName("suggestion.reply.missing")
  record Missing() implements Refusal {}

  /** The request cannot be carried out as it stands; all faults at once. */
  @WireName("suggestion.reply.refused")
  record Refused(List<Fault> faults) implements Refusal {
    public Refused {
      faults = List.copyOf(faults);
    }
  }

  /** The state of the task or a suggestion forbids it; {@code detail} says why, for people. */
  @WireName("suggestion.reply.conflicted")
  record Conflicted(String detail) implements Refusal {}
}
