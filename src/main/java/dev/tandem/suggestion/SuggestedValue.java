package dev.tandem.suggestion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tandem.bus.WireJson;
import dev.tandem.task.Quadrant;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskContentBuilder;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A suggested value as JSON, in the form in which a task shows the field: a priority is 0, 1, 3 or
 * 5, tags are all the tags, a time is in UTC with milliseconds, a list is our id and null the
 * Inbox, a quadrant is its name and null lets the rules decide.
 */
public final class SuggestedValue {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final Set<Integer> PRIORITIES = Set.of(0, 1, 3, 5);

  private SuggestedValue() {}

  /** The value that a task with this content has. The quadrant is no part of a content. */
  public static String of(SuggestionType type, TaskContent content) {
    return text(
        switch (type) {
          case PRIORITY -> content.priority();
          case TAGS -> content.tags();
          case START_DATE -> time(content.startDate());
          case DUE_DATE -> time(content.dueDate());
          case PROJECT -> content.projectId();
          case TIME_ESTIMATE -> content.timeEstimate();
          case REPEAT -> content.repeatFlag();
          case TITLE -> content.title();
          case DESCRIPTION -> content.description();
          case QUADRANT -> throw new IllegalArgumentException("a content has no quadrant");
        });
  }

  /**
   * @param quadrant null: the rules decide
   */
  public static String ofQuadrant(@Nullable Quadrant quadrant) {
    return text(quadrant == null ? null : quadrant.name());
  }

  /**
   * @param projectId null: the Inbox
   */
  public static String ofProject(@Nullable Long projectId) {
    return text(projectId);
  }

  /** A list by TickTick's id, as it may be proposed. */
  public static String ofRemoteProject(String remoteId) {
    return text(remoteId);
  }

  /** Whether a value is one of its type, its references apart. */
  static boolean fits(Proposal proposal) {
    try {
      if (remoteProject(proposal).isEmpty()) {
        write(proposal.type(), proposal.suggested(), TaskContent.titled("").but());
      }
      return true;
    } catch (IllegalArgumentException misfit) {
      return false;
    }
  }

  /** The list that a proposal names by TickTick's id; empty if it does not. */
  static Optional<String> remoteProject(Proposal proposal) {
    JsonNode json = json(proposal.suggested());
    return proposal.type() == SuggestionType.PROJECT && json.isTextual()
        ? Optional.of(json.textValue())
        : Optional.empty();
  }

  /** The list that a value names by our id; empty: the Inbox. */
  static Optional<Long> project(String value) {
    return Optional.ofNullable(whole(json(value)));
  }

  /** The quadrant that a value names; empty: the rules decide. */
  static Optional<Quadrant> quadrant(String value) {
    String name = textOrNull(json(value));
    return Optional.ofNullable(name).map(Quadrant::valueOf);
  }

  /**
   * Puts the value into a content that is being made; the quadrant has no place there.
   *
   * @throws IllegalArgumentException if the value is none of its type
   */
  static void write(SuggestionType type, String value, TaskContentBuilder content) {
    JsonNode json = json(value);
    switch (type) {
      case PRIORITY -> content.priority(priority(json));
      case TAGS -> content.tags(texts(json));
      case START_DATE -> content.startDate(instant(json));
      case DUE_DATE -> content.dueDate(instant(json));
      case PROJECT -> content.projectId(whole(json));
      case TIME_ESTIMATE -> content.timeEstimate(minutes(json));
      case REPEAT -> content.repeatFlag(textOrNull(json));
      case TITLE -> content.title(present(json));
      case DESCRIPTION -> content.description(present(json));
      case QUADRANT -> quadrant(value);
    }
  }

  private static String text(@Nullable Object value) {
    try {
      return WireJson.MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a suggested value cannot be written", e);
    }
  }

  private static JsonNode json(String value) {
    try {
      return WireJson.MAPPER.readTree(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a suggested value is no JSON", e);
    }
  }

  private static @Nullable String time(@Nullable Instant time) {
    return time == null ? null : TIME.format(time);
  }

  private static @Nullable Instant instant(JsonNode json) {
    String text = textOrNull(json);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("a suggested time is none", e);
    }
  }

  private static int priority(JsonNode json) {
    if (!json.isInt() || !PRIORITIES.contains(json.intValue())) {
      throw new IllegalArgumentException("a suggested priority is none");
    }
    return json.intValue();
  }

  private static @Nullable Integer minutes(JsonNode json) {
    if (json.isNull()) {
      return null;
    }
    if (!json.isInt()) {
      throw new IllegalArgumentException("suggested minutes are no number");
    }
    return json.intValue();
  }

  private static @Nullable Long whole(JsonNode json) {
    if (json.isNull()) {
      return null;
    }
    if (!json.isIntegralNumber() || !json.canConvertToLong()) {
      throw new IllegalArgumentException("a suggested number is none");
    }
    return json.longValue();
  }

  private static String present(JsonNode json) {
    if (!json.isTextual()) {
      throw new IllegalArgumentException("a suggested text is none");
    }
    return json.textValue();
  }

  private static @Nullable String textOrNull(JsonNode json) {
    return json.isNull() ? null : present(json);
  }

  private static List<String> texts(JsonNode json) {
    if (!(json instanceof ArrayNode array)) {
      throw new IllegalArgumentException("suggested tags are no list");
    }
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(present(text)));
    return texts;
  }
}
