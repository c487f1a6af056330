package dev.tandem.http;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** Query parameters that fit the contract. */
final class Query {
  private static final int DEFAULT_LIMIT = 100;

  private final JsonObject values;

  Query(JsonObject values) {
    this.values = values;
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.getString(name));
  }

  Optional<Long> id(String name) {
    return Optional.ofNullable(values.getLong(name));
  }

  Optional<Boolean> flag(String name) {
    return Optional.ofNullable(values.getBoolean(name));
  }

  Optional<Instant> time(String name) {
    return text(name).map(Rfc3339::parse);
  }

  int limit() {
    return values.getInteger("limit", DEFAULT_LIMIT);
  }

  Optional<String> cursor() {
    return text("cursor");
  }
}
