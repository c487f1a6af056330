package dev.tandem.sandbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The faults in wait. The first rule that fits a request takes it. */
final class Faults {
  private final List<FaultRule> rules = new ArrayList<>();
  private long last;

  FaultRule add(JsonObject json) {
    var rule = FaultRule.fromJson(++last, json);
    rules.add(rule);
    return rule;
  }

  Optional<Fault> take(Call call) {
    for (var rule : rules) {
      var fault = rule.take(call);
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }

  boolean remove(long id) {
    return rules.removeIf(rule -> rule.id() == id);
  }

  void clear() {
    rules.clear();
  }

  JsonArray toJson() {
    var array = new JsonArray();
    rules.forEach(rule -> array.add(rule.toJson()));
    return array;
  }
}
