package dev.tandem.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.Conflict.Winner;
import dev.tandem.task.ChecklistItem;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Sets and checklists are merged element by element. */
final class ElementMergeTest {
  private static final List<ChecklistItem> BASE = List.of(item("1", "a"), item("2", "b"));

  @Test
  void aSetHasWhatEitherSideAddedAndNotWhatEitherRemoved() {
    assertThat(
            SetMerge.of(
                List.of("a", "b", "c"),
                List.of("a", "b", "c"),
                List.of("b", "c", "x"),
                List.of("a", "c", "y")))
        .containsExactly("c", "x", "y");
  }

  @Test
  void aTagIsOneInWhateverCaseAndSpeltAsHere() {
    assertThat(
            SetMerge.ofTags(
                List.of("Home"), List.of("home"), List.of("HOME", "Home"), List.of("home", "work")))
        .containsExactly("HOME", "work");
    assertThat(SetMerge.of(List.of(), List.of(), List.of("A"), List.of("a")))
        .containsExactly("A", "a");
  }

  @Test
  void itemsAddedOnBothSidesAreBothThere() {
    assertThat(merge(plus(BASE, item("m", "mine")), plus(BASE, item("t", "theirs"))))
        .containsExactly("a", "b", "theirs", "mine");
  }

  @Test
  void theSameItemAddedOnBothSidesIsOneByTickTicksId() {
    ItemMerge merged =
        ItemMerge.of(
            null,
            null,
            List.of(item("m", "same")),
            List.of(new ChecklistItem("t", "same", true)),
            Winner.LOCAL);
    assertThat(merged.merged()).containsExactly(new ChecklistItem("t", "same", true));
    assertThat(merged.conflicting()).isFalse();
  }

  @Test
  void anItemRemovedOnOneSideAndLeftAloneOnTheOtherIsGone() {
    assertThat(merge(BASE.subList(0, 1), BASE)).containsExactly("a");
    assertThat(merge(BASE, BASE.subList(1, 2))).containsExactly("b");
  }

  @Test
  void anItemRemovedOnOneSideAndChangedOnTheOtherStaysAndIsTold() {
    for (ItemMerge merged :
        List.of(
            of(List.of(item("1", "a")), List.of(item("1", "a"), item("2", "b!"))),
            of(List.of(item("1", "a"), item("2", "b!")), List.of(item("1", "a"))))) {
      assertThat(titles(merged)).containsExactly("a", "b!");
      assertThat(merged.conflicting()).isTrue();
    }
    ItemMerge ticked =
        of(List.of(item("1", "a"), new ChecklistItem("2", "b", true)), List.of(item("1", "a")));
    assertThat(titles(ticked)).containsExactly("a", "b");
  }

  @Test
  void ofTwoTitlesTheWinnersHolds() {
    for (Winner winner : Winner.values()) {
      ItemMerge merged =
          ItemMerge.of(
              BASE,
              BASE,
              List.of(item("1", "mine"), item("2", "b")),
              List.of(item("1", "theirs"), item("2", "b")),
              winner);
      assertThat(titles(merged)).containsExactly(winner == Winner.LOCAL ? "mine" : "theirs", "b");
      assertThat(merged.conflicting()).isTrue();
    }
  }

  @Test
  void aTitleAndATickOfOneItemGoTogether() {
    ItemMerge merged =
        of(
            List.of(item("1", "mine"), item("2", "b")),
            List.of(new ChecklistItem("1", "a", true), item("2", "b")));
    assertThat(merged.merged())
        .containsExactly(new ChecklistItem("1", "mine", true), item("2", "b"));
    assertThat(merged.conflicting()).isFalse();
    ItemMerge other =
        of(
            List.of(new ChecklistItem("1", "a", true), item("2", "b")),
            List.of(item("1", "theirs"), item("2", "b")));
    assertThat(other.merged())
        .containsExactly(new ChecklistItem("1", "theirs", true), item("2", "b"));
  }

  @Test
  void itemsGoByTheirPlaceWhereTickTickGaveThemOtherIds() {
    ItemMerge merged =
        ItemMerge.of(
            List.of(item("m1", "a"), item("m2", "b")),
            List.of(item("t1", "a"), item("t2", "b")),
            List.of(item("m1", "mine"), item("m2", "b")),
            List.of(item("t1", "a")),
            Winner.LOCAL);
    assertThat(merged.merged()).containsExactly(item("t1", "mine"));
  }

  @Test
  void theOrderIsThatOfWhoeverChangedIt() {
    List<ChecklistItem> turned = List.of(item("2", "b"), item("1", "a"));
    assertThat(merge(turned, BASE)).containsExactly("b", "a");
    assertThat(merge(BASE, turned)).containsExactly("b", "a");
    assertThat(merge(BASE, plus(turned, item("3", "c")))).containsExactly("b", "a", "c");
    assertThat(merge(turned, plus(BASE, item("3", "c")))).containsExactly("b", "c", "a");
  }

  @Test
  void anItemThatIsThereTwiceIsOne() {
    assertThat(merge(plus(BASE, item("1", "a")), BASE)).containsExactly("a", "b");
  }

  private static List<String> merge(List<ChecklistItem> local, List<ChecklistItem> remote) {
    return titles(of(local, remote));
  }

  private static ItemMerge of(List<ChecklistItem> local, List<ChecklistItem> remote) {
    return ItemMerge.of(BASE, BASE, local, remote, Winner.LOCAL);
  }

  private static List<String> titles(ItemMerge merged) {
    return merged.merged().stream().map(ChecklistItem::title).toList();
  }

  private static List<ChecklistItem> plus(List<ChecklistItem> items, ChecklistItem more) {
    return Stream.concat(items.stream(), Stream.of(more)).toList();
  }

  private static ChecklistItem item(String id, String title) {
    return new ChecklistItem(id, title, false);
  }
}
