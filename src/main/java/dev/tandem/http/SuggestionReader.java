package dev.tandem.http;

import dev.tandem.suggestion.Proposal;
import dev.tandem.suggestion.SuggestedValue;
import dev.tandem.suggestion.SuggestionChoice;
import dev.tandem.suggestion.SuggestionType;
import dev.tandem.task.Quadrant;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskField;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is suggested for a task and what is decided of it. A suggested value is read as the
 * task's own field would be, by the same schema and the same reader.
 */
final class SuggestionReader {
  private static final String SUGGESTED = "suggested";
  private static final String TYPES = "suggestion_types";
  private static final String IDS = "suggestion_ids";
  private static final String ALL = "all";

  private final RequestReader task;
  private final RequestReader placement;

  SuggestionReader(Contract contract) {
    task = contract.partReader("TaskChange");
    placement = contract.partReader("Placement");
  }

  /**
   * @throws ProblemException with all that is wrong
   */
  Proposal proposal(RequestBody body) {
    SuggestionType type = SuggestionType.of(String.valueOf(body.text("type"))).orElse(null);
    String suggested =
        type == null || !body.has(SUGGESTED)
            ? "null"
            : suggested(body, type, body.json().getValue(SUGGESTED));
    String reason = body.text("reason");
    if (reason != null && BadText.hasControls(reason, "\n\r\t")) {
      body.refuse("/reason", "must not hold control characters");
    }
    Double confidence =
        body.json().getValue("confidence") instanceof Number number
            ? Double.valueOf(number.doubleValue())
            : null;
    body.check();
    if (type == null) {
      throw new IllegalStateException("the contract requires a type");
    }
    return new Proposal(type, suggested, reason, confidence);
  }

  /** The value as it is kept; what is wrong with it is added to what is wrong with the body. */
  private String suggested(RequestBody body, SuggestionType type, @Nullable Object value) {
    if (type == SuggestionType.QUADRANT) {
      return value == null ? SuggestedValue.ofQuadrant(null) : quadrant(body, value);
    }
    boolean remoteList = type == SuggestionType.PROJECT && value instanceof String;
    String field =
        remoteList ? "ticktick_project_id" : type.field().map(TaskField::wireName).orElseThrow();
    RequestBody part = task.read(new JsonObject().put(field, value), List.of());
    TaskContent values = TaskReader.read(part).values();
    report(part, field, body);
    return remoteList
        ? SuggestedValue.ofRemoteProject(String.valueOf(value))
        : SuggestedValue.of(type, values);
  }

  private String quadrant(RequestBody body, Object value) {
    String field = "manual_quadrant";
    RequestBody part = placement.read(new JsonObject().put(field, value), List.of());
    report(part, field, body);
    return SuggestedValue.ofQuadrant(Quadrant.named(String.valueOf(value)).orElse(null));
  }

  private static void report(RequestBody part, String field, RequestBody body) {
    part.takeFaultsOf('/' + field)
        .forEach(fault -> body.refuse('/' + SUGGESTED + fault.pointer(), fault.detail()));
    part.faults().forEach(fault -> body.refuse('/' + SUGGESTED, fault.detail()));
  }

  /**
   * @throws ProblemException with all that is wrong
   */
  static SuggestionChoice choice(RequestBody body) {
    boolean byTypes = body.has(TYPES);
    if (byTypes == body.has(IDS)) {
      body.refuse(
          '/' + TYPES,
          byTypes
              ? "must not be given together with suggestion_ids"
              : "is required without suggestion_ids");
    }
    Set<SuggestionType> types = types(body);
    List<Long> ids = body.ids(IDS, "suggestion");
    body.check();
    return byTypes ? new SuggestionChoice.Types(types) : new SuggestionChoice.Ids(Set.copyOf(ids));
  }

  private static Set<SuggestionType> types(RequestBody body) {
    Set<SuggestionType> types = EnumSet.noneOf(SuggestionType.class);
    if (!(body.json().getValue(TYPES) instanceof JsonArray names)) {
      return types;
    }
    if (names.contains(ALL)) {
      if (names.size() > 1) {
        body.refuse('/' + TYPES, "must name nothing beside all");
      }
      return EnumSet.allOf(SuggestionType.class);
    }
    for (int i = 0; i < names.size(); i++) {
      SuggestionType type = SuggestionType.of(String.valueOf(names.getValue(i))).orElse(null);
      // An unknown one is no member of the contract's list, which has told so.
      if (type != null && !types.add(type)) {
        body.refuse('/' + TYPES + '/' + i, "must be distinct");
      }
    }
    return types;
  }
}
