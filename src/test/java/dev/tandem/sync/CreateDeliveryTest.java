package dev.tandem.sync;

import static dev.tandem.sync.Deliveries.deleted;
import static dev.tandem.sync.Deliveries.delivered;
import static dev.tandem.sync.Deliveries.step;
import static dev.tandem.sync.SyncSamples.NOW;
import static dev.tandem.sync.SyncSamples.link;
import static dev.tandem.sync.SyncSamples.local;
import static dev.tandem.sync.SyncSamples.remote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.sync.LinkChange.Kind;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.TaskStatus;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CreateDeliveryTest {
  private static final Set<SyncField> ALL = EnumSet.allOf(SyncField.class);

  @Test
  void aCreateTakesTheStoredTaskAsBase() {
    Delivery delivery =
        delivered(null, step(Operation.CREATE, local("t"), ALL), remote("t"), local("t"));
    assertThat(delivery.link().kind()).isEqualTo(Kind.CREATED);
    assertThat(delivery.link().link())
        .isEqualTo(
            new Link(
                "r1",
                "inbox7",
                new Base(local("t"), remote("t")),
                new Link.Sight("new-etag", 2L, true, NOW, NOW),
                Set.of(),
                null,
                Link.State.LINKED));
    assertThat(delivery.open()).isEmpty();
    assertThat(delivery.local().taken()).isEmpty();
  }

  @Test
  void whatACreateLeftOutIsSentAtOnce() {
    Fields sent = local("t").but().description("text").build();
    Delivery delivery = delivered(null, step(Operation.CREATE, sent, ALL), remote("t"), sent);
    assertThat(delivery.open()).containsExactly(SyncField.DESCRIPTION);
    assertThat(delivery.unapplied()).isEmpty();
    assertThat(delivery.local().taken()).isEmpty();
    assertThat(delivery.local().conflicts()).isEmpty();
  }

  @Test
  void aThirdValueOfACreateNeverReplacesThePersonsUntold() {
    Delivery delivery =
        delivered(null, step(Operation.CREATE, local("long"), ALL), remote("lo"), local("long"));
    assertThat(delivery.local().fields().title()).isEqualTo("long");
    assertThat(delivery.local().conflicts())
        .singleElement()
        .extracting(conflict -> conflict.remote().title())
        .isEqualTo("lo");
    assertThat(delivery.open()).containsExactly(SyncField.TITLE);
  }

  @Test
  void aTaskDeletedWhileItIsCreatedIsNotBroughtBackByWhatWasStored() {
    Fields deleted = local("t").but().status(TaskStatus.DELETED).build();
    Delivery delivery =
        delivered(null, step(Operation.CREATE, local("t"), ALL), remote("T"), deleted);
    assertThat(delivery.local()).isNull();
    Link made = delivery.link().link();
    assertThat(delivered(made, PushStep.nothing(), remote("T"), deleted).local()).isNull();
  }

  @Test
  void aCreateWithoutTheStoredTaskIsRefused() {
    assertThatThrownBy(
            () -> delivered(null, step(Operation.CREATE, local("t"), ALL), null, local("t")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCreateThatIsSettledTwiceMakesOneTwin() {
    LinkChange change =
        delivered(
                link(remote("t")), step(Operation.CREATE, local("t"), ALL), remote("t"), local("t"))
            .link();
    assertThat(change.kind()).isEqualTo(Kind.UPDATED);
    assertThat(change.link().sight().confirmed()).isTrue();
  }
}
