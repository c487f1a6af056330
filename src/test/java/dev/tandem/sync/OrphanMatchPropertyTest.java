package dev.tandem.sync;

import static dev.tandem.sync.Orphans.id;
import static dev.tandem.sync.Orphans.silent;
import static dev.tandem.sync.Orphans.task;
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
import net.jqwik.api.constraints.IntRange;

/** What holds of every assignment of tasks to creates. */
final class OrphanMatchPropertyTest {
  private static final String[] TITLES = {"a", "b", "c"};
  private static final String[] DESCRIPTIONS = {"", "x", "y"};

  private final List<CreateIntent> intents = new ArrayList<>();
  private final List<RemoteSnapshot> orphans = new ArrayList<>();

  private OrphanMatch generated(long seed) {
    Random random = new Random(seed);
    begin();
    for (int i = 0; i < random.nextInt(6); i++) {
      CreateIntent made = silent(i, any(random, SyncSamples.local("")));
      intents.add(random.nextInt(4) > 0 ? made : told(made, id(random.nextInt(6))));
    }
    for (int i = 0; i < random.nextInt(6); i++) {
      orphans.add(task(i, any(random, SyncSamples.remote(""))));
    }
    return new OrphanMatch(intents, orphans, Orphans.WAITS);
  }

  private static CreateIntent told(CreateIntent made, String remoteId) {
    return new CreateIntent(
        made.id(), made.begunAt(), made.endedAt(), made.silent(), made.sent(), remoteId, null);
  }

  /** One object serves all tries. */
  private void begin() {
    intents.clear();
    orphans.clear();
  }

  private static Fields any(Random random, Fields fields) {
    return fields
        .but()
        .title(TITLES[random.nextInt(TITLES.length)])
        .description(DESCRIPTIONS[random.nextInt(DESCRIPTIONS.length)])
        .priority(random.nextBoolean() ? 5 : 0)
        .build();
  }

  @Property(tries = 2_000)
  void isOneToOneAndOnlyAmongThoseThatMatch(@ForAll long seed) {
    OrphanMatch match = generated(seed);
    Set<String> adopted = new HashSet<>();
    for (CreateIntent intent : intents) {
      Optional<RemoteSnapshot> got = match.of(intent);
      got.ifPresent(
          task -> {
            assertThat(intent.mayHaveMade(task, Orphans.WAITS)).isTrue();
            assertThat(adopted.add(task.id())).as("nobody else got it").isTrue();
          });
    }
  }

  @Property(tries = 2_000)
  void servesAsManyAsCanBe(@ForAll long seed) {
    OrphanMatch match = generated(seed);
    long served = intents.stream().filter(intent -> match.of(intent).isPresent()).count();
    assertThat(served).isEqualTo(most(0, new HashSet<>()));
  }

  /** By trying all. */
  private int most(int next, Set<String> taken) {
    if (next == intents.size()) {
      return 0;
    }
    int best = most(next + 1, taken);
    for (RemoteSnapshot orphan : orphans) {
      if (intents.get(next).mayHaveMade(orphan, Orphans.WAITS) && taken.add(orphan.id())) {
        best = Math.max(best, 1 + most(next + 1, taken));
        taken.remove(orphan.id());
      }
    }
    return best;
  }

  @Property(tries = 2_000)
  void doesNotDependOnTheOrder(@ForAll long seed) {
    OrphanMatch match = generated(seed);
    List<CreateIntent> otherIntents = new ArrayList<>(intents);
    List<RemoteSnapshot> otherOrphans = new ArrayList<>(orphans);
    Collections.shuffle(otherIntents, new Random(seed));
    Collections.shuffle(otherOrphans, new Random(seed));
    OrphanMatch other = new OrphanMatch(otherIntents, otherOrphans, Orphans.WAITS);
    for (CreateIntent intent : intents) {
      assertThat(other.of(intent)).isEqualTo(match.of(intent));
      assertThat(other.rivalsOf(intent)).isEqualTo(match.rivalsOf(intent));
    }
  }

  /** What is sorted out while the lists are read is all that could be decided by. */
  @Property(tries = 2_000)
  void theSieveKeepsWhatAnyOfThemMayHaveMade(@ForAll long seed) {
    generated(seed);
    OrphanSieve open = new OrphanSieve(intents, List.of(), Orphans.WAITS, Orphans.CERTAIN);
    OrphanSieve watched = new OrphanSieve(List.of(), intents, Orphans.WAITS, Orphans.CERTAIN);
    List<RemoteSnapshot> sought =
        orphans.stream()
            .filter(task -> !OrphanSearch.isNobodys(intents, task, Orphans.WAITS))
            .toList();
    assertThat(open.listing(orphans).tasks()).isEqualTo(sought);
    assertThat(orphans.stream().filter(open::holds).toList()).isEqualTo(sought);
    assertThat(open.late(orphans)).isEmpty();
    List<RemoteSnapshot> late =
        orphans.stream()
            .filter(
                task ->
                    intents.stream()
                        .anyMatch(given -> OrphanSearch.isLateTwin(given, task, Orphans.CERTAIN)))
            .toList();
    assertThat(watched.late(orphans)).isEqualTo(late);
    assertThat(orphans.stream().filter(watched::holds).toList()).isEqualTo(late);
  }

  @Property
  void identicalCreatesGetAsManyTasksAsThereAre(
      @ForAll @IntRange(min = 1, max = 12) int creates, @ForAll @IntRange(max = 12) int tasks) {
    begin();
    for (int i = 0; i < creates; i++) {
      intents.add(silent(i, "same"));
    }
    for (int i = 0; i < tasks; i++) {
      orphans.add(task(i, "same"));
    }
    OrphanMatch match = new OrphanMatch(intents, orphans, Orphans.WAITS);
    long served = intents.stream().filter(intent -> match.of(intent).isPresent()).count();
    long undecided = intents.stream().filter(i -> !match.rivalsOf(i).isEmpty()).count();
    assertThat(served).isEqualTo(Math.min(creates, tasks));
    assertThat(undecided).isEqualTo(tasks > creates ? creates : 0);
  }
}
