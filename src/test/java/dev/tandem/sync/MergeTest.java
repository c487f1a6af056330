package dev.tandem.sync;

import static dev.tandem.sync.SyncSamples.NOW;
import static dev.tandem.sync.SyncSamples.remote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.Conflict.Rule;
import dev.tandem.sync.Conflict.Winner;
import dev.tandem.sync.Sides.Protection;
import dev.tandem.sync.Sides.Times;
import dev.tandem.task.ChecklistItem;
import dev.tandem.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of sync.md, Merge, one by one. */
final class MergeTest {
  private static final Fields OLD = remote("old");

  @Test
  void aChangeOnOneSideGoesToTheOther() {
    Merged pulled = Merge.of(sides(OLD, OLD, remote("theirs"), null));
    assertThat(pulled.local().title()).isEqualTo("theirs");
    assertThat(pulled.taken()).containsExactly(SyncField.TITLE);
    assertThat(pulled.open()).isEmpty();
    assertThat(pulled.conflicts()).isEmpty();

    Merged pushed = Merge.of(sides(OLD, remote("mine"), OLD, null));
    assertThat(pushed.local().title()).isEqualTo("mine");
    assertThat(pushed.taken()).isEmpty();
    assertThat(pushed.open()).containsExactly(SyncField.TITLE);
    assertThat(pushed.base()).isEqualTo(Base.of(OLD));
  }

  @Test
  void theSameChangeOnBothSidesIsAgreed() {
    Merged merged = Merge.of(sides(OLD, remote("new"), remote("new"), null));
    assertThat(merged.taken()).isEmpty();
    assertThat(merged.open()).isEmpty();
    assertThat(merged.conflicts()).isEmpty();
    assertThat(merged.base()).isEqualTo(Base.of(remote("new")));
  }

  @ParameterizedTest
  @CsvSource({
    "0, -3, LOCAL, NEWER",
    "0, -2, LOCAL, TIE",
    "0, 0, LOCAL, TIE",
    "0, 2, LOCAL, TIE",
    "0, 3, REMOTE, NEWER",
    ", 3, LOCAL, TIE",
    "0, , REMOTE, NO_REMOTE_TIME",
    ", , REMOTE, NO_REMOTE_TIME"
  })
  void ofTwoChangesTheNewerWins(Long local, Long remote, Winner winner, Rule rule) {
    Map<SyncField, Instant> here =
        local == null ? Map.of() : Map.of(SyncField.TITLE, NOW.plusSeconds(local));
    Instant there = remote == null ? null : NOW.plusSeconds(remote);
    Merged merged =
        Merge.of(
            new Sides(
                Base.of(OLD),
                remote("mine"),
                remote("theirs"),
                new Times(here, there),
                Protection.NONE));
    assertThat(merged.conflicts())
        .containsExactly(
            new Conflict(
                SyncField.TITLE,
                OLD,
                remote("mine"),
                remote("theirs"),
                winner,
                rule,
                here.get(SyncField.TITLE),
                there));
    boolean mine = winner == Winner.LOCAL;
    assertThat(merged.local().title()).isEqualTo(mine ? "mine" : "theirs");
    assertThat(merged.open()).isEqualTo(mine ? Set.of(SyncField.TITLE) : Set.of());
    assertThat(merged.taken()).isEqualTo(mine ? Set.of() : Set.of(SyncField.TITLE));
    assertThat(merged.base().there()).isEqualTo(remote("theirs"));
  }

  @Test
  void withoutABaseEveryDifferenceWasMadeOnBothSides() {
    Fields mine = remote("mine").but().tags(List.of("Mine")).build();
    Fields theirs = remote("theirs").but().tags(List.of("theirs")).build();
    Merged merged =
        Merge.of(new Sides(null, mine, theirs, new Times(Map.of(), NOW), Protection.NONE));
    assertThat(merged.conflicts())
        .singleElement()
        .extracting(Conflict::field, Conflict::base)
        .containsExactly(SyncField.TITLE, null);
    assertThat(merged.local().tags()).containsExactly("Mine", "theirs");
    assertThat(merged.open()).containsExactlyInAnyOrder(SyncField.TITLE, SyncField.TAGS);
    assertThat(merged.taken()).containsExactly(SyncField.TAGS);
    assertThat(Merge.of(new Sides(null, OLD, OLD, new Times(Map.of(), NOW), Protection.NONE)))
        .isEqualTo(new Merged(OLD, Set.of(), Base.of(OLD), Set.of(), List.of()));
  }

