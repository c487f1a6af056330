package dev.tandem.sandbox;

import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;

/** The answers in force to the open questions of {@link Quirk}. */
final class Quirks {
  private final Map<Quirk, Boolean> chosen = new EnumMap<>(Quirk.class);

  boolean has(Quirk quirk) {
    return chosen.getOrDefault(quirk, quirk.preset());
  }

  /** Changes the named ones only; an unknown name or a value that is no boolean changes nothing. */
  void patch(JsonObject body) {
    var changes = new EnumMap<Quirk, Boolean>(Quirk.class);
    for (var key : body.fieldNames()) {
      changes.put(named(key), Loose.requiredFlag(body, key));
    }
    chosen.putAll(changes);
  }

  void reset() {
    chosen.clear();
  }

  JsonObject toJson() {
    var json = new JsonObject();
    for (var quirk : Quirk.values()) {
      json.put(quirk.key(), has(quirk));
    }
    return json;
  }

  private static Quirk named(String key) {
    for (var quirk : Quirk.values()) {
      if (quirk.key().equals(key)) {
        return quirk;
      }
    }
    throw new BadInput("No quirk is called " + key);
  }
}
