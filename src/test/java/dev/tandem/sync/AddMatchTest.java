package dev.tandem.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class AddMatchTest {
  private static final List<String> TITLES = List.of("a", "b", "c");

  private static Fields sent(String title, String description) {
    return Jobs.fields().but().title(title).description(description).projectId(null).build();
  }

  private static PushStep create(String title, String description) {
    return PushPlan.create(sent(title, description));
  }

  private static RemoteSnapshot task(int id, Fields fields) {
    return Orphans.task(id, fields.inProject("inbox115781412"));
  }

  @Test
  void whatIsStoredAsItWasSentIsFound() {
    RemoteSnapshot milk = task(1, sent("Milk", ""));
    RemoteSnapshot bread = task(2, sent("Bread", "brown"));

    AddMatch match =
        new AddMatch(
            List.of(create("Bread", "brown"), create("Milk", "")), List.of(milk, bread), true);

    assertThat(match.of(0)).contains(bread);
    assertThat(match.of(1)).contains(milk);
  }

  @Test
  void anExactLikenessCountsMoreThanTheOrder() {
    RemoteSnapshot changed = task(1, sent("Milk", "changed since"));
    RemoteSnapshot exact = task(2, sent("Milk", ""));

    AddMatch match =
        new AddMatch(
            List.of(create("Milk", ""), create("Milk", "2 litres")), List.of(changed, exact), true);

    assertThat(match.of(0)).contains(exact);
    assertThat(match.of(1)).contains(changed);
  }

  @Test
  void aTaskThatSomebodyRenamedIsTheOneThatIsLeftOver() {
    RemoteSnapshot renamed = task(1, sent("Oat milk", ""));
    RemoteSnapshot bread = task(2, sent("Bread", ""));
    List<PushStep> creates = List.of(create("Milk", ""), create("Bread", ""));

    assertThat(new AddMatch(creates, List.of(renamed, bread), true).of(0)).contains(renamed);
    assertThat(new AddMatch(creates, List.of(renamed, bread), false).of(0)).isEmpty();
  }

  @Test
  void twoTasksThatNobodyIsLikeAreNobodys() {
    List<PushStep> creates = List.of(create("Milk", ""), create("Bread", ""));

    AddMatch match =
        new AddMatch(creates, List.of(task(1, sent("x", "")), task(2, sent("y", ""))), true);

    assertThat(match.of(0)).isEmpty();
    assertThat(match.of(1)).isEmpty();
  }

  /** However the answer orders them: each task is given once, and all twins are equally good. */
  @Property(tries = 1_000)
  void everyCreateGetsOneThatCarriesItsTitle(@ForAll long seed) {
    Random random = new Random(seed);
    List<PushStep> creates = new ArrayList<>();
    List<RemoteSnapshot> made = new ArrayList<>();
    for (int i = 0; i < random.nextInt(12); i++) {
      String title = TITLES.get(random.nextInt(TITLES.size()));
      String description = random.nextBoolean() ? "" : TITLES.get(random.nextInt(TITLES.size()));
      creates.add(create(title, description));
      made.add(task(i, sent(title, description)));
    }
    Collections.shuffle(made, random);

    AddMatch match = new AddMatch(creates, made, true);

    Set<String> given = new HashSet<>();
    for (int i = 0; i < creates.size(); i++) {
      Optional<RemoteSnapshot> got = match.of(i);
      assertThat(got).isPresent();
      assertThat(got.get().fields().title()).isEqualTo(creates.get(i).values().title());
      assertThat(got.get().fields().description()).isEqualTo(creates.get(i).values().description());
      assertThat(given.add(got.get().id())).isTrue();
    }
  }

  /** What was changed or went away since: nobody gets what another was given, or a foreign one. */
  @Property(tries = 1_000)
  void noTaskIsGivenTwice(@ForAll long seed) {
    Random random = new Random(seed);
    List<PushStep> creates = new ArrayList<>();
    List<RemoteSnapshot> made = new ArrayList<>();
    for (int i = 0; i < random.nextInt(10); i++) {
      creates.add(create(TITLES.get(random.nextInt(TITLES.size())), ""));
    }
    for (int i = 0; i < random.nextInt(10); i++) {
      made.add(task(i, sent(random.nextBoolean() ? "z" : TITLES.get(random.nextInt(3)), "")));
    }
    AddMatch match = new AddMatch(creates, made, random.nextBoolean());

    Set<String> given = new HashSet<>();
    for (int i = 0; i < creates.size(); i++) {
      match.of(i).ifPresent(task -> assertThat(given.add(task.id())).isTrue());
    }
  }
}
