package dev.tandem.sync;

import static dev.tandem.sync.Deliveries.deleted;
import static dev.tandem.sync.Deliveries.delivered;
import static dev.tandem.sync.SyncSamples.link;
import static dev.tandem.sync.SyncSamples.local;
import static dev.tandem.sync.SyncSamples.remote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.Conflict.Rule;
import dev.tandem.sync.Conflict.Winner;
import dev.tandem.sync.LinkChange.Kind;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.TaskStatus;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DeleteDeliveryTest {
  private static final PushStep DELETE = new PushStep(Operation.DELETE, null, Set.of());

  @Test
  void aDeleteEndsTheLink() {
    LinkChange change = delivered(link(remote("t")), DELETE, null, deleted(local("t"))).link();
    assertThat(change.kind()).isEqualTo(Kind.ENDED);
    assertThat(change.link()).isNull();
  }

  @Test
  void anEditThatTheDeleteDidNotKnowBringsTheTaskBack() {
    Fields theirs = remote("theirs");
    Delivery delivery =
        delivered(link(remote("t")), PushStep.nothing(), theirs, deleted(local("t")));
    assertThat(delivery.local().isWanted()).isTrue();
    assertThat(delivery.local().fields().status()).isEqualTo(TaskStatus.ACTIVE);
    assertThat(delivery.local().fields().title()).isEqualTo("theirs");
    assertThat(delivery.local().taken())
        .containsExactlyInAnyOrder(SyncField.STATUS, SyncField.TITLE);
    assertThat(delivery.local().conflicts())
        .singleElement()
        .extracting(Conflict::field, Conflict::rule, Conflict::winner)
        .containsExactly(SyncField.STATUS, Rule.EDIT_BEATS_DELETE, Winner.REMOTE);
    assertThat(delivery.open()).isEmpty();
  }

  @Test
  void aDragOrAMoveThereBringsNothingBackAndIsNotForgottenEither() {
    Fields dragged = remote("t").but().sortOrder(9L).columnId("c").build();
    Delivery delivery =
        delivered(link(remote("t")), PushStep.nothing(), dragged, deleted(local("t")));
    assertThat(delivery.local()).isNull();
    Link link = delivery.link().link();
    assertThat(link.sight().etag()).isEqualTo("old-etag");
    assertThat(link.sight().confirmed()).isTrue();
    assertThat(link.base().there().sortOrder()).isNull();
  }

  @Test
  void whatTheDeletedTaskSaysTooTheDeleterKnew() {
    Delivery delivery =
        delivered(link(remote("old")), PushStep.nothing(), remote("new"), deleted(local("new")));
    assertThat(delivery.local()).isNull();
  }

  @Test
  void theTwinOfATaskDeletedForGoodIsLeftAloneWithTheEdit() {
    Delivery delivery = delivered(link(remote("t")), PushStep.nothing(), remote("theirs"), null);
    assertThat(delivery.link().kind()).isEqualTo(Kind.ENDED);
    assertThat(delivery.local().isWanted()).isFalse();
    assertThat(delivery.local().taken()).isEmpty();
    assertThat(delivery.local().conflicts())
        .singleElement()
        .extracting(Conflict::rule, conflict -> conflict.remote().title())
        .containsExactly(Rule.EDIT_BEATS_DELETE, "theirs");
    assertThat(delivered(link(remote("t")), PushStep.nothing(), remote("t"), null).link().kind())
        .as("without one it is deleted next")
        .isEqualTo(Kind.UPDATED);
  }
}
