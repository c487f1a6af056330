package dev.tandem.sandbox;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which requests a fault befalls, and how many of them. */
final class FaultRule {
  private static final Pattern SLASH = Pattern.compile("/");

  private final long id;
  private final Match match;
  private final Fault fault;
  private long skip;
  private long left;
  private long hits;

  private FaultRule(long id, Match match, Fault fault) {
    this.id = id;
    this.match = match;
    this.fault = fault;
  }

  /**
   * What a rule looks at; empty matches all.
   *
   * @param path segments, of which {@code *} and {@code {name}} stand for any one and a last {@code
   *     **} for any number
   * @param bodyContains a text of the request's body, so that one poisoned row can be named
   */
  record Match(
      Optional<String> route,
      Optional<String> method,
      Optional<String> path,
      Optional<String> account,
      Optional<String> bodyContains) {

    boolean accepts(Call call) {
      var source = call.entry().source();
      return route.filter(name -> !name.equals(source.route())).isEmpty()
          && method.filter(name -> !name.equalsIgnoreCase(source.method())).isEmpty()
          && account.filter(name -> !name.equals(call.entry().account())).isEmpty()
          && path.filter(pattern -> !matches(pattern, source.path())).isEmpty()
          && bodyContains.filter(text -> !call.body().toString().contains(text)).isEmpty();
    }
  }

  /** One that befalls the next {@code count} matches after {@code skip}; 0 for all to come. */
  static FaultRule fromJson(long id, JsonObject json) {
    var match =
        new Match(
            Loose.text(json, "route"),
            Loose.text(json, "method").filter(method -> !method.equals("*")),
            Loose.text(json, "path"),
            Loose.text(json, "account"),
            Loose.text(json, "bodyContains"));
    var rule = new FaultRule(id, match, Fault.fromJson(json));
    rule.skip = Loose.number(json, "skip").orElse(0);
    var count = Loose.number(json, "count").orElse(1);
    rule.left = count <= 0 ? Long.MAX_VALUE : count;
    return rule;
  }

  /** The fault, if this is a request that it befalls; counts it. */
  Optional<Fault> take(Call call) {
    if (left == 0 || !match.accepts(call)) {
      return Optional.empty();
    }
    if (skip > 0) {
      skip--;
      return Optional.empty();
    }
    left--;
    hits++;
    return Optional.of(fault);
  }

  long id() {
    return id;
  }

  JsonObject toJson() {
    var json = fault.toJson().put("id", id).put("hits", hits).put("skip", skip);
    if (left < Long.MAX_VALUE - hits) {
      json.put("left", left);
    }
    match.route().ifPresent(route -> json.put("route", route));
    match.method().ifPresent(method -> json.put("method", method));
    match.path().ifPresent(path -> json.put("path", path));
    match.account().ifPresent(account -> json.put("account", account));
    return json;
  }

  static boolean matches(String pattern, String path) {
    var wanted = List.of(SLASH.split(pattern, -1));
    var given = List.of(SLASH.split(path, -1));
    for (var i = 0; i < wanted.size(); i++) {
      var segment = wanted.get(i);
      if (segment.equals("**")) {
        return true;
      }
      if (i >= given.size() || !(isAny(segment) || segment.equals(given.get(i)))) {
        return false;
      }
    }
    return wanted.size() == given.size();
  }

  private static boolean isAny(String segment) {
    return segment.equals("*") || (segment.startsWith("{") && segment.endsWith("}"));
  }
}
