package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.http.ContractCheck.Reply;
import dev.tandem.http.FuzzDraft.Field;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What has to hold of every answer, whatever was asked. */
final class FuzzChecks {
  /** What would tell of the inside. */
  private static final Pattern INSIDE =
      Pattern.compile(
          "Exception|\\tat |\\bdev\\.tandem|io\\.vertx|io\\.netty|java\\.(lang|util|io)|jackson|org\\.postgresql"
              + "|SQLSTATE|\\bSELECT |\\bINSERT INTO|\\bUPDATE |syntax error|violates|relation \"|PgException");

  private static final Integer[] REFUSALS = {
    400, 401, 403, 404, 405, 409, 412, 413, 414, 415, 422, 429, 431, 503
  };

  private final ContractCheck contract;
  private final Set<String> secrets = new HashSet<>();

  FuzzChecks(ContractCheck contract) {
    this.contract = contract;
  }

  /** No answer may hold it from now on. */
  void keepSecret(String secret) {
    secrets.add(secret);
  }

  /** Fails if anything is wrong. */
  void check(FuzzRequest request, Reply reply) {
    String all = reply.headers().map() + "\n" + reply.body();
    assertThat(request.person().foreignMarkers(all)).as("another person's data").isEmpty();
    assertThat(secrets.stream().filter(all::contains)).as("secrets").isEmpty();
    assertThat(reply.headers().firstValue(FuzzTexts.INJECTED)).as("an injected header").isEmpty();
    assertThat(reply.status() < 500 || reply.status() == 503)
        .as("%d %s", reply.status(), reply.body())
        .isTrue();
    if (request.isForeign()) {
      assertThat(reply.status())
          .as("somebody else's: %s", reply.body())
          .isGreaterThanOrEqualTo(400);
    }
    checkContract(request, reply);
    if (reply.status() >= 400 && !request.method().equals("HEAD")) {
      assertThat(reply.body()).doesNotContainPattern(INSIDE);
    }
    checkRequestId(request, reply);
  }

  private void checkContract(FuzzRequest request, Reply reply) {
    boolean head = request.method().equals("HEAD");
    // Of what is too long nobody reads so far that the operation is known.
    boolean unread = reply.status() == 414 || reply.status() == 431;
    if (request.isOperation() && !unread) {
      contract.check(request.operation().contract(), head, reply);
    } else if (reply.status() >= 400 && !head) {
      contract.checkRefusal(reply, REFUSALS);
      assertThat(reply.status() == 503 && reply.headers().firstValue("Retry-After").isEmpty())
          .as("a 503 that does not say when to come again")
          .isFalse();
    } else {
      assertThat(reply.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
    }
  }

  /** The client's own if it is usable: an answer to another request would have another. */
  private static void checkRequestId(FuzzRequest request, Reply reply) {
    List<String> sent =
        request.headers().stream()
            .filter(header -> header.name().equalsIgnoreCase("X-Request-Id"))
            .map(Field::value)
            .toList();
    String id = reply.headers().firstValue("X-Request-Id").orElse("");
    assertThat(id).matches("[!-~]{1,128}");
    // Who cannot read the first line reads no further.
    boolean unread = reply.headers().firstValue("Connection").orElse("").equals("close");
    if (!unread && sent.size() == 1 && sent.get(0).matches("[!-~]{1,128}")) {
      assertThat(id).isEqualTo(sent.get(0));
    }
    if (reply.status() >= 400
        && reply.mediaType().equals(Problem.MEDIA_TYPE)
        && !reply.body().isEmpty()) {
      assertThat(new JsonObject(reply.body()).getString("instance")).isEqualTo(id);
    }
  }
}
