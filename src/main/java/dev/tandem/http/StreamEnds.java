package dev.tandem.http;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the event streams that the gateway ended, so that the log has one line for many: thousands
 * may end at once.
 */
final class StreamEnds {
  private static final Logger log = LoggerFactory.getLogger(StreamEnds.class);

  private final Map<StreamEnd, Integer> counts = new EnumMap<>(StreamEnd.class);

  void count(StreamEnd end) {
    counts.merge(end, 1, Integer::sum);
  }

  /**
   * Logs those that ended since it was called last, if there are any.
   *
   * @param open how many are open still
   */
  void log(int open) {
    if (!counts.isEmpty()) {
      String ended =
          counts.entrySet().stream()
              .map(entry -> entry.getValue() + " " + entry.getKey().text())
              .collect(Collectors.joining(", "));
      log.info("Event streams were ended: {}; {} are open here", ended, open);
      counts.clear();
    }
  }
}
