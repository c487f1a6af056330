package dev.tandem.suggestion;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Set;

/** Which of a task's suggestions are decided. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "by")
@JsonSubTypes({
  @JsonSubTypes.Type(value = SuggestionChoice.Types.class, name = "types"),
  @JsonSubTypes.Type(value = SuggestionChoice.Ids.class, name = "ids")
})
public sealed interface SuggestionChoice {
  /** Those that are pending of these types; of a type there may be none. */
  record Types(Set<SuggestionType> types) implements SuggestionChoice {
    public Types {
      types = Set.copyOf(types);
    }
  }

  /** Just these; each has to be one of the task's. */
  record Ids(Set<Long> ids) implements SuggestionChoice {
    public Ids {
      ids = Set.copyOf(ids);
    }
  }
}
