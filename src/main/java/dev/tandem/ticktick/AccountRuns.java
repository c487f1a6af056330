package dev.tandem.ticktick;

import dev.tandem.sync.PushJob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Deals out what was claimed: rows of one account that are worked off together, and rows by
 * themselves. What somebody waits for comes first and never waits for the background.
 *
 * @param jobs of one account
 */
record AccountRuns(List<PushJob> jobs) {
  /** So few are worked off each by itself: their answers show what became of them. */
  private static final int FEW = 2;

  /** So many whom somebody waits for are quickest at the same time. */
  private static final int FEW_INTERACTIVE = 3;

  AccountRuns {
    jobs = List.copyOf(jobs);
  }

  /** Which rows go together: one alone, or several in a plan. */
  static List<List<PushJob>> of(List<PushJob> claimed) {
    Map<Long, List<PushJob>> accounts = new LinkedHashMap<>();
    claimed.forEach(
        job -> accounts.computeIfAbsent(job.accountId(), id -> new ArrayList<>()).add(job));
    List<List<PushJob>> interactive = new ArrayList<>();
    List<List<PushJob>> background = new ArrayList<>();
    for (List<PushJob> jobs : accounts.values()) {
      AccountRuns runs = new AccountRuns(jobs);
      interactive.addAll(runs.together(true, false, FEW_INTERACTIVE));
      interactive.addAll(runs.together(true, true, FEW_INTERACTIVE));
      background.addAll(runs.together(false, false, FEW));
      background.addAll(runs.together(false, true, FEW));
    }
    interactive.addAll(background);
    return interactive;
  }

  /**
   * A create of unknown outcome waits for listings of the whole account: those go together, and
   * hold up no other.
   */
  private List<List<PushJob>> together(boolean interactive, boolean searching, int few) {
    List<PushJob> chosen =
        jobs.stream()
            .filter(job -> job.interactive() == interactive && (job.intent() != null) == searching)
            .toList();
    if (chosen.isEmpty()) {
      return List.of();
    }
    return chosen.size() > few ? List.of(chosen) : chosen.stream().map(List::of).toList();
  }
}