  @Test
  void setsChangedOnBothSidesAreMergedAndPushedIfTickTickLacksSomething() {
    Fields base = OLD.but().tags(List.of("Home")).reminders(List.of("r1")).build();
    Fields mine = base.but().tags(List.of("Home", "Mine")).reminders(List.of()).build();
    Fields theirs =
        base.but().tags(List.of("home", "theirs")).reminders(List.of("r1", "r2")).build();
    Merged merged = Merge.of(sides(base, mine, theirs, NOW));
    assertThat(merged.local().tags()).containsExactly("Home", "Mine", "theirs");
    assertThat(merged.local().reminders()).containsExactly("r2");
    assertThat(merged.open()).containsExactlyInAnyOrder(SyncField.TAGS, SyncField.REMINDERS);
    assertThat(merged.taken()).containsExactlyInAnyOrder(SyncField.TAGS, SyncField.REMINDERS);
    assertThat(merged.conflicts()).isEmpty();

    Fields more = base.but().tags(List.of("home", "mine", "theirs")).build();
    Merged taken =
        Merge.of(sides(base, base.but().tags(List.of("Home", "Mine")).build(), more, NOW));
    assertThat(taken.local().tags()).containsExactly("Home", "Mine", "theirs");
    assertThat(taken.open()).isEmpty();
    assertThat(taken.base().here().tags()).containsExactly("Home", "Mine", "theirs");
  }

  @Test
  void itemsChangedOnBothSidesAreMergedAndTheirTitlesLogged() {
    Fields base = OLD.but().items(List.of(item("a"))).build();
    Fields mine = OLD.but().items(List.of(item("mine"))).build();
    Fields theirs = OLD.but().items(List.of(item("theirs"))).build();
    Merged merged =
        Merge.of(
            new Sides(
                Base.of(base),
                mine,
                theirs,
                new Times(Map.of(SyncField.ITEMS, NOW), NOW.minusSeconds(60)),
                Protection.NONE));
    assertThat(merged.local().items()).containsExactly(item("mine"));
    assertThat(merged.open()).containsExactly(SyncField.ITEMS);
    assertThat(merged.taken()).isEmpty();
    assertThat(merged.conflicts())
        .singleElement()
        .extracting(Conflict::field, Conflict::winner, Conflict::rule)
        .containsExactly(SyncField.ITEMS, Winner.LOCAL, Rule.NEWER);
    assertThat(merged.base().here().items()).containsExactly(item("theirs"));

    Merged unlinked =
        Merge.of(new Sides(null, mine, theirs, new Times(Map.of(), NOW), Protection.NONE));
    assertThat(unlinked.local().items()).hasSize(1);
  }

  private static ChecklistItem item(String title) {
    return new ChecklistItem("1", title, false);
  }

  @Test
  void aFieldInDoubtCountsAsChangedHereEvenIfThePersonWentBack() {
    Protection doubtful = new Protection(null, Set.of(), Set.of(), Set.of(SyncField.TITLE));
    Merged merged =
        Merge.of(new Sides(Base.of(OLD), OLD, remote("ours?"), new Times(Map.of(), NOW), doubtful));
    assertThat(merged.open()).containsExactly(SyncField.TITLE);
    assertThat(merged.local().title()).isEqualTo("old");
    assertThat(merged.conflicts()).hasSize(1);
  }

  @Test
  void aParentWithoutANameYetIsNotTakenForNone() {
    Fields mine = OLD.but().parentId(null).build();
    Protection waiting = new Protection(null, Set.of(), Set.of(SyncField.PARENT), Set.of());
    Merged merged = Merge.of(new Sides(Base.of(OLD), mine, OLD, new Times(Map.of(), NOW), waiting));
    assertThat(merged.open()).containsExactly(SyncField.PARENT);
    assertThat(merged.taken()).isEmpty();
  }

