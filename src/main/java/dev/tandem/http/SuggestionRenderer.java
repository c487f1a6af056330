package dev.tandem.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tandem.suggestion.Suggestion;
import dev.tandem.suggestion.SuggestionReply;
import dev.tandem.suggestion.SuggestionType;
import dev.tandem.task.Task;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;

/** Suggestions as the contract shows them. */
final class SuggestionRenderer {
  private SuggestionRenderer() {}

  static Buffer suggestion(Suggestion suggestion) {
    return JsonText.of(json -> write(json, suggestion));
  }

  static Buffer page(SuggestionReply.Page page) {
    return JsonText.of(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("suggestions");
          for (Suggestion suggestion : page.suggestions()) {
            write(json, suggestion);
          }
          json.writeEndArray();
          JsonText.text(json, "next_cursor", page.nextCursor());
          json.writeEndObject();
        });
  }

  /**
   * @param verb what was done: {@code approved}
   * @param task as it is told
   */
  static Buffer decided(String verb, List<SuggestionType> types, Task task) {
    return JsonText.of(
        json -> {
          json.writeStartObject();
          json.writeNumberField(verb + "_count", types.size());
          JsonText.texts(
              json, verb + "_types", types.stream().map(SuggestionType::wireName).toList());
          json.writeFieldName("task");
          TaskRenderer.write(json, task);
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, Suggestion suggestion) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", suggestion.id());
    json.writeNumberField("task_id", suggestion.taskId());
    json.writeStringField("type", suggestion.type().wireName());
    json.writeFieldName("suggested");
    // Already JSON, as PostgreSQL wrote it.
    json.writeRawValue(suggestion.suggested());
    JsonText.text(json, "reason", suggestion.reason());
    JsonText.number(json, "confidence", suggestion.confidence());
    json.writeStringField("status", suggestion.status().wireName());
    JsonText.time(json, "created_at", suggestion.createdAt());
    JsonText.time(json, "decided_at", suggestion.decidedAt());
    json.writeEndObject();
  }
}
