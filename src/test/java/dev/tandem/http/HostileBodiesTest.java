package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.task.TaskField;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** No body, however odd, ends otherwise than as a patch or as a problem that can be told. */
class HostileBodiesTest {
  private static final RequestReader READER =
      new RequestReader(
          new Contract(ContractDocument.load())
              .operation(HttpMethod.PUT, "/api/tasks/{id}")
              .body()
              .orElseThrow());

  @Property(tries = 2_000)
  void readsOrRefusesAnyObject(@ForAll("objects") JsonObject body) {
    readOrRefuse(body.toBuffer());
  }

  @Property(tries = 1_000)
  void refusesAnyBytes(@ForAll byte[] bytes) {
    readOrRefuse(Buffer.buffer(bytes));
  }

  @Property(tries = 1_000)
  void readsOrRefusesBodiesCutAnywhere(@ForAll("objects") JsonObject body, @ForAll short cut) {
    Buffer whole = body.toBuffer();
    readOrRefuse(whole.slice(0, Math.floorMod(cut, whole.length() + 1)));
  }

  @Test
  void takesNoLongerForListsThatCostTheValidatorAllPairs() {
    String tags =
        IntStream.range(0, 1_000).mapToObj(i -> "\"t" + i + "\"").collect(Collectors.joining(","));
    String longest = "{\"ticktick_tags\":[" + tags + "]}";
    String tooLong = "{\"ticktick_tags\":[" + (tags + ",").repeat(100) + "\"x\"]}";

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          readOrRefuse(Buffer.buffer(longest));
          readOrRefuse(Buffer.buffer(tooLong));
        });
  }

  /** Each name costs the validator several findings, and each finding words. */
  @Test
  void refusesThousandsOfUnknownNamesQuicklyAndBriefly() {
    List<String> bodies = List.of(itemsOfUnknownNames(200, 22), itemsOfUnknownNames(5, 990));
    for (String body : bodies) {
      Problem problem = null;
      long quickest = Long.MAX_VALUE;
      for (int i = 0; i < 20; i++) {
        long start = System.nanoTime();
        problem =
            catchThrowableOfType(
                    ProblemException.class,
                    () -> READER.read(Buffer.buffer(body)).orElseThrow().check())
                .problem();
        quickest = Math.min(quickest, System.nanoTime() - start);
      }

      assertThat(problem.faults()).hasSize(100);
      assertThat(problem.detail()).startsWith("more than 100 things are wrong");
      assertThat(problem.toBuffer("id").length()).isLessThan(20_000);
      assertThat(Duration.ofNanos(quickest)).isLessThan(Duration.ofMillis(100));
    }
  }

  private static String itemsOfUnknownNames(int items, int names) {
    String unknown =
        IntStream.range(0, names).mapToObj(i -> ",\"" + i + "\":1").collect(Collectors.joining());
    String item = "{\"title\":\"x\"" + unknown + "}";
    return "{\"title\":\"x\",\"items\":[" + (item + ",").repeat(items - 1) + item + "]}";
  }

  private static void readOrRefuse(Buffer bytes) {
    Throwable thrown =
        catchThrowable(
            () ->
                READER
                    .read(bytes)
                    .ifPresent(
                        body -> {
                          TaskReader.read(body);
                          ReadOnlyFields.compare(
                              body, ReadOnlyFields.toCompare(body.json()), new JsonObject());
                          body.check();
                        }));
    if (thrown != null) {
      assertThat(thrown).isInstanceOf(ProblemException.class);
      assertThat(((ProblemException) thrown).problem().toBuffer("id").length()).isPositive();
    }
  }

  @Provide
  Arbitrary<JsonObject> objects() {
    List<String> names =
        Stream.concat(
                Arrays.stream(TaskField.values()).map(TaskField::wireName),
                Stream.of("id", "sync", "completed_at", "ticktick_project_id", "a/b~c", ""))
            .toList();
    return Arbitraries.maps(Arbitraries.of(names), values()).ofMaxSize(8).map(JsonObject::new);
  }

  private static Arbitrary<Object> values() {
    Arbitrary<Object> scalars =
        Arbitraries.oneOf(
            Arbitraries.of(
                "", " ", "active", "deleted", "2026-12-01T17:00:00Z", "2026-12-01T17:00:00", "UTC"),
            Arbitraries.strings().ofMaxLength(20).filter(text -> BadText.in(text) == null),
            Arbitraries.bigIntegers(),
            Arbitraries.doubles(),
            Arbitraries.integers().between(-1, 6),
            Arbitraries.of(true, false),
            Arbitraries.just((Object) null).injectNull(1));
    return Arbitraries.oneOf(
        scalars,
        scalars.list().ofMaxSize(4).map(JsonArray::new),
        scalars.map(value -> new JsonObject().put("title", value).put("x", value)),
        scalars.map(value -> new JsonArray().add(new JsonObject().put("title", value))));
  }
}