  @Test
  void anOverriddenPriorityIsPushedBackOncePerRemoteValue() {
    Fields mine = OLD.but().priority(5).build();
    Fields theirs = OLD.but().priority(1).build();
    Base base = Base.of(mine);
    Merged first = Merge.of(overridden(base, mine, theirs, Set.of()));
    assertThat(first.open()).containsExactly(SyncField.PRIORITY);
    assertThat(first.conflicts())
        .singleElement()
        .extracting(Conflict::rule, Conflict::winner)
        .containsExactly(Rule.OVERRIDE, Winner.LOCAL);
    assertThat(first.local().priority()).isEqualTo(5);

    Merged again = Merge.of(overridden(base, mine, theirs, Set.of(1)));
    assertThat(again.open()).isEmpty();
    assertThat(again.conflicts()).isEmpty();
    assertThat(again.base()).isEqualTo(new Base(mine, theirs));

    Merged kept = Merge.of(overridden(again.base(), mine, theirs, Set.of(1)));
    assertThat(kept.open()).as("a difference that stands").isEmpty();

    Fields other = OLD.but().priority(3).build();
    assertThat(Merge.of(overridden(again.base(), mine, other, Set.of(1))).open())
        .containsExactly(SyncField.PRIORITY);

    Fields mineAnew = OLD.but().priority(0).build();
    assertThat(Merge.of(overridden(again.base(), mineAnew, theirs, Set.of(1))).open())
        .as("changed here too")
        .containsExactly(SyncField.PRIORITY);
  }

  @Test
  void withoutItsOverrideADifferenceThatStoodIsPushed() {
    Fields mine = OLD.but().priority(5).build();
    Fields theirs = OLD.but().priority(1).build();
    Merged merged =
        Merge.of(
            new Sides(
                new Base(mine, theirs), mine, theirs, new Times(Map.of(), NOW), Protection.NONE));
    assertThat(merged.open()).containsExactly(SyncField.PRIORITY);
    assertThat(merged.base().editedHere(mine)).containsExactly(SyncField.PRIORITY);
  }

  @Test
  void anOccurrenceThatIsOverThereIsOverHere() {
    Fields first = daily(OLD, 0);
    Fields completed = first.but().status(TaskStatus.COMPLETED).build();
    Merged merged = Merge.of(sides(first, completed, daily(OLD, 1), NOW));
    assertThat(merged.local()).isEqualTo(daily(OLD, 1));
    assertThat(merged.open()).isEmpty();
    assertThat(merged.conflicts()).isEmpty();

    Fields moved = daily(completed, 5);
    assertThat(Merge.of(sides(first, moved, daily(OLD, 1), NOW)).conflicts())
        .singleElement()
        .extracting(Conflict::field, Conflict::rule, Conflict::winner)
        .containsExactly(SyncField.DATES, Rule.OCCURRENCE, Winner.REMOTE);
  }

  @Test
  void aCompletionIsPushedWhereTheDatesStandOrTheTaskDoesNotRecur() {
    Fields first = daily(OLD, 0);
    Fields completed = first.but().status(TaskStatus.COMPLETED).build();
    assertThat(Merge.of(sides(first, completed, first, NOW)).open())
        .containsExactly(SyncField.STATUS);
    assertThat(Merge.of(sides(first, completed, daily(OLD, -1), NOW)).open())
        .as("moved back in time")
        .contains(SyncField.STATUS);
    Fields once = first.but().repeatFlag(null).build();
    assertThat(
            Merge.of(
                    sides(
                        once,
                        once.but().status(TaskStatus.COMPLETED).build(),
                        daily(once, 1).but().repeatFlag(null).build(),
                        NOW))
                .open())
        .containsExactly(SyncField.STATUS);
  }

  @Test
  void anEndOfTheSeriesIsAgreed() {
    Fields first = daily(OLD, 0);
    Fields completed = first.but().status(TaskStatus.COMPLETED).build();
    Merged merged = Merge.of(sides(first, completed, completed, NOW));
    assertThat(merged.open()).isEmpty();
    assertThat(merged.local().status()).isEqualTo(TaskStatus.COMPLETED);
  }

  private static Fields daily(Fields fields, int day) {
    Instant at = NOW.plus(Duration.ofDays(day));
    return fields.but().startDate(at).dueDate(at).repeatFlag("RRULE:FREQ=DAILY").build();
  }

  private static Sides overridden(Base base, Fields local, Fields remote, Set<Integer> held) {
    return new Sides(
        base,
        local,
        remote,
        new Times(Map.of(), NOW),
        new Protection(local.priority(), held, Set.of(), Set.of()));
  }

  private static Sides sides(Fields base, Fields local, Fields remote, Instant remoteAt) {
    return new Sides(Base.of(base), local, remote, new Times(Map.of(), remoteAt), Protection.NONE);
  }
}
