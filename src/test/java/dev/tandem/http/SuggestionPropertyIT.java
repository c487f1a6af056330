package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.http.TestClient.Reply;
import dev.tandem.suggestion.SuggestionType;
import dev.tandem.task.TaskField;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * A value may be suggested exactly when the task's own field would take it, and then approving it
 * is the change that the field's own would have been.
 */
final class SuggestionPropertyIT {
  /** Nothing that is drawn here contradicts it. */
  private static final String DUE = "9999-12-31T23:59:59.999Z";

  private static TestGateway gateway;
  private static TestClient client;
  private static long list;

  @BeforeContainer
  static void start() {
    gateway = TestGateway.start(new ContractCheck());
    client = gateway.someone("ada");
    list = client.post("/api/projects", new JsonObject().put("name", "Home")).id();
  }

  @AfterContainer
  static void stop() {
    gateway.close();
  }

  @Provide
  Arbitrary<Tuple2<SuggestionType, List<Object>>> suggestions() {
    return Arbitraries.of(SuggestionType.class)
        .flatMap(type -> value(type).map(value -> Tuple.of(type, Arrays.asList(value))));
  }

  /** Mostly of the type's own kind, now and then of any. */
  private static Arbitrary<Object> value(SuggestionType type) {
    return Arbitraries.frequencyOf(Tuple.of(4, fitting(type)), Tuple.of(1, anything()));
  }

  private static Arbitrary<Object> fitting(SuggestionType type) {
    return switch (type) {
      case PRIORITY -> Arbitraries.of(0, 1, 2, 3, 5, 7).map(Object.class::cast);
      case TAGS -> texts().list().ofMaxSize(4).map(tags -> new JsonArray(List.copyOf(tags)));
      case QUADRANT -> Arbitraries.of("Q1", "Q2", "Q3", "Q4", "q1", "").map(Object.class::cast);
      case START_DATE, DUE_DATE ->
          Arbitraries.of(
              DUE,
              "0001-01-01T00:00:00Z",
              "2026-12-01T18:00:00.123456+01:00",
              "2026-12-01T18:00:00",
              "2026-13-01T18:00:00Z",
              "0000-12-31T18:00:00Z");
      case PROJECT -> Arbitraries.of(list, 999_999L, 0L, -1L, "inbox", "nowhere");
      case TIME_ESTIMATE -> Arbitraries.of(0, 25, 525_600, 525_601, -1).map(Object.class::cast);
      case REPEAT -> Arbitraries.of("RRULE:FREQ=DAILY", "", "x".repeat(1_001), "\u0000");
      case TITLE, DESCRIPTION -> texts();
    };
  }

  private static Arbitrary<Object> texts() {
    return Arbitraries.oneOf(
            Arbitraries.strings().all().ofMaxLength(8),
            Arbitraries.of("", " a ", "\u200b", "a\tb", "a\nb", "x".repeat(64), "x".repeat(501)))
        .map(Object.class::cast);
  }

  private static Arbitrary<Object> anything() {
    return Arbitraries.of(
            true, 1.5, 1e300, Long.MAX_VALUE, "x", new JsonObject(), new JsonArray().add(1))
        .map(Object.class::cast)
        .injectNull(0.3);
  }

  @Property(tries = 250)
  void isTakenAsTheFieldTakesIt(
      @ForAll("suggestions") Tuple2<SuggestionType, List<Object>> suggestion) {
    SuggestionType type = suggestion.get1();
    Object value = suggestion.get2().get(0);
    Suggestions edited = task();
    Suggestions suggested = task();
    Reply edit = edit(edited, type, value);

    Reply proposed = suggested.propose(type.wireName(), value);

    assertThat(proposed.status() == 201)
        .as("%s, %s", text(edit), text(proposed))
        .isEqualTo(edit.status() == 200);
    if (proposed.status() == 201) {
      Reply approved = suggested.approve(Suggestions.types(type.wireName()));
      assertThat(approved.status()).as(text(approved)).isEqualTo(200);
      assertThat(comparable(suggested.task())).isEqualTo(comparable(edited.task()));
    } else {
      assertThat(proposed.status()).isEqualTo(edit.status());
      assertThat(proposed.faults()).allMatch(fault -> fault.startsWith("/suggested"));
    }
  }

  private static Suggestions task() {
    Suggestions task = new Suggestions(client);
    client.patch(
        task.path(), new JsonObject().put("due_date", DUE).put("time_zone", "Europe/Rome"));
    return task;
  }

  private static Reply edit(Suggestions task, SuggestionType type, Object value) {
    if (type == SuggestionType.QUADRANT) {
      return client.patch(
          task.path() + "/quadrant",
          value == null
              ? new JsonObject().put("reset_to_ai", true)
              : new JsonObject().put("manual_quadrant", value));
    }
    String field =
        type == SuggestionType.PROJECT && value instanceof String
            ? "ticktick_project_id"
            : type.field().map(TaskField::wireName).orElseThrow();
    return client.patch(task.path(), new JsonObject().put(field, value));
  }

  private static JsonObject comparable(JsonObject task) {
    List.of("id", "created_at", "last_modified_at").forEach(task::remove);
    return task;
  }

  private static String text(Reply reply) {
    return Objects.toString(reply.response().body());
  }
}
