package dev.tandem.sandbox;

import static dev.tandem.sandbox.ControlLine.array;
import static dev.tandem.sandbox.ControlLine.encoded;
import static dev.tandem.sandbox.ControlLine.object;
import static dev.tandem.sandbox.ControlLine.objects;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The sandbox's control API for tests. Blocking; not for event loops. */
public final class SandboxProbe {
  private static final Pattern PAGE_ID = Pattern.compile("name=\"page\" value=\"([^\"]+)\"");

  private final ControlLine line;

  public SandboxProbe(int port) {
    this.line = new ControlLine(URI.create("http://127.0.0.1:" + port));
  }

  public URI root() {
    return line.root();
  }

  /** Everything back to the start; the ledger and the world are empty. */
  public void reset() {
    control("POST", "/reset", null);
  }

  /**
   * Lays a fault in wait.
   *
   * @param rule as documented in docs/sandbox.md: route or method and path, count, kind, phase…
   */
  public long fault(JsonObject rule) {
    return object(control("POST", "/faults", rule)).getLong("id");
  }

  /** The next {@code count} requests of a route suffer this kind of fault. */
  public long fault(String route, String kind, String phase, int count) {
    return fault(
        new JsonObject()
            .put("route", route)
            .put("kind", kind)
            .put("phase", phase)
            .put("count", count));
  }

  /** The next {@code count} requests of a route are answered with a status and no effect. */
  public long faultStatus(String route, int status, String body, int count) {
    return fault(
        new JsonObject()
            .put("route", route)
            .put("kind", "status")
            .put("status", status)
            .put("body", body)
            .put("count", count));
  }

  public void clearFaults() {
    control("DELETE", "/faults", null);
  }

  public void clearFault(long id) {
    control("DELETE", "/faults/" + id, null);
  }

  public JsonArray faults() {
    return array(control("GET", "/faults", null));
  }

  /** The requests that hang. */
  public List<JsonObject> held() {
    return objects(array(control("GET", "/held", null)));
  }

  /** Lets one go on, or closes its connection. */
  public void release(long number, boolean drop) {
    control("POST", "/held/" + number + "/release", new JsonObject().put("drop", drop));
  }

  public int releaseAll() {
    return object(control("POST", "/held/release", null)).getInteger("released");
  }

  public Instant now() {
    return Instant.parse(object(control("GET", "/clock", null)).getString("now"));
  }

  public void fixClock(Instant at) {
    control("POST", "/clock", new JsonObject().put("fix", at.toString()));
  }

  public void advanceClock(Duration by) {
    control("POST", "/clock", new JsonObject().put("advanceMillis", by.toMillis()));
  }

  public void runClock() {
    control("POST", "/clock", new JsonObject().put("run", true));
  }

  public void rateLimits(boolean on) {
    control("POST", "/limits", new JsonObject().put("on", on));
  }

  public void rateLimits(int perMinute, int perFiveMinutes) {
    control(
        "POST",
        "/limits",
        new JsonObject()
            .put("on", true)
            .put("perMinute", perMinute)
            .put("perFiveMinutes", perFiveMinutes));
  }

  public void rejectedCallsCount(boolean count) {
    control("POST", "/limits", new JsonObject().put("rejectedCount", count));
  }

  public void quirk(String name, boolean on) {
    control("POST", "/quirks", new JsonObject().put(name, on));
  }

  public JsonObject quirks() {
    return object(control("GET", "/quirks", null));
  }

  /** A new pair of tokens, as if the person had agreed once more. */
  public JsonObject issueToken(String account, boolean refresh) {
    return object(
        control("POST", account(account) + "/tokens", new JsonObject().put("refresh", refresh)));
  }

  /** All access tokens of the account expire now; refresh tokens stay good. */
  public void expireToken(String account) {
    control("POST", account(account) + "/tokens/expire", null);
  }

  /** All tokens of the account end, refresh tokens too. */
  public void revokeTokens(String account) {
    control("POST", account(account) + "/tokens/revoke", null);
  }

  /** live, completed, abandoned, trashed, lost, projects, deletedProjects. */
  public JsonObject dump(String account) {
    return object(control("GET", account(account), null));
  }

