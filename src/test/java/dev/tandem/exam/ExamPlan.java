package dev.tandem.exam;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How long an exam is, from system properties.
 *
 * @param seeds {@code tandem.exam.seeds}: one run of each scenario for each of them
 * @param isLong {@code tandem.exam} is {@code long}: more load, and each wait is waited for; else
 *     the time that a create without an answer waits is moved past in PostgreSQL
 * @param only {@code tandem.exam.only}: names of the points and scenarios, as a regular expression
 */
record ExamPlan(List<Long> seeds, boolean isLong, Pattern only) {
  private static final String SHORT_SEEDS = "1";
  private static final String LONG_SEEDS = "1,2,3";

  static ExamPlan fromProperties() {
    boolean isLong = "long".equals(System.getProperty("tandem.exam"));
    String given = System.getProperty("tandem.exam.seeds", "").strip();
    String seeds = given.isEmpty() ? isLong ? LONG_SEEDS : SHORT_SEEDS : given;
    return new ExamPlan(
        Arrays.stream(seeds.split(",", -1)).map(String::strip).map(Long::valueOf).toList(),
        isLong,
        Pattern.compile(System.getProperty("tandem.exam.only", ".*")));
  }

  /** Those that are to be played. */
  <E extends Enum<E>> Stream<E> chosen(E[] all) {
    return Stream.of(all).filter(one -> only.matcher(one.name()).matches());
  }

  /** Changes that each writer makes in a scenario. */
  int changes() {
    return isLong ? 120 : 40;
  }
}
