package dev.tandem.ticktick;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tandem.bus.WireJson;
import dev.tandem.sandbox.SandboxProbe;
import dev.tandem.sync.Fields;
import dev.tandem.sync.SyncField;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A person in TickTick's app. */
final class ExamThere {
  private final SandboxProbe ticktick;
  private final String account;
  private final List<ExamDeed> deeds;

  /** Who lies in wait, by the number of the sandbox's rule. */
  private final Map<Long, ExamDeed> waiting = new HashMap<>();

  ExamThere(SandboxProbe ticktick, String account, List<ExamDeed> deeds) {
    this.ticktick = ticktick;
    this.account = account;
    this.deeds = deeds;
  }

  /**
   * What is completed or abandoned is reopened or left alone: no listing shows later edits of it.
   */
  void play(ExamStep step) {
    boolean closed = find(step.marker()).filter(task -> task.getInteger("status") != 0).isPresent();
    if (closed && step.act() != ExamStep.Act.REOPEN && step.act() != ExamStep.Act.LIST) {
      return;
    }
    switch (step.act()) {
      case CREATE -> create(step);
      case LIST -> list(step);
      case RESTORE -> {
        if (find(step.marker()).isEmpty()) {
          find("trashed", step.marker())
              .ifPresent(
                  task ->
                      done(
                          step,
                          () -> ticktick.personRestores(account, task.getString("id")),
                          null,
                          "",
                          ""));
        }
      }
      case DELETE ->
          find(step.marker())
              .ifPresent(
                  task ->
                      done(
                          step,
                          () -> ticktick.personDeletes(account, task.getString("id")),
                          null,
                          "",
                          ""));
      default -> find(step.marker()).ifPresent(task -> edit(step, task));
    }
  }

  void list(ExamStep step) {
    List<JsonObject> lists = ticktick.projects(account);
    if (lists.size() < 3) {
      ticktick.personCreatesProject(account, "List " + step.number());
    } else {
      ticktick.personUpdatesProject(
          account,
          lists.get(step.dice() % lists.size()).getString("id"),
          new JsonObject().put("name", "Renamed " + step.number()));
    }
  }

  private void create(ExamStep step) {
    String title = step.marker() + " " + step.word("t");
    JsonObject task = new JsonObject().put("title", title);
    if (step.dice() % 2 == 0) {
      task.put("content", step.word("d"));
    }
    if (step.dice() % 5 == 0) {
      task.put("dueDate", RemoteDates.write(ExamRun.due(step)));
      if (step.dice() % 10 == 0) {
        task.put("repeatFlag", ExamRun.DAILY);
      }
    }
    List<JsonObject> lists = ticktick.projects(account);
    if (step.dice() % 3 == 0 && !lists.isEmpty()) {
      task.put("projectId", lists.get(step.dice() % lists.size()).getString("id"));
    }
    done(step, () -> ticktick.personCreates(account, task), SyncField.TITLE, title, "");
  }

  private void edit(ExamStep step, JsonObject task) {
    String id = task.getString("id");
    switch (step.act()) {
      case TITLE -> {
        String title = step.marker() + " " + step.word("t");
        update(step, task, new JsonObject().put("title", title), SyncField.TITLE, title);
      }
      case DESCRIPTION ->
          update(
              step, task, describing(task, step.word("d")), SyncField.DESCRIPTION, step.word("d"));
      case PRIORITY ->
          update(
              step,
              task,
              new JsonObject().put("priority", ExamRun.priority(step)),
              SyncField.PRIORITY,
              Integer.toString(ExamRun.priority(step)));
      case DATES ->
          update(
              step,
              task,
              new JsonObject().put("dueDate", RemoteDates.write(ExamRun.due(step))),
              SyncField.DATES,
              ExamRun.due(step) + " ");
      case TAG ->
          update(step, task, more(task, "tags", step.word("gg")), SyncField.TAGS, step.word("gg"));
      case UNTAG -> {
        JsonArray tags = task.getJsonArray("tags", new JsonArray()).copy();
        if (!tags.isEmpty()) {
          tags.remove(0);
          update(step, task, new JsonObject().put("tags", tags), SyncField.TAGS, "");
        }
      }
      case ITEM ->
          update(
              step,
              task,
              more(
                  task,
                  "items",
                  new JsonObject().put("title", step.word("i")).put("status", step.dice() % 2)),
              SyncField.ITEMS,
              step.word("i"));
      case REMINDER ->
          update(
              step,
              task,
              more(task, "reminders", ExamRun.reminder(step)),
              SyncField.REMINDERS,
              ExamRun.reminder(step));
      case COMPLETE -> status(step, task, () -> ticktick.personCompletes(account, id), "COMPLETED");
      case ABANDON -> status(step, task, () -> ticktick.personAbandons(account, id), "ABANDONED");
      case REOPEN -> {
        if (task.getInteger("status") != 0) {
          status(step, task, () -> ticktick.personReopens(account, id), "ACTIVE");
        }
      }
      case MOVE -> {
        List<JsonObject> lists = ticktick.projects(account);
        if (!lists.isEmpty()) {
          String list = lists.get(step.dice() % lists.size()).getString("id");
          done(
              step,
              () -> ticktick.personMoves(account, id, list),
              SyncField.PROJECT,
              list,
              task.getString("projectId"));
        }
      }
      case PARENT -> {
        if (step.task() > 0 && step.dice() % 3 > 0) {
          find("m" + step.dice() % step.task()).ifPresent(parent -> under(step, task, parent));
        } else {
          update(step, task, new JsonObject().put("parentId", ""), SyncField.PARENT, "");
        }
      }
      case SORT_ORDER ->
          update(
              step,
              task,
              new JsonObject().put("sortOrder", ExamRun.sortOrder(step)),
              SyncField.SORT_ORDER,
              Long.toString(ExamRun.sortOrder(step)));
      default -> {
        // A person does it elsewhere.
      }
    }
  }

