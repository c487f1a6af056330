package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.task.FeedQuery;
import dev.tandem.task.FeedReply;
import dev.tandem.task.FeedReply.Change;
import dev.tandem.task.FeedReply.Changes;
import dev.tandem.task.TaskTopics;
import dev.tandem.task.TaskTopics.TaskChanged;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Streams at the socket, of a feed that the test plays: what comes together only now and then at a
 * database does here each time. Its cursors are numbers.
 */
final class AudienceIT {
  private static final long USER = 1;
  private static final long TASK = 7;

  private final List<EventReader> readers = new ArrayList<>();
  private TestGateway gateway;
  private HttpClient client;

  @AfterEach
  void stop() {
    readers.forEach(EventReader::close);
    EventReader.await(client.close());
    gateway.close();
  }

  @Test
  void whoComesAgainIsReadForThoughTheOthersAreWokenAtEachReading() {
    start(
        query -> {
          if ("0".equals(query.since())) {
            return told("1", TASK);
          }
          if ("1".equals(query.since())) {
            // Heard before the answer is, which takes its time so that sockets are served.
            gateway.bus().publish(TaskTopics.CHANGED, wake());
            return gateway.vertx().timer(1).compose(passed -> told("1"));
          }
          return told("1");
        });
    for (int i = 0; i < 4; i++) {
      open(null);
    }
    for (int i = 0; i < 4; i++) {
      assertThat(open("0").next().data().getLong("task_id")).isEqualTo(TASK);
    }
  }

  @Test
  void whatCannotBeReadIsReadAgain() {
    AtomicBoolean failed = new AtomicBoolean();
    start(
        query -> {
          if (query.since() == null || (!failed.get() && query.limit() == 1)) {
            return told("1");
          }
          return failed.compareAndSet(false, true)
              ? Future.failedFuture("the database is away")
              : told("2", TASK);
        });
    assertThat(open(null).next().data().getLong("task_id")).isEqualTo(TASK);
    assertThat(failed).isTrue();
  }

  private void start(Function<FeedQuery, Future<? extends FeedReply>> feed) {
    gateway = TestGateway.telling(new ContractCheck(), feed);
    client =
        gateway
            .vertx()
            .createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(20));
  }

  private static TaskChanged wake() {
    return new TaskChanged(USER, TASK, TaskTopics.Change.UPDATED, 1, false);
  }

  private static Future<Changes> told(String cursor, long... removed) {
    List<Change> changes = new ArrayList<>();
    for (long id : removed) {
      changes.add(new Change(id, null, Set.of(), cursor));
    }
    return Future.succeededFuture(new Changes(changes, cursor, false, false));
  }

  private EventReader open(String lastEventId) {
    EventReader reader =
        EventReader.open(client, gateway.port(), TestGateway.OWNER_KEY, lastEventId);
    readers.add(reader);
    return reader;
  }
}
