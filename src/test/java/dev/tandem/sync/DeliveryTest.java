package dev.tandem.sync;

import static dev.tandem.sync.Deliveries.delivered;
import static dev.tandem.sync.Deliveries.present;
import static dev.tandem.sync.Deliveries.step;
import static dev.tandem.sync.SyncSamples.NOW;
import static dev.tandem.sync.SyncSamples.inList;
import static dev.tandem.sync.SyncSamples.link;
import static dev.tandem.sync.SyncSamples.local;
import static dev.tandem.sync.SyncSamples.remote;
import static dev.tandem.sync.SyncSamples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.Conflict.Rule;
import dev.tandem.sync.PushJob.Blocker;
import dev.tandem.sync.PushVerdict.Delivered;
import dev.tandem.sync.Settlement.Present;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DeliveryTest {
  private static final Set<SyncField> TITLE = Set.of(SyncField.TITLE);

  @Test
  void anUpdateThatIsStoredAsSentConfirmsTheLink() {
    Delivery delivery = update(remote("old"), local("new"), remote("new"));
    Link link = delivery.link().link();
    assertThat(link.base())
        .isEqualTo(new Base(remote("old").with(TITLE, local("new")), remote("new")));
    assertThat(link.sight()).isEqualTo(new Link.Sight("new-etag", 2L, true, NOW, NOW));
    assertThat(link.unproven()).containsExactly(SyncField.TITLE);
    assertThat(delivery.unapplied()).isEmpty();
    assertThat(delivery.open()).isEmpty();
  }

  @Test
  void somebodyElsesEditInTheAnswerIsMergedIntoTheTask() {
    Fields theirs = remote("new").but().description("theirs").build();
    Delivery delivery = update(remote("old"), local("new"), theirs);
    assertThat(delivery.local().fields().description()).isEqualTo("theirs");
    assertThat(delivery.local().taken()).containsExactly(SyncField.DESCRIPTION);
    assertThat(delivery.local().conflicts()).isEmpty();
    assertThat(delivery.link().link().base().there()).isEqualTo(theirs);
    assertThat(delivery.link().link().sight().etag()).isEqualTo("new-etag");
  }

  @Test
  void aThirdValueOfWhatWasSentIsSomebodyElsesEditToo() {
    Delivery delivery = update(remote("old"), local("new"), remote("theirs"));
    assertThat(delivery.local().conflicts())
        .singleElement()
        .extracting(Conflict::field, conflict -> conflict.base().title())
        .containsExactly(SyncField.TITLE, "old");
    assertThat(delivery.unapplied()).isEmpty();
  }

  @Test
  void whatIsStillAsBeforeWasNotApplied() {
    Delivery delivery = update(remote("old"), local("new"), remote("old"));
    assertThat(delivery.unapplied()).containsExactly(SyncField.TITLE);
    assertThat(delivery.link().link().base().there().title()).isEqualTo("old");
  }

  @Test
  void theFormInWhichTickTickStoresATagIsNobodysEdit() {
    Fields mine = local("t").but().tags(List.of("Home", "Work")).build();
    Fields stored = remote("t").but().tags(List.of("work", "home")).build();
    Delivery delivery =
        delivered(
            link(remote("t")), step(Operation.UPDATE, mine, Set.of(SyncField.TAGS)), stored, mine);
    assertThat(delivery.local().taken()).isEmpty();
    assertThat(delivery.open()).isEmpty();
    assertThat(delivery.link().link().base().here().tags()).containsExactly("Home", "Work");
    assertThat(delivery.link().link().base().there().tags()).containsExactly("work", "home");
  }

  @Test
  void whatIsNotKnownHereIsLeftForWhoeverReadsTheBodyNext() {
    Fields theirs = remote("new").but().parentId("unknown").build();
    Present present =
        new Present(
            local("new"),
            Blocker.NONE,
            link(remote("old")),
            Doubt.NONE,
            Settlement.Editing.NONE,
            Set.of(SyncField.PARENT),
            new Settlement.Tries(1, 0, 0),
            NOW);
    Delivery delivery =
        Delivery.of(
            step(Operation.UPDATE, local("new"), TITLE),
            new Delivered(snapshot(theirs)),
            present,
            "inbox7");
    Link link = delivery.link().link();
    assertThat(delivery.open()).isEmpty();
    assertThat(link.base().there().parentId()).isEmpty();
    assertThat(link.sight().etag()).as("a pull sees the difference").isEqualTo("old-etag");
    assertThat(link.sight().confirmed()).as("it need not be looked at again").isTrue();
  }

  /** A twin in the trash is looked at as if it were there. */
  @Test
  void whatALookShowsOfALostSendIsNotProven() {
    Present lost =
        new Present(
            local("new"),
            Blocker.NONE,
            link(remote("old")),
            new Doubt(TITLE, local("new"), false, null),
            Settlement.Editing.NONE,
            Set.of(),
            new Settlement.Tries(1, 0, 0),
            NOW);
    for (boolean listed : List.of(true, false)) {
      Delivered shown = new Delivered(snapshot(remote("new")), listed);
      Delivery delivery = Delivery.of(PushStep.nothing(), shown, lost, "inbox7");
      assertThat(delivery.open()).isEmpty();
      assertThat(delivery.link().link().unproven()).isEqualTo(listed ? Set.<SyncField>of() : TITLE);
    }
  }

  @Test
  void aListThatShowsTheTwinProvesAllThatWasSentToIt() {
    Link before =
        delivered(
                link(remote("old")),
                step(Operation.UPDATE, local("new"), TITLE),
                remote("new"),
                local("new"))
            .link()
            .link();
    assertThat(before.unproven()).containsExactly(SyncField.TITLE);
    PushStep tags = step(Operation.UPDATE, local("new"), Set.of(SyncField.TAGS));
    for (PushStep step : List.of(PushStep.nothing(), tags)) {
      Delivery listed =
          Delivery.of(
              step,
              new Delivered(snapshot(remote("new")), true),
              Deliveries.present(before, local("new")),
              "inbox7");
      assertThat(listed.link().link().unproven()).isEmpty();
    }
  }

  @Test
  void aMoveWithoutABodyIsBelieved() {
    Link link =
        delivered(
                link(remote("t")),
                step(Operation.MOVE, inList(local("other title"), "list"), Set.of()),
                null,
                inList(local("t"), "list"))
            .link()
            .link();
    assertThat(link.remoteProjectId()).isEqualTo("list");
    assertThat(link.base().there().projectId()).isEqualTo("list");
    assertThat(link.base().there().title()).isEqualTo("t");
    assertThat(link.sight()).isEqualTo(new Link.Sight("old-etag", 1L, false, NOW, NOW));
    assertThat(link.unproven()).containsExactly(SyncField.PROJECT);
  }

  @Test
  void aMoveToTheInboxGoesToItsRealIdOrItsAlias() {
    PushStep step = step(Operation.MOVE, local("t"), Set.of(SyncField.PROJECT));
    Link inList = link("list", Base.of(inList(remote("t"), "list")));
    Present present = present(inList, local("t"));
    assertThat(
            Delivery.of(step, new Delivered(null), present, "inbox7")
                .link()
                .link()
                .remoteProjectId())
        .isEqualTo("inbox7");
    assertThat(
            Delivery.of(step, new Delivered(null), present, null).link().link().remoteProjectId())
        .isEqualTo("inbox");
  }

  @Test
  void aCompleteChangesTheStatusAlone() {
    Fields done = local("t").but().status(TaskStatus.COMPLETED).build();
    Delivery delivery =
        delivered(link(remote("u")), step(Operation.COMPLETE, done, Set.of()), null, done);
    Link link = delivery.link().link();
    assertThat(link.base().there().status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(link.base().there().title()).isEqualTo("u");
    assertThat(link.sight().confirmed()).isFalse();
    assertThat(link.unproven()).containsExactly(SyncField.STATUS);
    assertThat(delivery.open()).containsExactly(SyncField.TITLE);
  }

  @Test
  void aWriteThereThatMayHaveBeenOursGivesNoTime() {
    Fields mine = local("mine");
    RemoteSnapshot soon = at(remote("theirs"), NOW.plusSeconds(1), null);
    RemoteSnapshot later = at(remote("theirs"), NOW.plusSeconds(10), null);
    Present present = presentAt(NOW.plusSeconds(60), Doubt.NONE, mine);
    assertThat(rule(present, soon)).isEqualTo(Rule.NO_REMOTE_TIME);
    assertThat(rule(present, later)).isEqualTo(Rule.NEWER);
    Doubt lost = new Doubt(Set.of(SyncField.TAGS), null, false, null);
    assertThat(rule(presentAt(NOW.plusSeconds(60), lost, mine), later))
        .isEqualTo(Rule.NO_REMOTE_TIME);
  }

  @Test
  void aLostSendIsWatchedForAMinuteUntilItComes() {
    Doubt lost = new Doubt(TITLE, local("lost"), false, null);
    Link watched =
        Delivery.of(
                PushStep.nothing(),
                new Delivered(snapshot(remote("old"))),
                presentAt(NOW, lost, local("back")),
                "inbox7")
            .link()
            .link();
    assertThat(watched.watch())
        .isEqualTo(new Link.Watch(TITLE, local("lost"), NOW.plus(Duration.ofSeconds(60))));

    Delivery come = delivered(watched, PushStep.nothing(), remote("lost"), local("back"));
    assertThat(come.local().conflicts()).isEmpty();
    assertThat(come.open()).containsExactly(SyncField.TITLE);
    assertThat(come.link().link().watch()).isNull();

    Delivery notYet = delivered(watched, PushStep.nothing(), remote("old"), local("back"));
    assertThat(notYet.link().link().watch()).isEqualTo(watched.watch());
  }

  @Test
  void nothingChangesNothing() {
    Link link = link(remote("t"));
    assertThat(delivered(link, PushStep.nothing(), null, local("t")))
        .isEqualTo(new Delivery(LinkChange.none(link), null, Set.of(), Set.of()));
    assertThat(delivered(null, PushStep.nothing(), null, null).link())
        .isEqualTo(LinkChange.none(null));
  }

  private static Rule rule(Present present, RemoteSnapshot shown) {
    return Delivery.of(PushStep.nothing(), new Delivered(shown), present, "inbox7")
        .local()
        .conflicts()
        .get(0)
        .rule();
  }

  private static RemoteSnapshot at(Fields fields, Instant etimestamp, Instant modifiedAt) {
    return new RemoteSnapshot(
        "r1", "inbox7", fields, "new-etag", etimestamp.toEpochMilli(), modifiedAt, "{}");
  }

  private static Delivery update(Fields before, Fields sent, Fields stored) {
    return delivered(link(before), step(Operation.UPDATE, sent, TITLE), stored, sent);
  }

  /** A task that was linked as "old" and last written to by us at {@code NOW}. */
  private static Present presentAt(Instant now, Doubt doubt, Fields local) {
    return new Present(
        local,
        Blocker.NONE,
        link(remote("old")),
        doubt,
        new Settlement.Editing(Map.of(SyncField.TITLE, NOW), Sides.Protection.NONE, null),
        Set.of(),
        new Settlement.Tries(1, 0, 0),
        now);
  }
}
