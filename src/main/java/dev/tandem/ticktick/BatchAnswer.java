package dev.tandem.ticktick;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.sync.RemoteAnswer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What {@code POST /task/batch} answers (ticktick-api.md, 4.4): a 200 that says by id what was done
 * and what was not. What cannot be read of it says nothing.
 *
 * @param etags of what was done, by task id
 * @param errors codes, by task id; of an id that is in both maps, this one counts
 */
record BatchAnswer(Map<String, String> etags, Map<String, String> errors) {
  /** A code is repeated to people only if it looks like one. */
  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.-]{1,60}");

  private static final String UNKNOWN = "UNKNOWN";
  private static final int SUCCESS = 200;

  BatchAnswer {
    etags = Map.copyOf(etags);
    errors = Map.copyOf(errors);
  }

  /** Empty if it has neither map. */
  static Optional<BatchAnswer> of(JsonNode body) {
    JsonNode done = body.path("id2etag");
    JsonNode refused = body.path("id2error");
    if (!done.isObject() && !refused.isObject()) {
      return Optional.empty();
    }
    Map<String, String> errors = texts(refused);
    Map<String, String> etags = texts(done);
    etags.keySet().removeAll(errors.keySet());
    return Optional.of(new BatchAnswer(etags, errors));
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object
        .properties()
        .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText(UNKNOWN)));
    texts.remove("");
    return texts;
  }

  /** What was done that none of these is: the ids of new tasks. */
  Set<String> madeBeside(Set<String> updated) {
    return beside(etags.keySet(), updated);
  }

  /** What was refused that none of these is. */
  Set<String> refusedBeside(Set<String> updated) {
    return beside(errors.keySet(), updated);
  }

  private static Set<String> beside(Set<String> ids, Set<String> updated) {
    Set<String> others = new TreeSet<>(ids);
    others.removeAll(updated);
    return others;
  }

  /** What an error of one task means, as if it had been the answer to a request about it alone. */
  static RemoteAnswer refusal(String code) {
    return switch (code) {
      case "DELETED", "NOT_EXISTED" -> new RemoteAnswer.NotFound();
      case "NO_PROJECT_PERMISSION", "NO_TEAM_PERMISSION" -> new RemoteAnswer.Forbidden();
      default -> new RemoteAnswer.Refused(SUCCESS, CODE.matcher(code).matches() ? code : UNKNOWN);
    };
  }
}
