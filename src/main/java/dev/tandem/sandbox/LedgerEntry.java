package dev.tandem.sandbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of one request. Never a token, a query string or a task's text. */
final class LedgerEntry {
  private final long number;
  private final Instant at;
  private final Source source;
  private final Set<String> ids = new LinkedHashSet<>(4);
  private List<Effect> effects = List.of();
  private Outcome outcome = Outcome.PENDING;
  private @Nullable String account;
  private @Nullable Instant effectAt;
  private @Nullable String fault;
  private int status;

  LedgerEntry(long number, Instant at, Source source) {
    this.number = number;
    this.at = at;
    this.source = source;
    this.account = source.account();
  }

  /**
   * Where a request came from.
   *
   * @param method of HTTP, or PERSON for an edit in the app
   * @param account whose token it carried, if any
   */
  record Source(String method, String path, String route, @Nullable String account) {}

  /** What a request came to. */
  enum Outcome {
    /** Not decided yet; perhaps held. */
    PENDING,
    READ,
    APPLIED,
    NO_EFFECT,
    REFUSED,
    /** A fault kept it from having an effect. */
    FAULT;

    String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  long number() {
    return number;
  }

  Instant at() {
    return at;
  }

  Source source() {
    return source;
  }

  @Nullable String account() {
    return account;
  }

  /** Says whose request it was when that shows only later: at the token endpoint. */
  void belongsTo(String name) {
    account = name;
  }

  Outcome outcome() {
    return outcome;
  }

  List<Effect> effects() {
    return effects;
  }

  /** Names a task or project that the request was about, effect or not. */
  void about(String id) {
    ids.add(id);
  }

  boolean isAbout(String id) {
    return ids.contains(id);
  }

  void faulted(String kind) {
    fault = kind;
  }

  void decide(Outcome decided) {
    outcome = decided;
  }

  void applied(List<Effect> done, Instant when) {
    effects = List.copyOf(done);
    done.forEach(effect -> ids.add(effect.id()));
    ids.remove("");
    effectAt = when;
    outcome = Outcome.APPLIED;
  }

  void answered(int code) {
    status = code;
  }

  JsonObject toJson() {
    var json =
        new JsonObject()
            .put("number", number)
            .put("at", at.toString())
            .put("method", source.method())
            .put("path", source.path())
            .put("route", source.route())
            .put("outcome", outcome.key())
            .put("status", status)
            .put("ids", new JsonArray(List.copyOf(ids)));
    var done = new JsonArray();
    effects.forEach(e -> done.add(new JsonObject().put("kind", e.kind()).put("id", e.id())));
    json.put("effects", done);
    if (account != null) {
      json.put("account", account);
    }
    if (effectAt != null) {
      json.put("effectAt", effectAt.toString());
    }
    if (fault != null) {
      json.put("fault", fault);
    }
    return json;
  }
}
