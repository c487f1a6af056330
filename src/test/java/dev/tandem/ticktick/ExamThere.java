package dev.tandem.ticktick;

import dev.tandem.sandbox.SandboxProbe;
import dev.tandem.sync.SyncField;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A person in TickTick's app. */
final class ExamThere {
  private final SandboxProbe ticktick;
  private final ExamTwins twins;
  private final String account;
  private final List<ExamDeed> deeds;

  /** Who lies in wait, by the number of the sandbox's rule. */
  private final Map<Long, ExamDeed> waiting = new HashMap<>();

  private final Predicate<String> isKnown;

  /**
   * @param isKnown whether a task has been read by the gateway, by its id
   */
  ExamThere(
      SandboxProbe ticktick, String account, List<ExamDeed> deeds, Predicate<String> isKnown) {
    this.isKnown = isKnown;
    this.ticktick = ticktick;
    this.twins = new ExamTwins(ticktick, account);
    this.account = account;
    this.deeds = deeds;
  }

  /**
   * What is completed or abandoned is reopened or left alone: no listing shows later edits of it.
   */
  void play(ExamStep step) {
    boolean closed =
        twins.find(step.marker()).filter(task -> task.getInteger("status") != 0).isPresent();
    if (closed && step.act() != ExamStep.Act.REOPEN && step.act() != ExamStep.Act.LIST) {
      return;
    }
    switch (step.act()) {
      case CREATE -> create(step);
      case LIST -> list(step);
      case RESTORE -> {
        if (twins.find(step.marker()).isEmpty()) {
          twins
              .find("trashed", step.marker())
              .ifPresent(
                  task -> end(step, () -> ticktick.personRestores(account, task.getString("id"))));
        }
      }
      case DELETE ->
          twins
              .find(step.marker())
              .ifPresent(
                  task -> end(step, () -> ticktick.personDeletes(account, task.getString("id"))));
      default -> twins.find(step.marker()).ifPresent(task -> edit(step, task));
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
      case ABANDON -> {
        // No listing shows it: it is missed where it was, or never heard of.
        if (isKnown.test(id)) {
          status(step, task, () -> ticktick.personAbandons(account, id), "ABANDONED");
        }
      }
      case REOPEN -> {
        if (task.getInteger("status") != 0) {
          status(step, task, () -> ticktick.personReopens(account, id), "ACTIVE");
        }
      }
      case MOVE -> {
        List<JsonObject> lists = ticktick.projects(account);
        if (!lists.isEmpty()) {
          String list = lists.get(step.dice() % lists.size()).getString("id");
          change(
              step, task, () -> ticktick.personMoves(account, id, list), SyncField.PROJECT, list);
        }
      }
      case PARENT -> {
        if (step.task() > 0 && step.dice() % 3 > 0) {
          twins
              .find("m" + step.dice() % step.task())
              .ifPresent(parent -> under(step, task, parent));
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
    String id = task.getString("id");
    change(step, task, () -> ticktick.personUpdates(account, id, change), field, value);
  }

  private void status(ExamStep step, JsonObject task, Supplier<JsonObject> act, String value) {
    change(step, task, act, SyncField.STATUS, value);
  }

  /** What reaches a task only after it was trashed changes nothing, and nobody did it. */
  private void change(
      ExamStep step, JsonObject task, Supplier<JsonObject> act, SyncField field, String value) {
    String knew = ExamValues.of(field, ExamTwins.fields(task));
    Instant begun = Instant.now();
    JsonObject shown = act.get();
    boolean tooLate =
        ExamValues.of(field, ExamTwins.fields(shown)).equals(knew)
            && twins.find("trashed", step.marker()).isPresent();
    if (!tooLate) {
      deeds.add(new ExamDeed(step, begun, Instant.now(), field, value, knew, true));
    }
  }

  private void end(ExamStep step, Runnable act) {
    done(step, act, null, "", "");
  }

  private void done(ExamStep step, Runnable act, SyncField field, String value, String knew) {
    Instant begun = Instant.now();
    act.run();
    deeds.add(new ExamDeed(step, begun, Instant.now(), field, value, knew, true));
  }

  /** Somebody edits the task right after the gateway has looked at it. */
  void lieInWait(ExamStep step) {
    twins
        .find(step.marker())
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

  /** It may have been done after the rules were told of. */
  private boolean isDone(ExamDeed deed) {
    return twins
        .find(deed.step().marker())
        .map(task -> ExamValues.of(deed.field(), ExamTwins.fields(task)))
        .filter(deed.value()::equals)
        .isPresent();
  }

  /** Nobody lies in wait any more, and nothing goes wrong. */
  void clearFaults() {
    for (Object each : ticktick.faults()) {
      JsonObject rule = (JsonObject) each;
      if (account.equals(rule.getString("account"))) {
        long id = rule.getLong("id");
        ticktick.clearFault(id);
        ExamDeed deed = waiting.get(id);
        if (rule.getLong("hits") == 0 && deed != null && !isDone(deed)) {
          deeds.remove(deed);
        }
      }
    }
  }
}
