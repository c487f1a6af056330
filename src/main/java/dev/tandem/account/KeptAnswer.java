package dev.tandem.account;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP answer that is kept.
 *
 * @param body JSON; null for none
 */
public record KeptAnswer(int status, @Nullable String body, Map<String, String> headers) {
  public KeptAnswer {
    headers = Map.copyOf(headers);
  }
}
