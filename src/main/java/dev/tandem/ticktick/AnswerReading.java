package dev.tandem.ticktick;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tandem.sync.RemoteAnswer;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What status and body say together: TickTick tells most errors in a 500's {@code errorCode}, and
 * some failures as a 200 (ticktick-api.md, 2.2 and 9).
 */
final class AnswerReading {
  private static final String LIMIT = "exceed_query_limit";
  private static final String ABOUT_THE_CHANGE = "unknown_exception";
  private static final String PAGE = "a page of HTML";
  private static final int TOO_MANY_REQUESTS = 429;

  /** A code of the answer is repeated to people only if it looks like one. */
  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.-]{1,60}");

  /** Half a document followed by nothing is as unreadable as one followed by more. */
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final Clock clock;

  AnswerReading(Clock clock) {
    this.clock = clock;
  }

  RemoteAnswer read(int status, @Nullable String retryAfter, String body) {
    if (status >= 200 && status < 300) {
      return success(status, body);
    }
    if (status == TOO_MANY_REQUESTS) {
      return new RemoteAnswer.Limited(duration(retryAfter));
    }
    if (status >= 500) {
      return serverError(status, retryAfter, body);
    }
    if (isPage(body)) {
      return new RemoteAnswer.Unreadable(status, PAGE);
    }
    return switch (status) {
      case 401 -> new RemoteAnswer.Unauthorized();
      case 403 -> new RemoteAnswer.Forbidden();
      case 404 -> new RemoteAnswer.NotFound();
      default ->
          status >= 400
              ? new RemoteAnswer.Refused(status, errorCode(body).orElse("http_" + status))
              : new RemoteAnswer.Unreadable(status, "a redirect, which is never followed");
    };
  }

  private static RemoteAnswer success(int status, String body) {
    if (body.isBlank()) {
      return new RemoteAnswer.Empty();
    }
    Optional<JsonNode> json = json(body);
    if (json.isEmpty() || !json.get().isContainerNode()) {
      return new RemoteAnswer.Unreadable(
          status, isPage(body) ? PAGE : "JSON that is broken or cut off");
    }
    return json.get().isObject() && json.get().isEmpty()
        ? new RemoteAnswer.Empty()
        : new RemoteAnswer.Body(json.get());
  }

  /** TickTick answers in JSON: a page comes from something on the way, a firewall or a proxy. */
  private static boolean isPage(String body) {
    return body.stripLeading().startsWith("<");
  }

  private RemoteAnswer serverError(int status, @Nullable String retryAfter, String body) {
    String code = errorCode(body).orElse("");
    if (code.equals(LIMIT)) {
      return new RemoteAnswer.Limited(duration(retryAfter));
    }
    return status == 500 && code.equals(ABOUT_THE_CHANGE)
        ? new RemoteAnswer.Refused(status, code)
        : new RemoteAnswer.Broken(status);
  }

  private static Optional<String> errorCode(String body) {
    return json(body)
        .map(json -> TaskReading.text(json, "errorCode"))
        .filter(code -> CODE.matcher(code).matches());
  }

  static Optional<JsonNode> json(String body) {
    try {
      return Optional.of(JSON.readTree(body));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Seconds, or the time of an HTTP date. */
  private @Nullable Duration duration(@Nullable String retryAfter) {
    if (retryAfter == null) {
      return null;
    }
    try {
      return Duration.ofSeconds(Long.parseLong(retryAfter.strip()));
    } catch (NumberFormatException notSeconds) {
      return untilDate(retryAfter.strip());
    }
  }

  private @Nullable Duration untilDate(String date) {
    try {
      return Duration.between(
          clock.instant(), ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME));
    } catch (DateTimeException e) {
      return null;
    }
  }
}
