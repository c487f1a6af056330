package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tandem.http.TestClient.Reply;
import io.vertx.core.http.HttpClient;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** How the gateway ends event streams, at the socket and in the log. */
final class EventEndsIT {
  private final TestGateway gateway = TestGateway.start(new ContractCheck());
  private final HttpClient client = gateway.vertx().createHttpClient();
  private final Logger logger = (Logger) LoggerFactory.getLogger(StreamEnds.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(lines);
    logger.setLevel(null);
    EventReader.await(client.close());
    gateway.close();
  }

  @Test
  void theLogCountsThemByTheirReasons() {
    TestClient ada = gateway.someone("ada");
    Reply phone = ada.post("/api/keys", new JsonObject().put("name", "phone"));
    EventReader revoked = open(phone.json().getString("key"), null);
    List<EventReader> others = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      others.add(open(ada.key(), null));
    }
    open(ada.key(), null).close();

    ada.delete("/api/keys/" + phone.id());
    EventReader.await(revoked.end());
    EventReader.await(gateway.undeploy());
    others.forEach(reader -> EventReader.await(reader.end()));

    assertThat(logged("had a key that was revoked")).isEqualTo(1);
    assertThat(logged("were open when the node stopped")).isEqualTo(3);
    assertThat(lines.list).as("a line for each of two event loops, or two").hasSizeLessThan(5);
  }

  @Test
  void whoReadsAFeedThatBeganAnewIsSentAwayAndLearnsWhy() {
    TestClient bob = gateway.someone("bob");
    try (EventReader reader = open(bob.key(), null)) {
      // As if the database had been moved to another server.
      gateway.sql("DELETE FROM feed_epoch");
      bob.post("/api/tasks", new JsonObject().put("title", "t"));
      EventReader.await(reader.end());
      Reply expired = bob.get("/api/events?since=" + reader.lastId());
      assertThat(expired.status()).isEqualTo(410);
      assertThat(expired.slug()).isEqualTo("cursor-expired");
    }
    EventReader.await(gateway.undeploy());
    assertThat(logged("had a place in the feed that has expired")).isEqualTo(1);
  }

  /** How many streams the log says ended so. */
  private int logged(String reason) {
    Pattern pattern = Pattern.compile("(\\d+) " + reason);
    return lines.list.stream()
        .map(line -> pattern.matcher(line.getFormattedMessage()))
        .filter(Matcher::find)
        .mapToInt(found -> Integer.parseInt(found.group(1)))
        .sum();
  }

  private EventReader open(String key, String lastEventId) {
    return EventReader.open(client, gateway.port(), key, lastEventId);
  }
}
