package dev.tandem.http;

import dev.tandem.http.ContractCheck.Reply;
import dev.tandem.http.FuzzDraft.Field;
import dev.tandem.sandbox.SandboxProbe;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * Ways into states that are never reached by chance: a consent, a conflict, deletions that are
 * held, changes that TickTick refuses for good, files whose names change with what is in them.
 */
final class FuzzJourneys {
  private static final Field WAIT = new Field("Prefer", "wait=10");
  private static final int VANISHING = 3;

  private final SandboxProbe ticktick;
  private final FuzzExchange exchange;
  private final Map<String, FuzzOperation> operations;

  /**
   * @param operations by their name: {@code GET /api/tasks}
   */
  FuzzJourneys(
      SandboxProbe ticktick, FuzzExchange exchange, Map<String, FuzzOperation> operations) {
    this.ticktick = ticktick;
    this.exchange = exchange;
    this.operations = operations;
  }

  /** What has the poison is refused from now on. */
  void poison(FuzzPerson person) {
    ticktick.fault(
        new JsonObject()
            .put("method", "POST")
            .put("account", person.name())
            .put("bodyContains", FuzzTexts.POISON)
            .put("kind", "status")
            .put("status", 403)
            .put("body", "")
            .put("count", 0));
  }

  /** By a personal token; an older one may have ended. */
  void connect(FuzzPerson person) {
    String token = ticktick.issueToken(person.name(), false).getString("access_token");
    exchange.keepSecret(token);
    person.known().add(FuzzKnown.TOKENS, token);
    ask(person, "PUT /api/ticktick/token", new JsonObject().put("access_token", token));
  }

  /** By the pages, as a browser goes through them. */
  void consent(FuzzPerson person) {
    Reply begun = ask(person, "GET /api/ticktick/authorize", null);
    String page = new JsonObject(begun.body()).getString("authorization_url");
    String cookie = begun.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    URI back = ticktick.consent(URI.create(page).getRawQuery(), person.name(), true);
    FuzzOperation callback = operations.get("GET " + ConsentCallback.PATH);
    exchange.send(
        FuzzRequest.of(
            callback,
            FuzzStage.nobody(),
            back.getRawPath() + "?" + back.getRawQuery(),
            null,
            new Field("Cookie", cookie)));
  }

  /** One text is changed on both sides, which somebody decides. */
  void conflict(FuzzPerson person) {
    JsonObject task = make(person, " contested");
    String twin = task.getString("ticktick_task_id");
    if (twin == null) {
      return;
    }
    // Refused for good, so that it waits here while the other side changes too.
    JsonObject here = new JsonObject().put("title", person.marker() + " " + FuzzTexts.POISON);
    ask(person, "PATCH /api/tasks/{id}", task.getLong("id"), here);
    ticktick.personUpdates(
        person.name(), twin, new JsonObject().put("title", person.marker() + " there"));
    ask(person, "POST /api/sync", null);
    JsonArray conflicts =
        new JsonObject(ask(person, "GET /api/conflicts", null).body())
            .getJsonArray("conflicts", new JsonArray());
    if (conflicts.size() > 1) {
      long newest = conflicts.getJsonObject(0).getLong("id");
      JsonObject decision = new JsonObject().put("keep", "local");
      ask(person, "POST /api/conflicts/{id}/resolve", newest, decision);
    }
  }

  /** A list goes with all its tasks, over there. */
  void heldDeletions(FuzzPerson person) {
    JsonObject name = new JsonObject().put("name", person.marker() + " vanishing");
    JsonObject project = new JsonObject(ask(person, "POST /api/projects", name).body());
    String list = project.getString("ticktick_project_id");
    if (list == null) {
      return;
    }
    JsonArray creates = new JsonArray();
    for (int i = 0; i < VANISHING; i++) {
      creates.add(
          new JsonObject()
              .put("op", "create")
              .put(
                  "task",
                  new JsonObject()
                      .put("title", person.marker() + " vanishing")
                      .put("project_id", project.getLong("id"))));
    }
    ask(person, "POST /api/tasks/batch", new JsonObject().put("operations", creates));
    ticktick.personDeletesProject(person.name(), list);
    ask(person, "POST /api/sync", null);
    ask(person, "GET /api/sync/status", null);
  }

