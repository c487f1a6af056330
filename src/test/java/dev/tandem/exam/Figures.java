package dev.tandem.exam;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the ledger check found in one run.
 *
 * @param acknowledged changes that were answered with 2xx
 * @param lost acknowledged changes that TickTick does not have
 * @param twice what was made, completed or advanced more than once
 * @param different tasks of which both sides do not show the same
 */
record Figures(
    int tasks, int acknowledged, List<String> lost, List<String> twice, List<String> different) {

  /** Whether anything is wrong with a task. */
  boolean concerns(String marker) {
    return Stream.of(lost, twice, different)
        .flatMap(List::stream)
        .anyMatch(line -> Pattern.compile("\\b" + marker + "\\b").matcher(line).find());
  }

  /** One line for people and scripts. */
  String line(String run, long seed, Map<String, Integer> points, double seconds) {
    return String.format(
        "EXAM %s seed=%d tasks=%d acknowledged=%d arrived=%d lost=%d twice=%d different=%d %s"
            + " seconds=%.1f",
        run,
        seed,
        tasks,
        acknowledged,
        acknowledged - lost.size(),
        lost.size(),
        twice.size(),
        different.size(),
        points,
        seconds);
  }
}
