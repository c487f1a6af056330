package dev.tandem.persistence;

import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/**
 * Several tasks and two workers who take them from each other: what holds after every step of any
 * order of writes, claims, settlements, deaths and decisions, and what holds at the end.
 */
final class LeaseChainsIT {
  private static final StoreFixture db = new StoreFixture();

  @BeforeContainer
  static void start() {
    db.beforeAll(null);
  }

  @AfterContainer
  static void stop() {
    db.afterAll(null);
  }

  @Provide
  Arbitrary<ActionChain<LeaseWorld>> chains() {
    return ActionChain.startWith(() -> new LeaseWorld(db))
        .withAction(4, onTask("retitle %d to A", (world, task) -> world.retitle(task, "A")))
        .withAction(4, onTask("retitle %d to B", (world, task) -> world.retitle(task, "B")))
        .withAction(3, onTask("describe %d", LeaseWorld::describe))
        .withAction(2, onTask("delete %d", LeaseWorld::delete))
        .withAction(2, onTask("restore %d", LeaseWorld::restore))
        .withAction(2, onTask("delete %d for good", LeaseWorld::purge))
        .withAction(1, Action.just(Transformer.mutate("the person is erased", LeaseWorld::erase)))
        .withAction(2, onTask("retry %d", LeaseWorld::retry))
        .withAction(2, onTask("discard %d", LeaseWorld::discard))
        .withAction(8, onWorker("%d claims", LeaseWorld::claim))
        .withAction(8, onWorker("%d settles what was delivered", LeaseWorld::deliver))
        .withAction(3, onWorker("%d is refused", LeaseWorld::refuse))
        .withAction(2, onWorker("%d loses the answer", LeaseWorld::loseAnswer))
        .withAction(2, onWorker("%d loses the request", LeaseWorld::loseRequest))
        .withAction(2, onWorker("%d dies after sending", LeaseWorld::sendAndDie))
        .withAction(3, Action.just(Transformer.mutate("leases run out", LeaseWorld::leasesRunOut)))
        .withAction(3, Action.just(Transformer.mutate("a late finish", LeaseWorld::finishLate)))
        .withAction(4, Action.just(Transformer.mutate("all is due", LeaseWorld::becomeDue)))
        .withMaxTransformations(45);
  }

  @Property(tries = 40, shrinking = ShrinkingMode.BOUNDED)
  void everyOrderKeepsWhatWasWrittenAndEndsInStep(@ForAll("chains") ActionChain<LeaseWorld> chain) {
    LeaseWorld world = chain.withInvariant("after each step", LeaseWorld::check).run();
    world.comeToRest();
    world.checkAtRest();
  }

  /** Something that happens to one of the tasks, or that one of the workers does. */
  interface Deed {
    void of(LeaseWorld world, int number);
  }

  private static Action.Independent<LeaseWorld> onTask(String words, Deed deed) {
    return among(LeaseWorld.TASKS, "task " + words, deed);
  }

  private static Action.Independent<LeaseWorld> onWorker(String words, Deed deed) {
    return among(LeaseWorld.WORKERS.size(), "worker " + words, deed);
  }

  private static Action.Independent<LeaseWorld> among(int count, String words, Deed deed) {
    return () ->
        Arbitraries.integers()
            .between(0, count - 1)
            .map(number -> mutation(String.format(words, number), w -> deed.of(w, number)));
  }

  private static Transformer<LeaseWorld> mutation(String words, Consumer<LeaseWorld> mutation) {
    return Transformer.mutate(words, mutation);
  }
}
