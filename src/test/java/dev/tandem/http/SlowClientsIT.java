package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody holds a connection by sending or reading as slowly as they can, or very many of them. */
class SlowClientsIT {
  private static final Duration SHORT = Duration.ofMillis(400);
  private static final Duration LONG = Duration.ofSeconds(40);
  private static final String ASKING = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String UNFINISHED = "GET /health/live HTTP/1.1\r\nHost: a\r\nA: ";
  private static TestGateway gateway;

  @BeforeAll
  static void start() {
    gateway =
        TestGateway.start(
            new ContractCheck(), new ConnectionLimits(100, SHORT, LONG, SHORT, LONG, none()));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static AtomicInteger none() {
    return new AtomicInteger();
  }

  @Test
  void endsAConnectionWhoseFirstHeadDoesNotComplete() throws IOException {
    try (RawConnection slow = new RawConnection(gateway.port()).send(UNFINISHED)) {
      assertThat(slow.trickleUntilEnded("a")).isGreaterThanOrEqualTo(SHORT);
    }
  }

  @Test
  void endsAConnectionWhoseNextHeadDoesNotComplete() throws IOException {
    // Longer than this process may pause: the silence of a pause ends a connection, too.
    Duration idle = Duration.ofSeconds(2);
    ConnectionLimits limits = new ConnectionLimits(100, LONG, idle, LONG, LONG, none());
    try (TestGateway kept = TestGateway.start(new ContractCheck(), limits);
        RawConnection slow = new RawConnection(kept.port()).send(ASKING)) {
      assertThat(slow.answer()).startsWith("HTTP/1.1 200");

      slow.send(UNFINISHED).trickleUntilEnded("a");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /api/tasks HTTP/1.1\r\nContent-Length: 100000",
        "POST /api/tasks HTTP/1.1\r\nTransfer-Encoding: chunked",
        "GET /health/live HTTP/1.1\r\nContent-Length: 100000",
        "POST /health/live HTTP/1.1\r\nContent-Length: 2000000000"
      })
  void endsAConnectionWhoseBodyDoesNotComplete(String head) throws IOException {
    String rest =
        "\r\nHost: a\r\nContent-Type: application/json\r\nAuthorization: Bearer "
            + gateway.owner().key()
            + "\r\n\r\n";
    try (RawConnection slow = new RawConnection(gateway.port()).send(head + rest)) {
      slow.trickleUntilEnded("1\r\n \r\n");
    }
  }

  @Test
  void leavesAloneWhoAsksForLongerThanAnyOfTheLimits() throws Exception {
    try (RawConnection quick = new RawConnection(gateway.port())) {
      CompletableFuture<?> slowOnesEnded = CompletableFuture.runAsync(SlowClientsIT::beSlow);
      while (!slowOnesEnded.isDone()) {
        assertThat(quick.send(ASKING).answer()).startsWith("HTTP/1.1 200");
      }
      slowOnesEnded.join();
    }
  }

  @Test
  void leavesAnEventStreamAlone() throws Exception {
    TestClient ada = gateway.someone("ada");
    HttpClient client = gateway.vertx().createHttpClient();
    try (EventReader reader = EventReader.open(client, gateway.port(), ada.key(), null)) {
      beSlow();
      long task = ada.post("/api/tasks", new JsonObject().put("title", "heard")).id();

      assertThat(reader.next().data().getLong("task_id")).isEqualTo(task);
    } finally {
      EventReader.await(client.close());
    }
  }

  /** Until a connection has been ended for it: longer than all limits that are short. */
  private static void beSlow() {
    try (RawConnection slow = new RawConnection(gateway.port()).send(UNFINISHED)) {
      slow.trickleUntilEnded("a");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void endsAConnectionThatLeavesItsAnswersUnread() throws Exception {
    AtomicInteger open = none();
    ConnectionLimits limits = new ConnectionLimits(100, LONG, LONG, LONG, SHORT, open);
    try (TestGateway unread = TestGateway.start(new ContractCheck(), limits);
        RawConnection deaf = new RawConnection(unread.port())) {
      deaf.send("GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n".repeat(400));
      Awaitility.await().until(() -> open.get() == 1);

      Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> open.get() == 0);
    }
  }

  @Test
  void takesNoMoreConnectionsThanThereIsRoomFor() throws Exception {
    ConnectionLimits limits = new ConnectionLimits(3, LONG, LONG, LONG, LONG, none());
    List<RawConnection> all = new ArrayList<>();
    try (TestGateway narrow = TestGateway.start(new ContractCheck(), limits)) {
      for (int i = 0; i < 3; i++) {
        all.add(new RawConnection(narrow.port()).send(ASKING));
        assertThat(all.get(i).answer()).startsWith("HTTP/1.1 200");
      }
      try (RawConnection tooMany = new RawConnection(narrow.port())) {
        assertThat(tooMany.untilEnded()).isEmpty();
      }

      all.get(0).close();

      Awaitility.await().until(() -> isServed(narrow.port()));
      assertThat(all.get(1).send(ASKING).answer()).startsWith("HTTP/1.1 200");
    } finally {
      for (RawConnection connection : all) {
        connection.close();
      }
    }
  }

  private static boolean isServed(int port) throws IOException {
    String closing = ASKING.replace("Host", "Connection: close\r\nHost");
    try (RawConnection connection = new RawConnection(port)) {
      return connection.send(closing).untilEnded().startsWith("HTTP/1.1 200");
    } catch (SocketException e) {
      return false;
    }
  }
}
