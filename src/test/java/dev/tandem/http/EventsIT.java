package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTopics;
import dev.tandem.http.EventReader.Event;
import dev.tandem.http.TestClient.Reply;
import dev.tandem.sync.ConflictDetected;
import dev.tandem.sync.SyncRoutes;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code GET /api/events} at the socket. */
final class EventsIT {
  private static TestGateway gateway;
  private static HttpClient client;

  @BeforeAll
  static void start() {
    gateway = TestGateway.start(new ContractCheck());
    client =
        gateway
            .vertx()
            .createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(2_000));
  }

  @AfterAll
  static void stop() {
    EventReader.await(client.close());
    gateway.close();
  }

  @Test
  void tellsOfATasksLife() {
    TestClient ada = gateway.someone("ada");
    try (EventReader reader = open(ada, null)) {
      long id = make(ada, "t");
      Event made = reader.next();
      assertThat(made.name()).isEqualTo("task.created");
      assertThat(made.data().getLong("task_id")).isEqualTo(id);
      assertThat(made.data().getJsonObject("task").getString("title")).isEqualTo("t");
      ada.patch("/api/tasks/" + id, new JsonObject().put("title", "u"));
      Event renamed = reader.next();
      assertThat(renamed.name()).isEqualTo("task.updated");
      assertThat(renamed.data().getJsonObject("task").getString("title")).isEqualTo("u");
      ada.delete("/api/tasks/" + id);
      assertThat(reader.next().name()).isEqualTo("task.deleted");
      ada.delete("/api/tasks/" + id + "?soft_delete=false");
      Event gone = reader.next();
      assertThat(gone.name()).isEqualTo("task.deleted");
      assertThat(gone.data()).isEqualTo(new JsonObject().put("task_id", id));
    }
  }

  @Test
  void goesOnBehindTheLastEventThatWasRead() {
    TestClient bob = gateway.someone("bob");
    String last;
    try (EventReader reader = open(bob, null)) {
      make(bob, "first");
      last = reader.next().lastId();
    }
    long second = make(bob, "second");
    long third = make(bob, "third");
    try (EventReader reader = open(bob, last)) {
      assertThat(reader.next().data().getLong("task_id")).isEqualTo(second);
      assertThat(reader.next().data().getLong("task_id")).isEqualTo(third);
      long fourth = make(bob, "fourth");
      assertThat(reader.next().data().getLong("task_id")).isEqualTo(fourth);
    }
  }

  @Test
  void losesNothingToWhoIsCutOffBeforeTheFirstEvent() {
    TestClient cem = gateway.someone("cem");
    String last;
    try (EventReader reader = open(cem, null)) {
      last = reader.lastId();
    }
    long id = make(cem, "meanwhile");
    try (EventReader reader = open(cem, last)) {
      assertThat(reader.next().data().getLong("task_id")).isEqualTo(id);
    }
  }

  /** Transactions of others move the feed's end on, and those who wait at the old are not told. */
  @Test
  void whoComesWhenTheFeedHasMovedOnStaysAndHearsTheSame() {
    TestClient kai = gateway.someone("kai");
    TestClient other = gateway.someone("someone else");
    long old = make(kai, "old");
    List<EventReader> readers = new ArrayList<>();
    try {
      // More than there are event loops: some share one with an earlier one.
      for (int i = 0; i < 3; i++) {
        readers.add(open(kai, null));
        readers.add(open(kai, null));
        EventReader walker = open(kai, "beginning");
        readers.add(walker);
        assertThat(walker.next().data().getLong("task_id")).isEqualTo(old);
        make(other, "moves the feed on");
      }
      long id = make(kai, "for all");
      for (EventReader reader : readers) {
        assertThat(reader.next().data().getLong("task_id")).isEqualTo(id);
        assertThat(reader.end().isComplete()).as("ended").isFalse();
      }
    } finally {
      readers.forEach(EventReader::close);
    }
  }

  @Test
  void findsWhatNoMessageOnTheBusTells() {
    TestClient dan = gateway.someone("dan");
    long id = make(dan, "t");
    try (EventReader reader = open(dan, null)) {
      // As another node does it, or one that died before it could tell.
      gateway.sql(
          "UPDATE tasks SET title = 'elsewhere', revision = pg_current_xact_id(), content_revision = pg_current_xact_id() WHERE id = $1",
          id);
      assertThat(reader.next().data().getJsonObject("task").getString("title"))
          .isEqualTo("elsewhere");
    }
  }

  @Test
  void tellsOfPushesThatSucceededAndFailed() {
    TestClient eve = gateway.someone("eve");
    long id = make(eve, "t");
    try (EventReader reader = open(eve, null)) {
      gateway.sql(
          "UPDATE tasks SET synced_revision = pg_current_xact_id(), revision = pg_current_xact_id() WHERE id = $1",
          id);
      assertThat(reader.next().name()).isEqualTo("task.synced");
      gateway.sql(
          "INSERT INTO push_queue (kind, entity_id, user_id, is_dead) SELECT 'task', id, user_id, true FROM tasks WHERE id = $1",
          id);
      gateway.sql("UPDATE tasks SET revision = pg_current_xact_id() WHERE id = $1", id);
      assertThat(reader.next().name()).isEqualTo("task.sync_failed");
    }
  }

  @Test
  void tellsWhatOnlyTheBusTells() {
    TestClient fay = gateway.someone("fay");
    long user = fay.exported("user").get(0).getLong("id");
    try (EventReader reader = open(fay, null)) {
      gateway.bus().publish(SyncRoutes.CONFLICT_DETECTED, new ConflictDetected(user, 7, "title"));
      Event conflict = reader.next();
      assertThat(conflict.name()).isEqualTo("conflict.detected");
      assertThat(conflict.data())
          .isEqualTo(new JsonObject().put("task_id", 7).put("field", "title"));
      gateway
          .bus()
          .publish(
              AccountTopics.CHANGED,
              new AccountTopics.AccountChanged(user, 1, AccountState.DISCONNECTED));
      assertThat(reader.next().data()).isEqualTo(new JsonObject().put("state", "disconnected"));
      gateway
          .bus()
          .publish(
              SyncRoutes.BREAKER_CHANGED,
              new SyncRoutes.BreakerChanged(SyncRoutes.BreakerState.OPEN, Instant.EPOCH));
      Event breaker = reader.next();
      assertThat(breaker.name()).isEqualTo("breaker.changed");
      assertThat(breaker.data()).isEqualTo(new JsonObject().put("state", "open"));
    }
  }

  @Test
  void tellsNobodyOfOthers() {
    TestClient gil = gateway.someone("gil");
    TestClient hal = gateway.someone("hal");
    try (EventReader gils = open(gil, null);
        EventReader hals = open(hal, null)) {
      make(gil, "gil's");
      long his = make(hal, "hal's");
      assertThat(hals.next().data().getLong("task_id")).isEqualTo(his);
      gils.next();
      assertThat(hals.unread() + gils.unread()).isZero();
    }
  }

  @Test
  void endsWithTheKey() {
    TestClient ivy = gateway.someone("ivy");
    Reply key = ivy.post("/api/keys", new JsonObject().put("name", "phone"));
    try (EventReader reader =
        EventReader.open(client, gateway.port(), key.json().getString("key"), null)) {
      assertThat(ivy.delete("/api/keys/" + key.id()).status()).isEqualTo(204);
      EventReader.await(reader.end());
    }
  }

  @Test
  void tellsASlowReaderEverythingOnceItReads() {
    TestClient jan = gateway.someone("jan");
    String text = "x".repeat(60_000);
    try (EventReader slow = open(jan, null);
        EventReader quick = open(jan, null)) {
      slow.pause();
      Set<Long> made = new HashSet<>();
      for (int i = 0; i < 200; i++) {
        made.add(
            jan.post("/api/tasks", new JsonObject().put("title", "t").put("description", text))
                .id());
      }
      assertThat(idsOf(quick, made.size())).isEqualTo(made);
      assertThat(slow.unread()).as("what the slow one has read").isLessThan(200);
      slow.resume();
      assertThat(idsOf(slow, made.size())).isEqualTo(made);
      long last = make(jan, "both");
      assertThat(slow.next().data().getLong("task_id")).isEqualTo(last);
      assertThat(quick.next().data().getLong("task_id")).isEqualTo(last);
    }
  }

  @Test
  void tellsManyOnesOfManyChanges() {
    TestClient kim = gateway.someone("kim");
    List<EventReader> readers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      readers.add(open(kim, null));
    }
    Set<Long> made = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      made.add(make(kim, "t" + i));
      if (i % 10 == 0) {
        readers.add(open(kim, readers.get(0).lastId()));
      }
    }
    for (EventReader reader : readers.subList(0, 50)) {
      assertThat(idsOf(reader, made.size())).isEqualTo(made);
    }
    long last = make(kim, "last");
    readers.forEach(reader -> assertThat(idsOf(reader, last)).contains(last));
    readers.forEach(EventReader::close);
  }

  private static Set<Long> idsOf(EventReader reader, int count) {
    Set<Long> ids = new HashSet<>();
    while (ids.size() < count) {
      ids.add(reader.next().data().getLong("task_id"));
    }
    return ids;
  }

  private static Set<Long> idsOf(EventReader reader, long last) {
    Set<Long> ids = new HashSet<>();
    while (!ids.contains(last)) {
      ids.add(reader.next().data().getLong("task_id"));
    }
    return ids;
  }

  private static EventReader open(TestClient person, String lastEventId) {
    return EventReader.open(client, gateway.port(), person.key(), lastEventId);
  }

  private static long make(TestClient person, String title) {
    return person.post("/api/tasks", new JsonObject().put("title", title)).id();
  }
}
