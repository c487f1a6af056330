package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tandem.task.Quadrant;
import dev.tandem.task.SyncState;
import dev.tandem.task.Task;
import dev.tandem.task.TaskQuery;
import dev.tandem.task.TaskQuery.Sort;
import dev.tandem.task.TaskQuery.TaskFilter;
import dev.tandem.task.TaskReply;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pages, one after the other, are the list. */
final class PgTaskStorePagingIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private static final List<TaskFilter> FILTERS =
      List.of(
          TaskFilter.none(),
          Queries.quadrant(Quadrant.Q4),
          Queries.syncState(SyncState.PENDING),
          Queries.tag("home"),
          Queries.pending());

  @ParameterizedTest
  @EnumSource(Sort.class)
  void pagesOfAnySizeNeitherRepeatNorSkip(Sort sort) {
    Random random = new Random(sort.name().hashCode());
    long user = randomTasks(random, 60);
    for (TaskFilter filter : FILTERS) {
      for (boolean descending : new boolean[] {false, true}) {
        TaskReply.Page whole =
            result(
                db.store()
                    .list(
                        user,
                        new TaskQuery(filter, sort, descending, 500, Optional.empty(), true)));
        assertThat(whole.tasks())
            .isNotEmpty()
            .isSortedAccordingTo(descending ? order(sort).reversed() : order(sort));
        for (int size : new int[] {1, 7, whole.tasks().size()}) {
          TaskQuery query = new TaskQuery(filter, sort, descending, size, Optional.empty(), true);
          assertThat(allPages(user, query)).isEqualTo(whole.tasks());
        }
      }
    }
  }

  /** Half of the tasks have a twin in every key but the id. */
  private static long randomTasks(Random random, int count) {
    long user = db.connectedUser();
    Instant now = db.row("SELECT now()").getOffsetDateTime(0).toInstant();
    for (int i = 0; i < count; i++) {
      Task task = db.insert(user, Contents.random(random, now));
      if (random.nextBoolean()) {
        db.settle(task);
      }
    }
    db.rows(
        "UPDATE tasks SET created_at = date_trunc('milliseconds', $2::timestamptz),"
            + " modified_at = $2 WHERE user_id = $1 AND id % 2 = 0",
        user, now.atOffset(ZoneOffset.UTC));
    return user;
  }

  private static Comparator<Task> order(Sort sort) {
    Comparator<Task> byId = Comparator.comparing(Task::id);
    return switch (sort) {
      case MANUAL ->
          Comparator.<Task, Integer>comparing(
                  task -> task.content().manualOrder(),
                  Comparator.nullsLast(Comparator.naturalOrder()))
              .thenComparing(Comparator.comparing(Task::createdAt).reversed())
              .thenComparing(byId.reversed());
      case DUE_DATE ->
          Comparator.<Task, Instant>comparing(
                  task -> task.content().dueDate(), Comparator.nullsLast(Comparator.naturalOrder()))
              .thenComparing(byId);
      case CREATED_AT -> Comparator.comparing(Task::createdAt).thenComparing(byId);
      case LAST_MODIFIED_AT -> Comparator.comparing(Task::modifiedAt).thenComparing(byId);
      case PRIORITY ->
          Comparator.<Task, Integer>comparing(task -> task.content().priority())
              .thenComparing(byId);
    };
  }

  @ParameterizedTest
  @EnumSource(Sort.class)
  void endsAPageOfHeavyTasksEarlyAndLosesNone(Sort sort) {
    long user = randomTasks(new Random(sort.name().hashCode()), 20);
    db.rows("UPDATE tasks SET description = repeat('x', 300000) WHERE user_id = $1", user);
    for (boolean descending : new boolean[] {false, true}) {
      TaskQuery query =
          new TaskQuery(
              TaskFilter.all(TaskQuery.Extent.ALL), sort, descending, 500, Optional.empty(), true);
      assertThat(result(db.store().list(user, query)).tasks()).hasSize(4);
      assertThat(allPages(user, query))
          .hasSize(20)
          .doesNotHaveDuplicates()
          .isSortedAccordingTo(descending ? order(sort).reversed() : order(sort));
    }
  }

  private static List<Task> allPages(long user, TaskQuery query) {
    List<Task> seen = new ArrayList<>();
    String cursor = null;
    Long total = null;
    do {
      TaskReply.Page page = result(db.store().list(user, Queries.next(query, cursor)));
      assertThat(page.tasks()).hasSizeBetween(1, query.limit());
      assertThat(total == null || total.equals(page.total())).as("total of each page").isTrue();
      total = page.total();
      seen.addAll(page.tasks());
      cursor = page.nextCursor();
    } while (cursor != null);
    assertThat(total).isEqualTo(seen.size());
    return seen;
  }

  @ParameterizedTest
  @EnumSource(Sort.class)
  void tasksThatDoNotChangeAreSeenOnceWhileOthersMove(Sort sort) {
    Random random = new Random(sort.name().hashCode() + 1L);
    long user = randomTasks(random, 40);
    Set<Long> unchanged = new HashSet<>();
    List<Task> movable = new ArrayList<>();
    for (Task task : result(db.store().list(user, Queries.all(TaskFilter.none()))).tasks()) {
      if (random.nextInt(3) == 0) {
        movable.add(task);
      } else {
        unchanged.add(task.id());
      }
    }
    List<Long> seen = new ArrayList<>();
    TaskQuery query =
        new TaskQuery(TaskFilter.none(), sort, random.nextBoolean(), 3, Optional.empty(), false);
    String cursor = null;
    do {
      TaskReply.Page page = result(db.store().list(user, Queries.next(query, cursor)));
      page.tasks().stream().map(Task::id).filter(unchanged::contains).forEach(seen::add);
      cursor = page.nextCursor();
      if (!movable.isEmpty()) {
        Task moved = movable.remove(0);
        db.update(moved, Contents.random(random, moved.createdAt()));
      }
      db.insert(user, Contents.random(random, Contents.NOON));
    } while (cursor != null && seen.size() <= unchanged.size());
    assertThat(seen).containsExactlyInAnyOrderElementsOf(unchanged);
  }

  @Test
  void quadrantsStayAsTheFirstPageToldThem() {
    long user = db.user();
    for (int i = 0; i < 4; i++) {
      db.insert(user, "t" + i);
    }
    db.rows("UPDATE tasks SET urgent_from = now() + interval '700 ms' WHERE user_id = $1", user);
    TaskQuery query =
        new TaskQuery(Queries.quadrant(Quadrant.Q4), Sort.MANUAL, false, 2, Optional.empty(), true);
    TaskReply.Page first = result(db.store().list(user, query));
    assertThat(first.tasks()).hasSize(2);
    Task seen = first.tasks().get(0);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> db.find(seen).quadrant() == Quadrant.Q3);
    TaskReply.Page second = result(db.store().list(user, Queries.next(query, first.nextCursor())));
    assertThat(second.tasks()).extracting(Task::quadrant).containsExactly(Quadrant.Q4, Quadrant.Q4);
    assertThat(second.total()).isEqualTo(4);
    assertThat(second.nextCursor()).isNull();
    assertThat(result(db.store().list(user, query)).tasks()).as("seen anew").isEmpty();
  }

  @Test
  void aCursorBelongsToOneList() {
    long user = db.user();
    db.insert(user, "a");
    db.insert(user, "b");
    TaskQuery query =
        new TaskQuery(TaskFilter.none(), Sort.CREATED_AT, false, 1, Optional.empty(), false);
    String cursor = result(db.store().list(user, query)).nextCursor();
    assertThat(cursor).matches("[A-Za-z0-9_-]+");
    List<TaskQuery> others =
        List.of(
            new TaskQuery(TaskFilter.none(), Sort.DUE_DATE, false, 1, Optional.of(cursor), false),
            new TaskQuery(TaskFilter.none(), Sort.CREATED_AT, true, 1, Optional.of(cursor), false),
            new TaskQuery(Queries.tag("a"), Sort.CREATED_AT, false, 1, Optional.of(cursor), false));
    for (TaskQuery other : others) {
      assertThatIllegalArgumentException().isThrownBy(() -> result(db.store().list(user, other)));
    }
    TaskQuery largerPage =
        new TaskQuery(TaskFilter.none(), Sort.CREATED_AT, false, 9, Optional.of(cursor), true);
    assertThat(result(db.store().list(user, largerPage)).tasks()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Sort.class)
  void aHostileCursorIsRefusedOrHarmless(Sort sort) {
    long user = db.user();
    db.insert(user, "a");
    db.insert(user, "b");
    TaskQuery query = new TaskQuery(TaskFilter.none(), sort, true, 1, Optional.empty(), true);
    String real = result(db.store().list(user, query)).nextCursor();
    for (String garbage :
        List.of("", "%", "e30", "bnVsbA", "MQ", "W10", "'; --", real + "=", "A".repeat(5000))) {
      assertThatIllegalArgumentException()
          .as(garbage)
          .isThrownBy(() -> result(db.store().list(user, Queries.next(query, garbage))));
    }
    JsonObject cursor =
        new JsonObject(new String(Base64.getUrlDecoder().decode(real), StandardCharsets.UTF_8));
    int refused = 0;
    for (String name : new HashSet<>(cursor.fieldNames())) {
      for (Object value :
          new Object[] {
            null,
            "x",
            "'; DROP TABLE tasks; --",
            -1,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            1e300,
            true,
            new JsonObject(),
            9_223_371_331_199_999_999L,
            -210_866_803_200_000_000L
          }) {
        String hostile =
            Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                    cursor.copy().put(name, value).encode().getBytes(StandardCharsets.UTF_8));
        refused += isRefused(user, Queries.next(query, hostile)) ? 1 : 0;
      }
    }
    assertThat(refused).as("refused, of 55").isBetween(20, 54);
    assertThat(result(db.store().list(user, Queries.next(query, real))).tasks()).hasSize(1);
  }

  /** Any other failure fails the test. */
  private static boolean isRefused(long user, TaskQuery query) {
    try {
      result(db.store().list(user, query));
      return false;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }
}
