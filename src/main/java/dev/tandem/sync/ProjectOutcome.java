package dev.tandem.sync;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** What came of a step of a list's queue row. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ProjectOutcome.Shown.class, name = "shown"),
  @JsonSubTypes.Type(value = ProjectOutcome.Searched.class, name = "searched"),
  @JsonSubTypes.Type(value = ProjectOutcome.Deleted.class, name = "deleted"),
  @JsonSubTypes.Type(value = ProjectOutcome.Survived.class, name = "survived"),
  @JsonSubTypes.Type(value = ProjectOutcome.Failed.class, name = "failed")
})
public sealed interface ProjectOutcome {
  /** The answer to a look, a create or an update. */
  record Shown(RemoteProject project) implements ProjectOutcome {}

  /**
   * @param named lists of the wanted name, ours among them or not
   */
  record Searched(List<RemoteProject> named) implements ProjectOutcome {
    public Searched {
      named = List.copyOf(named);
    }
  }

  /** It is not there any more. */
  record Deleted() implements ProjectOutcome {}

  /** It holds what whoever deleted it did not know, and was left alone. */
  record Survived() implements ProjectOutcome {}

  /**
   * @param end whether it may have had its effect all the same
   */
  record Failed(PushVerdict verdict, CallEnd end) implements ProjectOutcome {}
}