  private void under(ExamStep step, JsonObject task, JsonObject parent) {
    String id = parent.getString("id");
    update(step, task, new JsonObject().put("parentId", id), SyncField.PARENT, id);
  }

  /** In the field that holds it. */
  private static JsonObject describing(JsonObject task, String text) {
    boolean checklist = "CHECKLIST".equals(task.getString("kind"));
    return new JsonObject().put(checklist ? "desc" : "content", text);
  }

  private static JsonObject more(JsonObject task, String field, Object element) {
    return new JsonObject()
        .put(field, task.getJsonArray(field, new JsonArray()).copy().add(element));
  }

  private void update(
      ExamStep step, JsonObject task, JsonObject change, SyncField field, String value) {
    done(
        step,
        () -> ticktick.personUpdates(account, task.getString("id"), change),
        field,
        value,
        ExamValues.of(field, fields(task)));
  }

  private void status(ExamStep step, JsonObject task, Runnable act, String value) {
    done(step, act, SyncField.STATUS, value, ExamValues.of(SyncField.STATUS, fields(task)));
  }

  private void done(ExamStep step, Runnable act, SyncField field, String value, String knew) {
    Instant begun = Instant.now();
    act.run();
    deeds.add(new ExamDeed(step, begun, Instant.now(), field, value, knew, true));
  }

  /** Somebody edits the task right after the gateway has looked at it. */
  void lieInWait(ExamStep step) {
    find(step.marker())
        .ifPresent(
            task -> {
              long rule =
                  ticktick.fault(
                      new JsonObject()
                          .put("account", account)
                          .put("route", "get-task")
                          .put("path", "/open/v1/project/*/task/" + task.getString("id"))
                          .put("kind", "person")
                          .put("phase", "after")
                          .put("fields", describing(task, step.word("d"))));
              ExamDeed deed =
                  new ExamDeed(
                      step,
                      Instant.now(),
                      Instant.MAX,
                      SyncField.DESCRIPTION,
                      step.word("d"),
                      "",
                      false);
              deeds.add(deed);
              waiting.put(rule, deed);
            });
  }

  /** Nobody lies in wait any more, and nothing goes wrong. */
  void clearFaults() {
    for (Object each : ticktick.faults()) {
      JsonObject rule = (JsonObject) each;
      if (account.equals(rule.getString("account"))) {
        long id = rule.getLong("id");
        ticktick.clearFault(id);
        if (rule.getLong("hits") == 0 && waiting.containsKey(id)) {
          deeds.remove(waiting.get(id));
        }
      }
    }
  }

  private Optional<JsonObject> find(String marker) {
    return find("live", marker)
        .or(() -> find("completed", marker))
        .or(() -> find("abandoned", marker));
  }

  private Optional<JsonObject> find(String state, String marker) {
    Set<String> copies = copies();
    return ticktick.tasks(account, state).stream()
        .filter(task -> task.getString("title").startsWith(marker + " "))
        .filter(task -> !copies.contains(task.getString("id")))
        .findFirst();
  }

  /** Completed occurrences. */
  Set<String> copies() {
    Set<String> copies = new HashSet<>();
    for (JsonObject entry :
        ticktick.ledger(Map.of("account", account, "effect", "task.occurrence-completed"))) {
      for (Object effect : entry.getJsonArray("effects")) {
        if (effect instanceof JsonObject one
            && one.getString("kind").equals("task.occurrence-completed")) {
          copies.add(one.getString("id"));
        }
      }
    }
    return copies;
  }

  /** All that its lists show, and what was completed and abandoned. */
  List<JsonObject> all() {
    JsonObject dump = ticktick.dump(account);
    List<JsonObject> all = new ArrayList<>();
    for (String state : List.of("live", "completed", "abandoned")) {
      dump.getJsonArray(state).forEach(task -> all.add((JsonObject) task));
    }
    return all;
  }

  static Fields fields(JsonObject task) {
    try {
      return TaskReading.read(WireJson.MAPPER.readTree(task.encode()), Duration.ZERO)
          .orElseThrow()
          .fields();
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
