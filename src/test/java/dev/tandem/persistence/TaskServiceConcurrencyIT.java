package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.task.Task;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskField;
import dev.tandem.task.TaskPatch;
import dev.tandem.task.TaskReply;
import dev.tandem.task.TaskService;
import dev.tandem.task.TaskStore.Written;
import dev.tandem.task.TaskTopics.TaskChanged;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Writers of one task at a time, each through the service. */
final class TaskServiceConcurrencyIT {
  private static final int ROUNDS = 10;

  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final Queue<TaskChanged> events = new ConcurrentLinkedQueue<>();
  private TaskService service;
  private Task task;

  @BeforeEach
  void aTask() {
    service = new TaskService(db.store(), events::add);
    task = db.insert(db.connectedUser(), "t");
  }

  @RepeatedTest(ROUNDS)
  void noUpdateOverwritesAnother() {
    TaskContent wanted = Contents.full("new");
    List<TaskField> fields =
        List.of(
            TaskField.TITLE,
            TaskField.DESCRIPTION,
            TaskField.KIND,
            TaskField.DUE_DATE,
            TaskField.PRIORITY,
            TaskField.TAGS,
            TaskField.SORT_ORDER,
            TaskField.MANUAL_ORDER);
    List<Future<TaskReply>> writes = new ArrayList<>();
    for (TaskField field : fields) {
      writes.add(update(new TaskPatch(Set.of(field), wanted, null)));
    }
    result(Future.all(writes));
    Task after = db.find(task);
    assertThat(after.version()).isEqualTo(9);
    assertThat(fields)
        .allSatisfy(field -> assertThat(field.of(after.content())).isEqualTo(field.of(wanted)));
    assertThat(events)
        .extracting(TaskChanged::version)
        .containsExactlyInAnyOrder(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(db.queueRow(task).getLong("generation")).as("seven of them are pushed").isEqualTo(8);
    assertThat(after.sync().pendingFields())
        .containsExactly(
            "description",
            "due_date",
            "kind",
            "sort_order",
            "ticktick_priority",
            "ticktick_tags",
            "title");
  }

  @RepeatedTest(ROUNDS)
  void anUpdateAndADeleteEndWithoutTheTask() {
    db.link(task, "linked");
    Future<TaskReply> updated =
        update(new TaskPatch(Set.of(TaskField.TITLE), TaskContent.titled("new"), null));
    Future<TaskReply> deleted =
        service.handle(new TaskCommand.Delete(task.userId(), task.id(), false, null));
    result(Future.all(updated, deleted));
    assertThat(updated.result()).isInstanceOfAny(TaskReply.One.class, TaskReply.Missing.class);
    assertThat(deleted.result()).isEqualTo(new TaskReply.Deleted(task.id(), true));
    assertThat(result(db.store().find(task.userId(), task.id()))).isEmpty();
    assertThat(db.isQueued(task)).isTrue();
  }

  @RepeatedTest(ROUNDS)
  void twoTasksDoNotBecomeEachOthersParents() {
    Task other = db.insert(task.userId(), "other");
    Future<Written> first = under(task, other);
    Future<Written> second = under(other, task);
    result(Future.all(first, second));
    assertThat(List.of(first.result(), second.result()))
        .hasAtLeastOneElementOfType(Written.Ok.class)
        .hasAtLeastOneElementOfType(Written.Refused.class);
  }

  @RepeatedTest(ROUNDS)
  void aSubtaskMadeWhileItsParentGoesStandsAloneOrNotAtAll() {
    Future<Written> removed = db.store().remove(task.userId(), task.id(), task.version());
    Future<Written> inserted =
        db.store().insert(task.userId(), Contents.below("child", task.id()), null);
    result(Future.all(removed, inserted));
    assertThat(removed.result()).isInstanceOf(Written.Removed.class);
    if (inserted.result() instanceof Written.Ok child) {
      Task loose = db.find(child.task());
      assertThat(loose.content().parentId()).isNull();
      assertThat(loose.version()).as("it was told so").isEqualTo(2);
    } else {
      assertThat(inserted.result()).isInstanceOf(Written.Refused.class);
    }
  }

  private Future<TaskReply> update(TaskPatch patch) {
    return service.handle(new TaskCommand.Update(task.userId(), task.id(), patch, null));
  }

  private static Future<Written> under(Task child, Task parent) {
    return db.store()
        .update(
            StoreFixture.change(
                child,
                Contents.with(child.content(), TaskField.PARENT, Contents.below("", parent.id()))));
  }
}
