package dev.tandem.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.Conflict.Winner;
import dev.tandem.task.ChecklistItem;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of every merge (sync.md, Merge). */
final class MergePropertyTest {
  @Provide
  Arbitrary<Sides> sides() {
    return Arbitraries.randomValue(random -> new RandomSides(random).sides());
  }

  @Property(tries = 3_000)
  void isDeterministic(@ForAll("sides") Sides sides) {
    assertThat(Merge.of(sides)).isEqualTo(Merge.of(sides));
  }

  @Property(tries = 3_000)
  void mergingTheSameAgainChangesNothing(@ForAll("sides") Sides sides) {
    Merged once = Merge.of(sides);
    Merged again = Merge.of(after(once, sides));
    assertThat(again.taken()).isEmpty();
    assertThat(again.conflicts()).isEmpty();
    assertThat(again.local()).isEqualTo(once.local());
    assertThat(again.open()).isEqualTo(once.open());
    assertThat(again.base()).isEqualTo(once.base());
  }

  @Property(tries = 3_000)
  void sidesThatNobodyChangedMergeToNothing(@ForAll("sides") Sides sides) {
    Base base = sides.base();
    if (base != null) {
      Merged merged =
          Merge.of(
              new Sides(base, base.here(), base.there(), sides.times(), Sides.Protection.NONE));
      assertThat(merged.taken()).isEmpty();
      assertThat(merged.open()).isEmpty();
      assertThat(merged.conflicts()).isEmpty();
      assertThat(merged.local()).isEqualTo(base.here());
    }
  }

  @Property(tries = 3_000)
  void aProtectedPriorityNeverTakesARemoteValue(@ForAll("sides") Sides sides) {
    Merged merged = Merge.of(sides);
    if (sides.protection().priority() != null) {
      assertThat(merged.local().priority()).isEqualTo(sides.protection().priority());
    }
  }

  @Property(tries = 3_000)
  void pushingWhatIsOpenMakesTheSidesEqual(@ForAll("sides") Sides sides) {
    Merged merged = Merge.of(sides);
    Fields pushed = sides.remote().with(merged.open(), merged.local());
    Set<SyncField> different = Differences.between(merged.local(), pushed);
    if (letStand(sides, merged)) {
      different.remove(SyncField.PRIORITY);
    }
    assertThat(different).isEmpty();
  }

  @Property(tries = 3_000)
  void whatIsOpenIsWhatTheBaseTells(@ForAll("sides") Sides sides) {
    Merged merged = Merge.of(sides);
    assertThat(merged.base().editedHere(merged.local())).isEqualTo(merged.open());
    assertThat(merged.base().editedThere(sides.remote())).isEmpty();
  }

  /** A value that is on neither side any more was the loser of a conflict, or was taken away. */
  @Property(tries = 3_000)
  void noValueVanishesUntold(@ForAll("sides") Sides sides) {
    Merged merged = Merge.of(sides);
    Set<SyncField> told = EnumSet.noneOf(SyncField.class);
    merged.conflicts().forEach(conflict -> told.add(conflict.field()));
    for (SyncField field : SyncField.values()) {
      boolean elementwise =
          field == SyncField.TAGS || field == SyncField.REMINDERS || field == SyncField.ITEMS;
      if (!elementwise && !told.contains(field)) {
        assertThat(localSurvives(field, sides, merged) || isUnedited(field, sides))
            .as("the local value of " + field)
            .isTrue();
      }
    }
    assertThat(keys(merged.local().tags())).containsAll(addedTags(sides));
    assertItemsSurvive(sides, merged, told);
  }

  /** An edit here is lost to nobody but the other side's edit of the same field. */
  @Property(tries = 3_000)
  void whatOnlyOneSideChangedIsTaken(@ForAll("sides") Sides sides) {
    Base base = sides.base();
    if (base == null || sides.protection().priority() != null) {
      return;
    }
    Merged merged = Merge.of(sides);
    Set<SyncField> here = base.editedHere(sides.local());
    Set<SyncField> there = base.editedThere(sides.remote());
    boolean occurrence =
        merged.conflicts().stream().anyMatch(c -> c.rule() == Conflict.Rule.OCCURRENCE)
            || (here.contains(SyncField.STATUS) && !merged.open().contains(SyncField.STATUS));
    for (SyncField field : SyncField.values()) {
      if (occurrence && (field == SyncField.STATUS || field == SyncField.DATES)) {
        continue;
      }
      if (here.contains(field) && !there.contains(field)) {
        assertThat(Differences.same(field, merged.local(), sides.local())).as("%s", field).isTrue();
      } else if (there.contains(field) && !here.contains(field)) {
        assertThat(Differences.same(field, merged.local(), sides.remote()))
            .as("%s", field)
            .isTrue();
      }
    }
  }

  private static Sides after(Merged merged, Sides before) {
    Set<Integer> held = new HashSet<>(before.protection().heldPriorities());
    return new Sides(
        merged.base(),
        merged.local(),
        before.remote(),
        before.times(),
        new Sides.Protection(before.protection().priority(), held, Set.of(), Set.of()));
  }

  private static boolean letStand(Sides sides, Merged merged) {
    return sides.protection().priority() != null
        && sides.protection().heldPriorities().contains(sides.remote().priority())
        && !merged.open().contains(SyncField.PRIORITY);
  }

  private static boolean localSurvives(SyncField field, Sides sides, Merged merged) {
    return Differences.same(field, merged.local(), sides.local());
  }

  private static boolean isUnedited(SyncField field, Sides sides) {
    Base base = sides.base();
    boolean occurrence = field == SyncField.STATUS || field == SyncField.DATES;
    return base != null
        && (Differences.same(field, sides.local(), base.here())
            || (occurrence && Occurrences.advanced(base.there(), sides.remote())));
  }

  private static Set<String> addedTags(Sides sides) {
    Set<String> added = keys(sides.local().tags());
    Set<String> addedThere = keys(sides.remote().tags());
    Base base = sides.base();
    if (base != null) {
      added.removeAll(keys(base.here().tags()));
      addedThere.removeAll(keys(base.there().tags()));
    }
    added.addAll(addedThere);
    return added;
  }

  private static Set<String> keys(List<String> tags) {
    Set<String> keys = new HashSet<>();
    tags.forEach(tag -> keys.add(tag.toLowerCase(Locale.ROOT)));
    return keys;
  }

  /** Titles that one side gave are there, unless the other side's win is told. */
  private static void assertItemsSurvive(Sides sides, Merged merged, Set<SyncField> told) {
    if (told.contains(SyncField.ITEMS)) {
      assertThat(merged.conflicts())
          .filteredOn(conflict -> conflict.field() == SyncField.ITEMS)
          .allMatch(
              conflict -> conflict.winner() == Winner.LOCAL || conflict.winner() == Winner.REMOTE);
      return;
    }
    Set<String> before = new HashSet<>();
    Base base = sides.base();
    if (base != null) {
      base.here().items().forEach(item -> before.add(item.title()));
    }
    Set<String> titles = new HashSet<>();
    merged.local().items().forEach(item -> titles.add(item.title()));
    for (List<ChecklistItem> side : List.of(sides.local().items(), sides.remote().items())) {
      for (ChecklistItem item : side) {
        assertThat(before.contains(item.title()) || titles.contains(item.title()))
            .as("item %s", item)
            .isTrue();
      }
    }
  }
}
