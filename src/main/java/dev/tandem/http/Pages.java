package dev.tandem.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Leads from a page to the next. */
final class Pages {
  private Pages() {}

  /** The answer with its {@code Link} header, unless it is the last page. */
  static Answer linked(Answer answer, Call call, @Nullable String nextCursor) {
    if (nextCursor == null) {
      return answer;
    }
    StringBuilder next = new StringBuilder(call.path()).append('?');
    for (Map.Entry<String, String> parameter : call.queryParameters()) {
      if (!parameter.getKey().equals("cursor")) {
        next.append(parameter.getKey()).append('=').append(encoded(parameter.getValue()));
        next.append('&');
      }
    }
    next.append("cursor=").append(encoded(nextCursor));
    return answer.with("Link", "<" + next + ">; rel=\"next\"");
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
