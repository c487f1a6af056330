package dev.tandem.ticktick;

import dev.tandem.sync.PollRoutes.Poll;
import dev.tandem.sync.PullRoutes.Applied;
import dev.tandem.sync.PullRoutes.Apply;
import dev.tandem.sync.PullRoutes.Compare;
import dev.tandem.sync.PullRoutes.Compared;
import dev.tandem.sync.PullRoutes.Seen;
import dev.tandem.sync.PullRoutes.Sighting;
import dev.tandem.sync.RemoteSnapshot;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Has what a poll read merged: what is no news costs one statement together. */
final class PullMerge {
  private static final int COMPARED_AT_ONCE = 2_000;
  private static final int APPLIED_AT_ONCE = 50;

  /** Subtasks lie at most five deep; what claims to lie deeper is somebody's odd data. */
  private static final int DEEPEST = 10;

  private final Pulls pulls;
  private final Poll poll;
  private PullTotals totals = PullTotals.NOTHING;
  private int failed;
  private boolean deferred;
  private boolean outdated;

  PullMerge(Pulls pulls, Poll poll) {
    this.pulls = pulls;
    this.poll = poll;
  }

  /** What listings showed. */
  Future<Void> compareAndApply(List<Seen> seen) {
    Set<String> news = new HashSet<>();
    return Portions.inTurn(Portions.of(seen, COMPARED_AT_ONCE), portion -> compare(portion, news))
        .compose(
            done -> apply(seen.stream().filter(task -> news.contains(task.twin().id())).toList()));
  }

  private Future<Void> compare(List<Seen> portion, Set<String> news) {
    if (outdated || portion.isEmpty()) {
      return Future.succeededFuture();
    }
    List<Sighting> sightings = portion.stream().map(PullMerge::sighting).toList();
    return pulls
        .compare(new Compare(poll.accountId(), poll.generation(), sightings))
        .map(compared -> noted(compared, news));
  }

  private Void noted(Compared compared, Set<String> news) {
    outdated |= compared.outdated();
    totals = totals.plusUnchanged(compared.unchanged());
    news.addAll(compared.news());
    return null;
  }

  private static Sighting sighting(Seen seen) {
    RemoteSnapshot twin = seen.twin();
    return new Sighting(
        twin.id(),
        twin.projectId(),
        Objects.requireNonNull(twin.etag(), "a task that was read has an etag"),
        twin.etimestamp(),
        seen.readAt());
  }

  /** What is news for sure. */
  Future<Void> apply(List<Seen> news) {
    return Portions.inTurn(Portions.of(parentsFirst(news), APPLIED_AT_ONCE), this::applyPortion);
  }

  /**
   * What was shown last of tasks that are in the trash. Answers those that were merged, or were no
   * news: of the others somebody may be sending something.
   */
  Future<List<Seen>> applyEach(List<Seen> twins) {
    List<Seen> merged = new ArrayList<>();
    return Portions.inTurn(
            twins,
            twin ->
                outdated
                    ? Future.succeededFuture()
                    : pulls
                        .apply(new Apply(poll.accountId(), poll.generation(), List.of(twin)))
                        .map(
                            applied -> {
                              if (applied.deferred() == 0 && applied.failed().isEmpty()) {
                                merged.add(twin);
                              }
                              return noted(applied);
                            }))
        .map(done -> merged);
  }

  private Future<Void> applyPortion(List<Seen> portion) {
    return outdated
        ? Future.succeededFuture()
        : pulls.apply(new Apply(poll.accountId(), poll.generation(), portion)).map(this::noted);
  }

  private Void noted(Applied applied) {
    outdated |= applied.outdated();
    totals = totals.plus(applied);
    failed += applied.failed().size();
    deferred |= applied.deferred() > 0;
    return null;
  }

  static List<Seen> parentsFirst(List<Seen> tasks) {
    Map<String, Seen> byId =
        tasks.stream().collect(Collectors.toMap(seen -> seen.twin().id(), Function.identity()));
    return tasks.stream().sorted(Comparator.comparing(seen -> depth(seen, byId))).toList();
  }

  private static int depth(Seen seen, Map<String, Seen> byId) {
    int depth = 0;
    Seen above = parent(seen, byId);
    while (above != null && depth < DEEPEST) {
      depth++;
      above = parent(above, byId);
    }
    return depth;
  }

  private static @Nullable Seen parent(Seen seen, Map<String, Seen> byId) {
    return byId.get(Objects.requireNonNullElse(seen.twin().fields().parentId(), ""));
  }

  PullTotals totals() {
    return totals;
  }

  /** How many could not be merged. */
  int failed() {
    return failed;
  }

  /** Whether something is left to another reading. */
  boolean isDeferred() {
    return deferred;
  }

  /** Whether the account has other tokens by now, so that nothing counts. */
  boolean isOutdated() {
    return outdated;
  }
}
