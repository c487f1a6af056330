package dev.tandem.exam;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.ApiClient;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Waits until nothing is left to do. In a short exam the time that a silent create is waited for is
 * moved past in PostgreSQL, as soon as nobody can answer it any more; a long one waits.
 */
final class Rest {
  /** The lease of the dead has run out. Only while no gateway lives. */
  private static final String[] AFTER_THE_LEASES = {
    "UPDATE push_queue SET lease_until = now(), next_attempt_at = now() WHERE lease_until > now()",
    "UPDATE create_intents SET ended_at = greatest(begun_at, now()) WHERE ended_at > now()"
  };

  /** A minute after each call that has ended in silence. */
  private static final String[] A_MINUTE_LATER = {
    "UPDATE create_intents SET begun_at = begun_at - interval '1 minute',"
        + " ended_at = ended_at - interval '1 minute' WHERE watched_until IS NULL AND silent"
        + " AND ended_at BETWEEN now() - interval '1 minute' AND now()",
    "UPDATE push_queue SET next_attempt_at = now() WHERE lease_until IS NULL AND NOT is_dead"
        + " AND last_error ->> 'code' = 'create_unconfirmed'"
  };

  private final ExamStage stage;
  private final boolean waits;

  Rest(ExamStage stage, boolean waits) {
    this.stage = stage;
    this.waits = waits;
  }

  /** Between a gateway's death and its next start. */
  void ofTheDead() throws SQLException, IOException {
    if (!waits) {
      stage.execute(AFTER_THE_LEASES);
    }
  }

  /** TickTick is well again and nothing is written any more. */
  void of() {
    stage.ticktick().clearFaults();
    stage.ticktick().releaseAll();
    try {
      await()
          .atMost(waits ? Duration.ofMinutes(5) : Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(100))
          .until(this::reached);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("no rest: " + whatWaits(), e);
    }
  }

  /** The status, and of a few tasks that wait what TickTick's ledger has. */
  private List<Object> whatWaits() {
    List<Object> told = new ArrayList<>();
    told.add(stage.client().get("/api/sync/status").body());
    for (String page : List.of("/api/sync/pending?limit=3", "/api/sync/failures?limit=3")) {
      for (JsonNode task : stage.client().get(page).body().get("tasks")) {
        told.add(task);
        told.addAll(stage.ticktick().ledger(Map.of("id", task.get("ticktick_task_id").asText())));
      }
    }
    return told;
  }

  /** Whether nothing is about to be sent; what failed may wait for its time. */
  boolean isQuiet() {
    ApiClient.Answer answer = status();
    return answer.status() == 200 && rows(answer, "pending", "leased") == 0;
  }

  /** A person looks at it, and connects the account anew if that is asked for. */
  private ApiClient.Answer status() {
    ApiClient.Answer answer = stage.client().get("/api/sync/status");
    String account = answer.body().at("/account/state").asText();
    if ("needs_reauthorization".equals(account) && stage.connect()) {
      stage.count("reconnects");
    }
    return answer;
  }

  private static int rows(ApiClient.Answer status, String... kinds) {
    return Stream.of(kinds).mapToInt(kind -> status.body().at("/queue/" + kind).asInt()).sum();
  }

  private boolean reached() throws SQLException, IOException {
    ApiClient.Answer answer = status();
    if (!waits) {
      stage.execute(A_MINUTE_LATER);
    }
    return answer.status() == 200 && rows(answer, "pending", "leased", "retrying", "failed") == 0;
  }
}
