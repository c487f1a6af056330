package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncResult.Outcome;
import dev.tandem.task.Task;
import dev.tandem.task.TaskContent;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every mapped field in both directions: a change on one side is exactly that change on the other,
 * whatever else the twin has stays as it is, and readings after it find nothing to write.
 */
class RoundTripIT {
  @RegisterExtension private static final PushStage stage = PushStage.reading();

  private final Polls polls = new Polls(stage);
  private final BothSides sides = new BothSides(stage);

  @ParameterizedTest
  @MethodSource({
    "dev.tandem.ticktick.RoundTrip#ordinary",
    "dev.tandem.ticktick.RoundTrip#dates",
    "dev.tandem.ticktick.RoundTrip#lines"
  })
  void anEditHereIsExactlyThatThere(RoundTrip trip) {
    Task task = sides.arrived(trip.given());
    Map<String, Object> expected = sides.there(task);
    expected.putAll(BothSides.visible(trip.there()));
    trip.there().fieldNames().stream()
        .filter(name -> !BothSides.visible(trip.there()).containsKey(name))
        .forEach(expected::remove);

    SyncResult result = stage.updateAndPush(task, trip.here());

    assertThat(result.outcome()).isEqualTo(Outcome.SYNCED);
    assertThat(sides.there(task)).isEqualTo(expected);
    TaskContent wanted = trip.arrives().patch().applyTo(task.content());
    assertThat(BothSides.inOrderOfTags(stage.find(task).content()))
        .isEqualTo(BothSides.inOrderOfTags(wanted));
    sides.nothingMoves(task);
  }

  @ParameterizedTest
  @MethodSource({
    "dev.tandem.ticktick.RoundTrip#ordinary",
    "dev.tandem.ticktick.RoundTrip#dates",
    "dev.tandem.ticktick.RoundTrip#lines"
  })
  void anEditThereIsExactlyThatHere(RoundTrip trip) {
    Task task = sides.arrived(trip.given());
    stage.probe().personUpdates(PushStage.ANNA, task.remoteId(), trip.there());

    polls.next();

    TaskContent expected = trip.arrives().patch().applyTo(task.content());
    assertThat(BothSides.inOrderOfTags(stage.find(task).content()))
        .isEqualTo(BothSides.inOrderOfTags(expected));
    assertThat(new Twin(stage, task).conflicts()).isEmpty();
    sides.nothingMoves(task);
  }
}
