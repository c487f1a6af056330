package dev.tandem.http;

import dev.tandem.account.KeyedCommand;
import dev.tandem.config.Sha256;
import dev.tandem.config.VisibleAscii;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the {@code Idempotency-Key} of a POST. */
final class IdempotencyKey {
  private static final String HEADER = "Idempotency-Key";
  private static final int LONGEST = 255;

  private IdempotencyKey() {}

  /**
   * Empty if none was sent, or the method needs none.
   *
   * @throws ProblemException if it is no such key
   */
  static Optional<KeyedCommand.Key> of(
      HttpServerRequest request, long userId, @Nullable Buffer body) {
    List<String> given = request.headers().getAll(HEADER);
    if (given.isEmpty() || !request.method().equals(HttpMethod.POST)) {
      return Optional.empty();
    }
    String key = given.get(0);
    if (given.size() > 1 || key.length() > LONGEST || !VisibleAscii.is(key)) {
      throw Problem.invalid(HEADER, "must be given once, as 1 to 255 visible ASCII characters")
          .asException();
    }
    // The spelling counts: a client that repeats a request repeats its bytes.
    String text = "POST " + request.uri() + "\n" + (body == null ? "" : body.toString());
    return Optional.of(
        new KeyedCommand.Key(userId, key, HexFormat.of().formatHex(Sha256.of(text))));
  }
}
