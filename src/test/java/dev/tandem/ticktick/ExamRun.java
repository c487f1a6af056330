package dev.tandem.ticktick;

import static org.awaitility.Awaitility.await;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountRoutes;
import dev.tandem.account.AccountState;
import dev.tandem.sync.SyncRoutes;
import dev.tandem.sync.SyncRoutes.DecideDeletions;
import dev.tandem.sync.SyncRoutes.Decision;
import dev.tandem.sync.SyncRoutes.Sweep;
import dev.tandem.sync.SyncRoutes.SweepResult;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskRoutes;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Plays one seed: the steps, then the way to rest, then the check. */
final class ExamRun {
  static final String DAILY = "RRULE:FREQ=DAILY;INTERVAL=1";

  private static final List<Integer> PRIORITIES = List.of(0, 1, 3, 5);
  private static final Instant FIRST_DAY = Instant.parse("2027-01-01T09:00:00Z");

  /** Two sightings of what is missing are further apart. */
  private static final Duration APART = Duration.ofMillis(2_100);

  /** So long after a delete a listing may still show what was before it, and does not count. */
  private static final Duration DEAD_SHOWN = Duration.ofMillis(5_500);

  private static final int MOST_SWEEPS = 20;

  private final ExamStage stage;
  private final long seed;
  private final String account;
  private final long user;
  private final List<ExamDeed> deeds = new ArrayList<>();
  private final ExamHere here;
  private final ExamThere there;

  ExamRun(ExamStage stage, long seed) {
    this.stage = stage;
    this.seed = seed;
    this.account = ExamStage.account(seed);
    this.user = stage.connect(seed);
    this.here = new ExamHere(stage, user, deeds);
    this.there = new ExamThere(stage.ticktick(), account, deeds, this::isKnown);
  }

  static int priority(ExamStep step) {
    return PRIORITIES.get(step.dice() % PRIORITIES.size());
  }

  static Instant due(ExamStep step) {
    return FIRST_DAY.plus(Duration.ofMinutes(1_501L * step.number()));
  }

  static String reminder(ExamStep step) {
    return "TRIGGER:-PT" + (100 + step.number()) + "M";
  }

  static long sortOrder(ExamStep step) {
    return 1_000_000L + step.number();
  }

  /** What is wrong in the end; empty: nothing. */
  List<String> play() {
    for (int i = 0; i < 2; i++) {
      there.list(new ExamStep(i, ExamStep.Side.THERE, ExamStep.Act.LIST, 0, 0));
    }
    sweep();
    for (ExamStep step : ExamStep.of(seed)) {
      switch (step.side()) {
        case HERE -> here.play(step);
        case THERE -> there.play(step);
        case WORLD -> world(step);
      }
    }
    List<String> wrong = new ArrayList<>();
    there.clearFaults();
    if (!rest()) {
      wrong.add("no rest after " + MOST_SWEEPS + " sweeps");
    }
    wrong.addAll(
        new ExamCheck(stage, user, account, here, new ExamTwins(stage.ticktick(), account), deeds)
            .wrong());
    stage.query(
        "UPDATE ticktick_accounts SET next_pull_at = '2100-01-01T00:00:00Z' WHERE user_id = $1",
        user);
    return wrong;
  }

  private void world(ExamStep step) {
    switch (step.act()) {
      case FAULT -> stage.ticktick().fault(ExamWeather.of(step, account));
      case INTERLOPER -> there.lieInWait(step);
      case EXPIRY -> stage.ticktick().expireToken(account);
      case SWEEP -> {
        if (step.dice() % 2 == 0) {
          sweep();
        } else {
          stage.query("UPDATE ticktick_accounts SET next_pull_at = now() WHERE user_id = $1", user);
        }
      }
      default -> longPause();
    }
  }

  /** Until what is written next is looked at before. */
  private void longPause() {
    Instant end = Instant.now().plusMillis(5_200);
    await().pollInterval(Duration.ofMillis(100)).until(() -> !Instant.now().isBefore(end));
  }

  private boolean isKnown(String remoteId) {
    return !stage
        .query("SELECT id FROM links WHERE user_id = $1 AND remote_id = $2", user, remoteId)
        .isEmpty();
  }

  private SweepResult sweep() {
    return stage.ask(SyncRoutes.SWEEP, new Sweep(user, Duration.ofSeconds(10)));
  }

  /** Sweeps until two in a row, far enough apart, changed nothing on either side. */
  private boolean rest() {
    List<Object> before = List.of();
    Instant earliest = Instant.now().plus(DEAD_SHOWN);
    for (int i = 0; i < MOST_SWEEPS; i++) {
      Instant next = Instant.now().plus(APART);
      SweepResult result = sweep();
      boolean whole =
          result.connected()
              && result.error() == null
              && result.pushed().pending() == 0
              && stage.query("SELECT entity_id FROM push_queue WHERE user_id = $1", user).isEmpty();
      if (!whole) {
        help();
      }
      List<Object> after = imprint();
      if (whole && Instant.now().isAfter(earliest) && after.equals(before)) {
        return true;
      }
      before = whole ? after : List.of();
      await().pollInterval(Duration.ofMillis(50)).until(() -> !Instant.now().isBefore(next));
    }
    return false;
  }

  /** What a person or time would do. */
  private void help() {
    stage.query(
        "UPDATE create_intents SET begun_at = begun_at - interval '1 minute',"
            + " ended_at = ended_at - interval '1 minute' WHERE user_id = $1"
            + " AND watched_until IS NULL AND silent"
            + " AND ended_at BETWEEN now() - interval '1 minute' AND now()",
        user);
    stage.query(
        "UPDATE push_queue SET next_attempt_at = now() WHERE user_id = $1 AND lease_until IS NULL"
            + " AND NOT is_dead",
        user);
    AccountReply reply = stage.ask(AccountRoutes.ACCOUNTS, new AccountCommand.Read(user));
    if (reply instanceof AccountReply.Settings settings
        && settings.account().state() == AccountState.NEEDS_REAUTHORIZATION) {
      stage.reconnect(user, seed);
    }
    for (Row row :
        stage.query(
            "SELECT entity_id FROM push_queue WHERE user_id = $1 AND kind = 'task' AND is_dead",
            user)) {
      stage.ask(TaskRoutes.COMMAND, new TaskCommand.RetryFailed(user, row.getLong(0)));
    }
    stage.ask(SyncRoutes.DELETIONS, new DecideDeletions(user, Decision.APPROVE));
  }

  /** Changes with every write here, and with every effect there. */
  private List<Object> imprint() {
    List<Object> imprint = new ArrayList<>();
    for (String table : List.of("tasks", "links", "push_queue")) {
      for (Row row :
          stage.query(
              "SELECT t.xmin::text || ' ' || t.ctid::text FROM "
                  + table
                  + " t WHERE user_id = $1 ORDER BY 1",
              user)) {
        imprint.add(table + row.getString(0));
      }
    }
    imprint.add(
        stage.ticktick().ledger(Map.of("account", account)).stream()
            .filter(entry -> !entry.getJsonArray("effects").isEmpty())
            .count());
    return imprint;
  }
}
