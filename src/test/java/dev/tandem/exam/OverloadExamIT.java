package dev.tandem.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.ApiClient;
import dev.tandem.GatewayProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that want more of the jar than its heap holds: it tells those for whom there is no room
 * to come again, goes on answering the others, and is itself again when they are gone. Prints what
 * an honest client was answered meanwhile, and the gateway's resident memory.
 */
final class OverloadExamIT {
  private static final String KEY = "a-key-for-the-overload-exam-of-32-characters";
  private static final boolean LONG = ExamPlan.fromProperties().isLong();

  /** Each with a body of a mebibyte: more than the heap of 256 MiB. */
  private static final int GREEDY = LONG ? 2_000 : 400;

  private static final int MEBIBYTE = 1 << 20;

  /** How often the honest client comes while it is crowded. */
  private static final int VISITS = 40;

  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final Map<Integer, Integer> honest = new TreeMap<>();
  private final AtomicInteger refused = new AtomicInteger();
  private GatewayProcess gateway;
  private ApiClient client;
  private NetClient sockets;

  @BeforeEach
  void start() throws Exception {
    gateway =
        GatewayProcess.start(directory, Map.of("TANDEM_API_KEY", KEY, "TANDEM_SANDBOX", "off"))
            .awaitReady();
    client = new ApiClient(gateway.url(), KEY);
    sockets = vertx.createNetClient();
  }

  @AfterEach
  void stop() throws Exception {
    gateway.kill();
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void bodiesThatDoNotEndDoNotFillIt() throws Exception {
    long before = gateway.residentMebibytes();
    List<NetSocket> greedy =
        Future.all(IntStream.range(0, GREEDY).mapToObj(i -> ask()).toList())
            .<List<NetSocket>>map(all -> all.list())
            .await(60, TimeUnit.SECONDS);
    for (int visit = 0; visit < VISITS; visit++) {
      visit("GET", "/api/tasks/summary", null);
      visit("POST", "/api/tasks", "{\"title\": \"honest\"}");
    }
    assertThat(client.get("/health/live").status()).isEqualTo(200);
    long crowded = gateway.residentMebibytes();

    greedy.forEach(NetSocket::close);

    Signal.await().until(() -> client.post("/api/tasks", "{\"title\": \"after\"}").status() == 201);
    System.out.printf(
        Locale.ROOT,
        "EXAM OVERLOAD bodies=%d refused=%d honest=%s resident before=%d crowded=%d MiB%n",
        GREEDY,
        refused.get(),
        honest,
        before,
        crowded);
    assertThat(refused).as("bodies that were refused").hasPositiveValue();
    assertThat(honest.keySet()).as("what the honest client was answered").isSubsetOf(200, 201, 503);
    assertThat(gateway.err())
        .noneMatch(line -> line.contains("OutOfMemory"))
        .noneMatch(line -> line.contains(" ERROR "));
  }

  private void visit(String method, String path, String body) {
    ApiClient.Answer answer = client.send(method, path, body);
    honest.merge(answer.status(), 1, Integer::sum);
    if (answer.status() == 503) {
      assertThat(answer.header("Retry-After")).isEqualTo("1");
    }
  }

  /** Sends all of a request but the end of its body. */
  private Future<NetSocket> ask() {
    return sockets
        .connect(gateway.url().getPort(), "127.0.0.1")
        .onSuccess(
            socket -> {
              socket.handler(
                  answer -> {
                    if (answer.toString().startsWith("HTTP/1.1 503")) {
                      refused.incrementAndGet();
                    }
                  });
              socket.write(
                  """
                  POST /api/tasks HTTP/1.1\r
                  Host: localhost\r
                  Authorization: Bearer %s\r
                  Content-Type: application/json\r
                  Content-Length: %d\r
                  \r
                  """
                      .formatted(KEY, MEBIBYTE));
              socket.write(" ".repeat(MEBIBYTE - 1));
            });
  }
}