  /** The open tasks that its lists show. */
  public List<JsonObject> tasks(String account) {
    return tasks(account, "live");
  }

  /**
   * The tasks in one state.
   *
   * @param state live, completed, abandoned, trashed or lost
   */
  public List<JsonObject> tasks(String account, String state) {
    return objects(dump(account).getJsonArray(state));
  }

  public List<JsonObject> projects(String account) {
    return objects(dump(account).getJsonArray("projects"));
  }

  public JsonObject personCreates(String account, JsonObject task) {
    return object(control("POST", account(account) + "/tasks", task));
  }

  public JsonObject personUpdates(String account, String taskId, JsonObject fields) {
    return object(control("POST", task(account, taskId), fields));
  }

  public JsonObject personCompletes(String account, String taskId) {
    return object(control("POST", task(account, taskId) + "/complete", null));
  }

  public JsonObject personAbandons(String account, String taskId) {
    return object(control("POST", task(account, taskId) + "/abandon", null));
  }

  public JsonObject personReopens(String account, String taskId) {
    return object(control("POST", task(account, taskId) + "/reopen", null));
  }

  public JsonObject personMoves(String account, String taskId, String projectId) {
    return object(
        control(
            "POST", task(account, taskId) + "/move", new JsonObject().put("projectId", projectId)));
  }

  public void personDeletes(String account, String taskId) {
    control("DELETE", task(account, taskId), null);
  }

  public JsonObject personRestores(String account, String taskId) {
    return object(control("POST", task(account, taskId) + "/restore", null));
  }

  public JsonObject personCreatesProject(String account, String name) {
    return object(
        control("POST", account(account) + "/projects", new JsonObject().put("name", name)));
  }

  public JsonObject personUpdatesProject(String account, String projectId, JsonObject fields) {
    return object(control("POST", project(account, projectId), fields));
  }

  public void personArchivesProject(String account, String projectId) {
    control("POST", project(account, projectId) + "/archive", null);
  }

  public void personDeletesProject(String account, String projectId) {
    control("DELETE", project(account, projectId), null);
  }

  public List<JsonObject> ledger() {
    return ledger(Map.of());
  }

  /**
   * The requests that pass a filter, oldest first.
   *
   * @param filter any of account, route, method, path, outcome, id, effect, since
   */
  public List<JsonObject> ledger(Map<String, String> filter) {
    var path = "/ledger?" + ControlLine.form(filter);
    return objects(object(control("GET", path, null)).getJsonArray("entries"));
  }

  /** How many requests of a route came in. */
  public int requests(String route) {
    return ledger(Map.of("route", route)).size();
  }

  /** How often something happened, such as token.refreshed. */
  public int effects(String kind) {
    return summary().getJsonObject("effects").getInteger(kind, 0);
  }

  public JsonObject summary() {
    return object(control("GET", "/ledger/summary", null));
  }

  /**
   * Goes through the consent page as a browser would.
   *
   * @param query of /oauth/authorize
   * @return where the browser is sent
   */
  public URI consent(String query, String account, boolean approve) {
    var page = send(HttpRequest.newBuilder(root().resolve("/oauth/authorize?" + query)).build());
    var id = PAGE_ID.matcher(page.body());
    if (!id.find()) {
      throw new AssertionError("No consent page: " + page.statusCode() + " " + page.body());
    }
    var decision = approve ? "approve" : "deny";
    var fields = Map.of("page", id.group(1), "account", account, "decision", decision);
    var answer = line.submit("/oauth/authorize", fields);
    return URI.create(answer.headers().firstValue("Location").orElseThrow());
  }

  /** Any request of the service itself, unchecked. */
  public HttpResponse<String> send(HttpRequest request) {
    return line.send(request);
  }

  HttpClient client() {
    return line.client();
  }

  private String control(String method, String path, JsonObject body) {
    return line.call(method, "/__sandbox" + path, body);
  }

  private static String account(String name) {
    return "/accounts/" + encoded(name);
  }

  private static String task(String account, String id) {
    return account(account) + "/tasks/" + id;
  }

  private static String project(String account, String id) {
    return account(account) + "/projects/" + id;
  }
}
