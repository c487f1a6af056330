package dev.tandem.sync;

import dev.tandem.account.AccountState;
import dev.tandem.account.TickTickAccount;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import dev.tandem.sync.SyncRoutes.BreakerState;
import dev.tandem.task.SyncDetail;
import dev.tandem.task.SyncError;
import dev.tandem.task.SyncState;
import dev.tandem.task.TaskSync;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why a task is not synced, in sentences for people: a pure function of what is known of it. Errors
 * speak for themselves ({@link SyncError#detail}); here is what else holds it up, and what follows.
 *
 * @param summary where the task stands and why
 * @param next what happens by itself, or what can be done
 */
public record SyncExplanation(String summary, String next) {
  private static final SyncExplanation LOCAL_ONLY =
      new SyncExplanation(
          "The task is kept here only; it was never meant for TickTick, or is not tied to it any more.",
          "Nothing is sent unless the task is pushed or, if it was in TickTick before, changed.");

  private static final SyncExplanation DELETED =
      new SyncExplanation(
          "The task is deleted, and has no twin in TickTick.",
          "Nothing is sent unless it is restored.");

  private static final SyncExplanation UNREACHABLE =
      new SyncExplanation(
          "The task's list in TickTick is archived, or can no longer be read.",
          "The task is kept here and goes on being synced once its list can be read again.");

  private static final SyncExplanation HELD =
      new SyncExplanation(
          "The task vanished from TickTick at once with many others, or with its list.",
          "Nothing of it is pushed until the deletions are approved or dismissed, or it is seen there"
              + " again.");

  private static final SyncExplanation SYNCED =
      new SyncExplanation(
          "The task and TickTick hold the same.", "Nothing waits; the next change goes by itself.");

  /** With others it may wait for the account's share of requests, see {@code Plan}. */
  private static final SyncExplanation PUSHING =
      new SyncExplanation(
          "The change is on its way: TickTick is being asked, or will be as soon as the account's"
              + " share of requests allows.",
          "What came of it is known shortly.");

  private static final SyncExplanation NOT_CONNECTED =
      new SyncExplanation(
          Obstacle.NOT_CONNECTED.detail(),
          "The change is kept; this goes on by itself once TickTick is connected.");

  private static final SyncExplanation NEEDS_REAUTHORIZATION =
      new SyncExplanation(
          Reason.NEEDS_REAUTHORIZATION.detail(),
          "The change is kept; this goes on by itself once TickTick is connected again.");

  private static final SyncExplanation DETACHED =
      new SyncExplanation(Obstacle.PROJECT_DETACHED.detail(), "The change is kept until then.");

  /** What follows an error, where that is not simply another try. */
  private static final Map<String, String> AFTER =
      Map.of(
          Obstacle.NOT_CONNECTED.code(),
          NOT_CONNECTED.next,
          Reason.NEEDS_REAUTHORIZATION.code(),
          NEEDS_REAUTHORIZATION.next,
          Obstacle.CREATE_UNCONFIRMED.code(),
          "If TickTick has it, it is taken for this task; if not, it is sent again.",
          Obstacle.PROJECT_PENDING.code(),
          "The task is sent once its list is there.",
          Obstacle.PARENT_PENDING.code(),
          "All else of the task is sent; its place below the parent follows once that is there.",
          Obstacle.BREAKER_OPEN.code(),
          "This goes on by itself as soon as TickTick is well.",
          Obstacle.BUDGET_SPENT.code(),
          "This goes on by itself as soon as there is a share again.",
          Reason.NOT_FOUND.code(),
          "The change is kept until a full sync has found out whether the task was moved or deleted"
              + " there.");

  /** Errors that tell themselves that a request's outcome is not known. */
  private static final Set<String> SAY_SO =
      Set.of(Obstacle.CREATE_UNCONFIRMED.code(), Obstacle.COMPLETION_PENDING.code());

  /** Around the task: its account (null: none was ever connected), the host, the time. */
  public record Surroundings(
      @Nullable TickTickAccount account, BreakerState breaker, Instant now) {}

  public static SyncExplanation of(TaskSync sync, SyncDetail detail, Surroundings around) {
    return switch (sync.state()) {
      case LOCAL_ONLY -> detail.deleted() ? DELETED : LOCAL_ONLY;
      case UNREACHABLE -> UNREACHABLE;
      case HELD -> HELD;
      case SYNCED -> sync.openConflicts() == 0 ? SYNCED : conflicted(sync.openConflicts());
      case FAILED -> failed(sync).doubting(sync, detail);
      case PUSHING -> PUSHING.discarding(detail).doubting(sync, detail);
      case PENDING, RETRYING, PAUSED ->
          obstacle(around)
              .orElseGet(() -> waiting(sync, detail, around.now()))
              .discarding(detail)
              .doubting(sync, detail);
    };
  }

  /** Of an override's conflict both values stand. */
  private static SyncExplanation conflicted(int open) {
    return new SyncExplanation(
        "Nothing waits; where the task and TickTick disagreed, one of the two values was chosen.",
        times(open, "conflict") + " can be looked at, and decided otherwise.");
  }

  private static SyncExplanation failed(TaskSync sync) {
    SyncError error = sync.lastError();
    String discard =
        sync.linked()
            ? "discard it, so that the task takes what TickTick holds"
            : "discard it, so that the task is kept here only";
    return new SyncExplanation(
        "The change was given up after "
            + times(sync.attempts(), "attempt")
            + (error == null ? "." : ": " + sentence(error.detail())),
        "Nothing more is tried by itself. Retry it, "
            + discard
            + ", or edit the task: that is tried as a new change.");
  }

  /** What holds all of an account's changes up. */
  private static Optional<SyncExplanation> obstacle(Surroundings around) {
    TickTickAccount account = around.account();
    AccountState state = account == null ? AccountState.DISCONNECTED : account.state();
    return switch (state) {
      case DISCONNECTED -> Optional.of(NOT_CONNECTED);
      case NEEDS_REAUTHORIZATION -> Optional.of(NEEDS_REAUTHORIZATION);
      case ACCOUNT_MISMATCH ->
          Optional.of(
              new SyncExplanation(
                  "The present access belongs to another TickTick account than the tasks.",
                  "The change is kept until the right account is connected, or the other accepted."));
      case CHECKING ->
          Optional.of(
              new SyncExplanation(
                  "TickTick could not be asked yet whose account the present access belongs to.",
                  "It is asked again and again; then this goes on by itself."));
      case CONNECTED -> held(around, account == null ? null : account.pausedUntil());
    };
  }

  private static Optional<SyncExplanation> held(
      Surroundings around, @Nullable Instant pausedUntil) {
    if (around.breaker() != BreakerState.CLOSED) {
      return Optional.of(
          new SyncExplanation(
              Obstacle.BREAKER_OPEN.detail(),
              "TickTick is asked every few seconds whether it is well; then this goes on by"
                  + " itself."));
    }
    return pausedUntil == null || !pausedUntil.isAfter(around.now())
        ? Optional.empty()
        : Optional.of(
            new SyncExplanation(
                Obstacle.ACCOUNT_PAUSED.detail(),
                "This goes on by itself after " + time(pausedUntil) + "."));
  }

  private static SyncExplanation waiting(TaskSync sync, SyncDetail detail, Instant now) {
    if (detail.listDetached()) {
      return DETACHED;
    }
    SyncError error = sync.lastError();
    if (error == null && detail.ahead() > 0) {
      return new SyncExplanation(
          "The change waits for its turn; "
              + times(detail.ahead(), "change")
              + " of the account came before it.",
          "It goes by itself after those, many of them together, or before them if somebody waits"
              + " for it.");
    }
    if (error == null) {
      return new SyncExplanation(
          "The change waits for its turn.", "TickTick is asked " + when(sync, now) + ".");
    }
    boolean counted = sync.state() == SyncState.RETRYING && sync.attempts() > 0;
    String summary =
        sentence(error.detail())
            + (counted ? " It was tried " + times(sync.attempts(), "time") + "." : "");
    if (detail.listFailed() && error.code().equals(Obstacle.PROJECT_PENDING.code())) {
      return new SyncExplanation(
          summary,
          "The list is not tried any more by itself. Change it, and it is tried anew, or move the"
              + " task to another list.");
    }
    String next = AFTER.getOrDefault(error.code(), "");
    String retry = "TickTick is asked again " + when(sync, now) + ".";
    return new SyncExplanation(summary, next.isEmpty() ? retry : next + " " + retry);
  }

  private SyncExplanation discarding(SyncDetail detail) {
    return detail.discarding()
        ? new SyncExplanation(
            "The change was discarded, but TickTick's values are not taken yet. " + summary,
            next + " Then the task takes what TickTick holds.")
        : this;
  }

  private SyncExplanation doubting(TaskSync sync, SyncDetail detail) {
    SyncError error = sync.lastError();
    boolean told = error != null && SAY_SO.contains(error.code());
    return detail.inDoubt() && !detail.discarding() && !told
        ? new SyncExplanation(
            summary
                + " An earlier request was not answered; whether it was carried out is not known.",
            next + " TickTick is looked at before anything is sent, so that nothing is done twice.")
        : this;
  }

  private static String when(TaskSync sync, Instant now) {
    Instant next = sync.nextAttemptAt();
    return next == null || !next.isAfter(now) ? "at once" : "at " + time(next);
  }

  /** UTC, to the second. */
  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String times(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private static String sentence(String detail) {
    return detail.endsWith(".") ? detail : detail + ".";
  }
}