  /** Changes become dead letters; one is tried again, one discarded, one stays. */
  void deadLetters(FuzzPerson person) {
    for (String decision : List.of("retry", "discard", "")) {
      JsonObject task = make(person, " " + FuzzTexts.POISON);
      if (!decision.isEmpty() && !task.isEmpty()) {
        String operation = "POST /api/sync/failures/{task_id}/" + decision;
        ask(person, operation, task.getLong("id"), null);
      }
    }
  }

  /** A task gets a place in its quadrant, then in another; of what is suggested half is taken. */
  void arrange(FuzzPerson person) {
    JsonObject task = make(person, " to be placed");
    long id = task.getLong("id", 0L);
    JsonObject order =
        new JsonObject()
            .put("quadrant", task.getString("effective_quadrant"))
            .put("task_ids", new JsonArray().add(id));
    ask(person, "POST /api/tasks/reorder", order);
    JsonObject place = new JsonObject().put("manual_quadrant", "Q2");
    ask(person, "PATCH /api/tasks/{id}/quadrant", id, place);
    for (String decision : List.of("approve", "reject")) {
      JsonObject suggestion =
          new JsonObject()
              .put("type", "title")
              .put("suggested", person.marker() + " to be " + decision);
      ask(person, "POST /api/tasks/{id}/suggestions", id, suggestion);
      JsonObject all = new JsonObject().put("suggestion_types", new JsonArray().add("all"));
      ask(person, "POST /api/tasks/{id}/suggestions/" + decision, id, all);
    }
  }

  /** A key is made and revoked, a consent begun by a browser and left. */
  void comeAndGo(FuzzPerson person) {
    JsonObject wanted = new JsonObject().put("name", person.marker());
    JsonObject key = new JsonObject(ask(person, "POST /api/keys", wanted).body());
    ask(person, "DELETE /api/keys/{id}", key.getLong("id", 0L), null);
    FuzzOperation consent = operations.get("GET /api/ticktick/authorize");
    exchange.send(FuzzRequest.of(consent, person, consent.path() + "?redirect=true", null));
  }

  /** The page of the contract and a file of it, by a browser that then comes again. */
  void readDocs(FuzzPerson person) {
    FuzzOperation page = operations.get("GET /docs");
    Reply read = comeAgain(person, page, page.path());
    DocsPage.of(read.body()).files().stream()
        .findFirst()
        .ifPresent(
            file -> comeAgain(person, operations.get("GET /docs/{version}/{file}"), '/' + file));
  }

  private Reply comeAgain(FuzzPerson person, FuzzOperation operation, String path) {
    Reply first = exchange.send(FuzzRequest.of(operation, person, path, null));
    first
        .headers()
        .firstValue("ETag")
        .map(tag -> new Field("If-None-Match", tag))
        .ifPresent(known -> exchange.send(FuzzRequest.of(operation, person, path, null, known)));
    return first;
  }

  /** Somebody is gone, to the last row or as far as is waited for. */
  void erasures(FuzzPerson admin) {
    FuzzOperation erasure = operations.get("DELETE /api/users/{id}");
    for (Field prefer : List.of(WAIT, new Field("Prefer", "respond-async"))) {
      JsonObject user =
          new JsonObject()
              .put("name", "Guest")
              .put("email", "guest" + System.nanoTime() + "@example.org");
      long id = new JsonObject(ask(admin, "POST /api/users", user).body()).getLong("id", 0L);
      exchange.send(FuzzRequest.of(erasure, admin, "/api/users/" + id, null, prefer));
    }
  }

  private JsonObject make(FuzzPerson person, String title) {
    JsonObject draft =
        new JsonObject().put("title", person.marker() + title).put("push_to_ticktick", true);
    return new JsonObject(ask(person, "POST /api/tasks", draft).body());
  }

  private Reply ask(FuzzPerson person, String operation, JsonObject body) {
    return send(person, operation, operations.get(operation).path(), body);
  }

  private Reply ask(FuzzPerson person, String operation, long id, JsonObject body) {
    String path = operations.get(operation).path().replaceFirst("\\{[a-z_]+}", "" + id);
    return send(person, operation, path, body);
  }

  private Reply send(FuzzPerson person, String operation, String path, JsonObject body) {
    FuzzOperation asked = operations.get(operation);
    List<Field> headers = asked.takes("Prefer") ? List.of(WAIT) : List.of();
    return exchange.send(FuzzRequest.of(asked, person, path, body, headers.toArray(Field[]::new)));
  }
}
