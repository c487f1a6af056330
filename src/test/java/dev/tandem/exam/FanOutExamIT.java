package dev.tandem.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.ApiClient;
import dev.tandem.GatewayProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Very many event streams of the jar: each hears of every task of its person, in order, and of
 * nobody else's; some leave in between and go on where they were. Prints the delay from before a
 * task's request is sent to its arrival, and the gateway's resident memory.
 */
final class FanOutExamIT {
  private static final String KEY = "a-key-for-the-fan-out-exam-of-32-characters";
  private static final boolean LONG = ExamPlan.fromProperties().isLong();
  private static final int PEOPLE = LONG ? 50 : 20;
  private static final int STREAMS = LONG ? 100 : 25;
  private static final int TASKS = LONG ? 40 : 10;

  /** Between two tasks, whoever makes them: each person makes one in {@link #PEOPLE} of these. */
  private static final int PACE_MS = 20;

  /** Of so many streams one leaves halfway and comes again. */
  private static final int LEAVING = 10;

  private static final int OPENED_AT_ONCE = 50;

  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final List<List<FanOutStream>> streams = new ArrayList<>();
  private final List<ApiClient> people = new ArrayList<>();
  private final long[][] sentAt = new long[PEOPLE][TASKS];
  private GatewayProcess gateway;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    gateway =
        GatewayProcess.start(directory, Map.of("TANDEM_API_KEY", KEY, "TANDEM_SANDBOX", "off"))
            .awaitReady();
    client =
        vertx.createHttpClient(
            new HttpClientOptions(),
            new PoolOptions().setHttp1MaxSize(PEOPLE * STREAMS).setEventLoopSize(0));
  }

  @AfterEach
  void stop() throws Exception {
    gateway.kill();
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void everyStreamHearsEveryTaskOfItsPerson() throws Exception {
    invite();
    long before = gateway.residentMebibytes();
    open();
    long listening = gateway.residentMebibytes();
    write();

    Signal.await()
        .untilAsserted(() -> assertThat(behind()).as("streams that did not hear all").isEmpty());
    List<FanOutStream> all = streams.stream().flatMap(List::stream).toList();
    assertThat(all).extracting(FanOutStream::fault).containsOnlyNulls();
    assertThat(all.stream().mapToInt(FanOutStream::ends).sum()).as("ended by the gateway").isZero();
    print(before, listening);
  }

  private void invite() {
    ApiClient owner = new ApiClient(gateway.url(), KEY);
    for (int i = 0; i < PEOPLE; i++) {
      JsonObject user =
          new JsonObject().put("name", "Person " + i).put("email", "p" + i + "@example.com");
      long id = owner.post("/api/users", user.encode()).body().get("id").asLong();
      String wanted = new JsonObject().put("name", "exam").put("user_id", id).encode();
      String key = owner.post("/api/keys", wanted).body().get("key").asText();
      people.add(new ApiClient(gateway.url(), key));
      streams.add(
          IntStream.range(0, STREAMS).mapToObj(one -> stream(key, people.size() - 1)).toList());
    }
  }

  private FanOutStream stream(String key, int person) {
    return new FanOutStream(client, gateway.url().getPort(), key, "Person " + person, TASKS);
  }

  /** While somebody writes, so that the feed moves on from stream to stream. */
  private void open() throws Exception {
    ApiClient owner = new ApiClient(gateway.url(), KEY);
    List<FanOutStream> all = streams.stream().flatMap(List::stream).toList();
    for (int i = 0; i < all.size(); i += OPENED_AT_ONCE) {
      owner.post("/api/tasks", "{\"title\": \"Beside\"}");
      List<FanOutStream> some = all.subList(i, Math.min(all.size(), i + OPENED_AT_ONCE));
      Future.all(some.stream().map(FanOutStream::open).toList()).await(30, TimeUnit.SECONDS);
    }
  }

  private void write() throws Exception {
    CompletableFuture<Void> written = new CompletableFuture<>();
    List<CompletableFuture<?>> answers = new ArrayList<>();
    CompletableFuture<?>[] last = new CompletableFuture<?>[PEOPLE];
    Arrays.fill(last, CompletableFuture.completedFuture(null));
    int[] next = new int[1];
    vertx.setPeriodic(
        PACE_MS,
        timer -> {
          int number = next[0] / PEOPLE;
          int person = next[0] % PEOPLE;
          next[0]++;
          if (number == TASKS) {
            vertx.cancelTimer(timer);
            written.complete(null);
            return;
          }
          // One after the other, as what is committed at the same time is told in any order.
          last[person] = last[person].thenCompose(before -> make(person, number));
          answers.add(last[person]);
          if (number == TASKS / 2) {
            streams.get(person).stream()
                .filter(stream -> streams.get(person).indexOf(stream) % LEAVING == 0)
                .forEach(stream -> answers.add(cameAgain(stream)));
          }
        });
    written.get(10, TimeUnit.MINUTES);
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(1, TimeUnit.MINUTES);
  }

  private CompletableFuture<?> make(int person, int number) {
    sentAt[person][number] = System.nanoTime();
    String task = "{\"title\": \"Person " + person + " " + number + "\"}";
    return people
        .get(person)
        .sendAsync("POST", "/api/tasks", task)
        .thenAccept(answer -> assertThat(answer.status()).isEqualTo(201));
  }

  private static CompletableFuture<?> cameAgain(FanOutStream stream) {
    return stream.comeAgain().toCompletionStage().toCompletableFuture();
  }

  private List<FanOutStream> behind() {
    return streams.stream()
        .flatMap(List::stream)
        .filter(stream -> !stream.hasHeard(TASKS))
        .toList();
  }

  private void print(long before, long listening) throws IOException {
    long[] delays =
        IntStream.range(0, PEOPLE)
            .boxed()
            .flatMap(person -> streams.get(person).stream().map(stream -> delays(person, stream)))
            .flatMapToLong(Arrays::stream)
            .sorted()
            .toArray();
    System.out.printf(
        Locale.ROOT,
        "EXAM FAN_OUT people=%d streams=%d tasks=%d events=%d"
            + " delay p50=%.1f p99=%.1f longest=%.1f ms resident before=%d listening=%d after=%d MiB%n",
        PEOPLE,
        PEOPLE * STREAMS,
        PEOPLE * TASKS,
        delays.length,
        delays[delays.length / 2] / 1e6,
        delays[delays.length * 99 / 100] / 1e6,
        delays[delays.length - 1] / 1e6,
        before,
        listening,
        gateway.residentMebibytes());
  }

  private long[] delays(int person, FanOutStream stream) {
    return IntStream.range(0, TASKS)
        .mapToLong(number -> stream.heardAt(number) - sentAt[person][number])
        .toArray();
  }
}
