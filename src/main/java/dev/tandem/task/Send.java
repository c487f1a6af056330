package dev.tandem.task;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to tell TickTick.
 *
 * @param operation create, update, move, complete, delete
 * @param fields wire names of the fields it carried
 * @param outcome applied, refused, unknown
 * @param errorCode null when applied
 */
public record Send(
    Instant at,
    String operation,
    List<String> fields,
    String outcome,
    @Nullable String errorCode,
    @Nullable String detail) {
  public Send {
    fields = List.copyOf(fields);
  }
}
